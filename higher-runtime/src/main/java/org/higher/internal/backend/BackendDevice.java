package org.higher.internal.backend;

import org.higher.array.Device;
import org.jspecify.annotations.Nullable;

/**
 * A device as a backend makes it.
 *
 * @param backend that computes there
 * @param ordinal 0 for the CPU, the card's number for a GPU
 * @param description what it is, and its memory, as {@code "CPU, 2 threads, 4.2 GB of heap"}
 */
public record BackendDevice(Backend backend, int ordinal, String description) implements Device {
    /**
     * A device that a user names, with its backend.
     *
     * @throws IllegalArgumentException if no backend has made it
     */
    public static BackendDevice of(@Nullable Device device) {
        if (device instanceof BackendDevice known) {
            return known;
        }
        throw new IllegalArgumentException(
                "device: %s is no device of a backend; take one of Backends.devices(), or that of a tensor"
                        .formatted(device == null ? null : device.getClass().getName()));
    }

    @Override
    public String name() {
        return ordinal == 0 ? backend.name() : backend.name() + ":" + ordinal;
    }

    @Override
    public String toString() {
        return name() + " (" + description + ")";
    }
}
