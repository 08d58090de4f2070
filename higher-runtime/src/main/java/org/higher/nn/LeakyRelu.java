package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Leaky rectified linear unit (leaky ReLU): x where positive, a multiple of it elsewhere.
 *
 * @param slope the factor for negative inputs
 */
@Functional
public record LeakyRelu(double slope) implements Layer {
    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.leakyRelu(slope);
    }
}
