package org.higher.internal.backend;

import java.util.List;

/** A way to compute with arrays. */
public interface Backend {
    /** The short name, as in {@code -Dhigher.backend=host}. */
    String name();

    /** The primitives. */
    Kernels kernels();

    /** Where this backend can hold arrays; never empty. */
    List<BackendDevice> devices();

    /**
     * Keeps native libraries from using threads of their own until the result is closed.
     *
     * <p>For callers that keep the processors busy themselves. It holds for the whole process;
     * stretches of several callers may overlap. Where there is nothing to restrain, it does
     * nothing.
     */
    default Stretch withoutOwnThreads() {
        return () -> {};
    }

    /** Whether a {@link Program} takes less time in one run than step by step. */
    default boolean fuses() {
        return false;
    }

    /** Counts who holds arrays made in this thread from now on, to use their memory again. */
    default Recycling recycling() {
        return Recycling.NONE;
    }

    /** Something that lasts until it is closed; closing twice is harmless. */
    @FunctionalInterface
    interface Stretch extends AutoCloseable {
        @Override
        void close();
    }
}
