package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Softmax: e^x, divided by its sum along an axis.
 *
 * @param axis negative ones count from the last
 */
@Functional
public record Softmax(int axis) implements Layer {
    /** Along the last axis. */
    public Softmax() {
        this(-1);
    }

    /** Applies the function. */
    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(axis);
    }
}
