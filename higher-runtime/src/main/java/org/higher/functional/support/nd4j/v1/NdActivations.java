package org.higher.functional.support.nd4j.v1;

import org.higher.tensor.Tensor;

/**
 * Activation functions of ND4J that tensors do not have.
 *
 * <p>Called by twins of models that are written on {@code INDArray}.
 */
public final class NdActivations {
    private NdActivations() {}

    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(1));
    }

    /** {@code x} where it is above 0, the only cutoff that there is. */
    public static Tensor relu(Tensor x, double cutoff) {
        if (cutoff != 0) {
            throw new IllegalArgumentException("relu: the cutoff is " + cutoff + ", not 0");
        }
        return x.relu();
    }

    public static Tensor sigmoidDerivative(Tensor x) {
        Tensor y = x.sigmoid();
        return y.mul(y.rsub(1));
    }

    /** Scaled exponential linear units (Klambauer et al. 2017). */
    public static Tensor selu(Tensor x) {
        return x.elu(1.6732632423543772).mul(1.0507009873554805);
    }

    /** {@code x} where it is above 0, up to 6. */
    public static Tensor relu6(Tensor x, double cutoff) {
        return relu(x, cutoff).clamp(0, 6);
    }

    /**
     * Gaussian error linear units (Hendrycks and Gimpel 2016), with the sigmoid of 1.702 x for the
     * error function; ND4J's constant is a float.
     */
    public static Tensor gelu(Tensor x) {
        return x.mul(x.mul(1.702f).sigmoid());
    }

    /** 0.2 x + 0.5, from 0 to 1; ND4J's constant is a float. */
    public static Tensor hardSigmoid(Tensor x) {
        return x.mul(0.2f).add(0.5).clamp(0, 1);
    }
}
