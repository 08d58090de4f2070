package org.higher.functional;

import java.util.ServiceLoader;

/**
 * A source of random numbers for layers.
 *
 * <p>Checks seed every one that {@link ServiceLoader} finds, so that a model and its twin, or a
 * rule and its differentiable version, draw the same numbers.
 */
public interface Randomness {
    /** Begins a scope in which layers of this thread draw from a seed. */
    Scope open(long seed);

    /** A scope of code that draws from one seed. */
    interface Scope extends AutoCloseable {
        /** Ends it. */
        @Override
        void close();
    }
}
