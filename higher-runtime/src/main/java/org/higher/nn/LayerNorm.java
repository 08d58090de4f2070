package org.higher.nn;

import java.util.Arrays;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.LastAxes;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Layer normalization: less the mean over the last axes, over the standard deviation along them,
 * times a weight, plus a bias.
 *
 * <p>Source: Ba, Kiros and Hinton, Layer normalization, 2016, section 3.
 */
@Functional
public final class LayerNorm implements Layer {
    private static final double EPS = 1e-5;

    @Trainable private final Tensor weight;
    @Trainable private final Tensor bias;
    private final double eps;

    /** Weights 1 and biases 0 of the extents of the last axes; eps 1e-5. */
    public LayerNorm(int... shape) {
        this(Init.ones(Sizes.filled("LayerNorm", shape)), Init.zeros(shape), EPS);
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @throws IllegalArgumentException if they have no axes, or their shapes differ
     */
    public LayerNorm(Tensor weight, Tensor bias, double eps) {
        Sizes.given("LayerNorm", "weight", weight);
        Sizes.given("LayerNorm", "bias", bias);
        Sizes.eps("LayerNorm", eps);
        if (weight.rank() == 0 || !Arrays.equals(weight.shape(), bias.shape())) {
            throw new IllegalArgumentException(
                    "LayerNorm: weight "
                            + Arrays.toString(weight.shape())
                            + " and bias "
                            + Arrays.toString(bias.shape())
                            + " must both have the extents of the last axes");
        }
        this.weight = weight;
        this.bias = bias;
        this.eps = eps;
    }

    /** Normalises along the axes of the weight, which are the last of x. */
    @Override
    public Tensor forward(Tensor x) {
        Tensor normal = x.standardize(eps, LastAxes.of(x, weight));
        return normal.affine(LastAxes.along(weight, x), LastAxes.along(bias, x));
    }
}
