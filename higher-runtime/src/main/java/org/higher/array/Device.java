package org.higher.array;

import org.higher.internal.backend.Backend;

/**
 * One place where arrays live: a backend and its ordinal there.
 *
 * @param backend the backend
 * @param ordinal 0 for the CPU, the card's number for a GPU
 * @param description what a person would call it, as {@code "CPU, 2 threads"}
 */
public record Device(Backend backend, int ordinal, String description) {
    /**
     * The name that {@code higher.backend} accepts: {@code host}, {@code nd4j} or {@code nd4j:1}.
     */
    public String name() {
        return ordinal == 0 ? backend.name() : backend.name() + ":" + ordinal;
    }

    @Override
    public String toString() {
        return name() + " (" + description + ")";
    }
}
