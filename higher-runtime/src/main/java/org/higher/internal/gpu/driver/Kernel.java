package org.higher.internal.gpu.driver;

/** A compiled function of a device, as its driver knows it. */
public interface Kernel {
    /** Its name in the text that it was compiled from. */
    String name();
}
