package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Rectified linear unit (ReLU): max(x, 0), elementwise. */
@Functional
public record Relu() implements Layer {
    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
