package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Hyperbolic tangent (tanh), elementwise. */
@Functional
public record Tanh() implements Layer {
    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
