package org.higher.internal.gpu.driver;

/** A piece of a device's memory, as its driver knows it. */
public interface Memory {
    /** How large it is. */
    long bytes();
}
