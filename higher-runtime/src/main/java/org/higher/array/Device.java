package org.higher.array;

/**
 * A place where arrays live and are computed with: a CPU or a GPU, under one backend.
 *
 * <p>Devices come from {@code org.higher.tensor.Backends} and from a tensor's {@code device()};
 * methods that take one refuse other implementations. Two are equal if they are the same place.
 */
public interface Device {
    /**
     * The name that {@code higher.backend} accepts: that of the backend, with an ordinal for all
     * but its first device, as in {@code host}, {@code cuda} or {@code cuda:1}.
     */
    String name();

    /** What it is, and its memory, as {@code "CPU, 2 threads, 4.2 GB of heap"}. */
    String description();
}
