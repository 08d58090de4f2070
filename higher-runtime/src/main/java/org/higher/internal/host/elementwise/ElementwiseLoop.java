package org.higher.internal.host.elementwise;

import org.jspecify.annotations.Nullable;

/** Some operations on each element of arrays, in one loop. */
@FunctionalInterface
public interface ElementwiseLoop {
    /**
     * Computes a range of elements.
     *
     * @param arrays those that are read and written, at the same indices
     * @param scalars the operands that have no array
     */
    void run(@Nullable Object[] arrays, double[] scalars, int from, int to);
}
