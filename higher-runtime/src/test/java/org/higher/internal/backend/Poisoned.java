package org.higher.internal.backend;

import java.util.function.Supplier;

/** Computations with and without {@link MemoryPoisoning}, whatever the tests run with. */
public final class Poisoned {
    private Poisoned() {}

    /** What is computed while unwritten memory is NaN, or is what happens to be there. */
    public static <T> T get(boolean poison, Supplier<T> computation) {
        boolean before = MemoryPoisoning.turn(poison);
        try {
            return computation.get();
        } finally {
            MemoryPoisoning.turn(before);
        }
    }
}
