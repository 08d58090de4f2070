package org.higher.functional;

import java.util.ServiceLoader;

/**
 * Where layers draw random numbers, so that a model and its twin can be made to draw the same.
 *
 * <p>Found by {@link ServiceLoader}.
 */
public interface Randomness {
    /** Begins a stretch of code in which layers draw from a seed. */
    Scope open(long seed);

    /** Such a stretch of code. */
    interface Scope extends AutoCloseable {
        /** Ends it. */
        @Override
        void close();
    }
}
