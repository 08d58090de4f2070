package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Exponential linear unit (ELU): x where positive, alpha (e^x - 1) elsewhere.
 *
 * <p>Source: Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by
 * exponential linear units, ICLR 2016.
 *
 * @param alpha minus the limit for very negative inputs
 */
@Functional
public record Elu(double alpha) implements Layer {
    /** With alpha 1. */
    public Elu() {
        this(1);
    }

    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.elu(alpha);
    }
}
