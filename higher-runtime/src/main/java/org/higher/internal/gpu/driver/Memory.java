package org.higher.internal.gpu.driver;

/** A piece of a device's memory, as its driver knows it. */
public interface Memory {
    /** How large it is. */
    long bytes();

    /** The number of the queue that it was allocated for; 0 where there is one. */
    default int queue() {
        return 0;
    }
}
