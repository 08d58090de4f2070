package org.higher.internal.host.fused;

/** Some elementwise steps in one loop, as {@link LoopPrinter} writes it. */
interface CompiledLoop {
    /**
     * Computes a range of elements.
     *
     * @param arrays by step: those that are read and written, at the same indices
     * @param scalars by step
     */
    void run(Object[] arrays, double[] scalars, int from, int to);
}
