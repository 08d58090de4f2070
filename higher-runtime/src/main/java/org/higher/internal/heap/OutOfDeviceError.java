package org.higher.internal.heap;

/**
 * An {@link OutOfMemoryError} about the memory of a device, with words of its own: a larger heap
 * would not help.
 */
public final class OutOfDeviceError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    public OutOfDeviceError(String message) {
        super(message);
    }
}
