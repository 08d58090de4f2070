package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Logistic sigmoid: 1 / (1 + e^-x), elementwise. */
@Functional
public record Sigmoid() implements Layer {
    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
