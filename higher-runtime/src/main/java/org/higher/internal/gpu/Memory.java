package org.higher.internal.gpu;

/** A piece of a device's memory, as its driver knows it. */
public interface Memory {
    /** How large it is. */
    long bytes();
}
