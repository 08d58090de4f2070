package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Sigmoid linear unit (SiLU), also called swish: x sigmoid(x).
 *
 * <p>Source: Elfwing, Uchibe and Doya, Sigmoid-weighted linear units for neural network function
 * approximation in reinforcement learning, Neural Networks 107 (2018).
 */
@Functional
public record Silu() implements Layer {
    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.silu();
    }
}
