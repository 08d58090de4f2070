package org.higher.internal.backend;

import java.util.List;
import org.higher.internal.threads.ThreadLimit;

/** A way to compute with arrays. */
public interface Backend {
    /** The short name, as in {@code -Dhigher.backend=host}. */
    String name();

    /** The primitives. */
    Kernels kernels();

    /** Where this backend can hold arrays; never empty. */
    List<BackendDevice> devices();

    /**
     * Has computations run in the threads that ask for them, without those of a thread pool, until
     * the result is closed.
     *
     * <p>For callers that keep the processors busy themselves. It holds for the whole process, and
     * limits of several callers may overlap. Where a backend has no threads of its own, it does
     * nothing.
     */
    default ThreadLimit singleThreaded() {
        return () -> {};
    }

    /** How it computes what depends on the installation; empty if nothing does. */
    default String remark() {
        return "";
    }

    /** Whether a {@link Program} takes less time in one run than step by step. */
    default boolean fuses() {
        return false;
    }

    /** A memory pool for arrays that this thread makes from now on. */
    default ArrayPool recycling() {
        return ArrayPool.NONE;
    }
}
