package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Log-softmax: the logarithm of {@link Softmax}, without overflow.
 *
 * @param axis negative ones count from the last
 */
@Functional
public record LogSoftmax(int axis) implements Layer {
    /** Along the last axis. */
    public LogSoftmax() {
        this(-1);
    }

    /** Applies the function. */
    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(axis);
    }
}
