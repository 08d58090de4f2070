package org.higher.examples.benchmarks;

import java.util.List;
import java.util.Map;
import org.higher.tensor.Tensor;

/** Something to measure. */
interface Workload extends AutoCloseable {
    /**
     * Runs once.
     *
     * @return times of its parts, by the name under which they are reported; empty if it has none
     */
    Map<String, Double> run();

    /** The gradients of one run, to be compared between element types. */
    List<Tensor> gradients();

    @Override
    default void close() {}
}
