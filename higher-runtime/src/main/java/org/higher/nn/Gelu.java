package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Gaussian error linear unit (GELU): x times the probability that a standard normal is below it.
 *
 * <p>Source: Hendrycks and Gimpel, Gaussian error linear units, arXiv 1606.08415, 2016.
 *
 * @param tanhForm whether to approximate the probability by a tanh, as many published models do
 */
@Functional
public record Gelu(boolean tanhForm) implements Layer {
    /** Exact. */
    public Gelu() {
        this(false);
    }

    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return tanhForm ? x.geluTanh() : x.gelu();
    }
}
