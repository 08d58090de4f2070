package org.higher.nn;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Fully connected (dense, linear) layer: the affine map y = x Wᵀ + b of the last axis.
 *
 * <p>The weight has shape [outputs, inputs], the bias [outputs]. Inputs have shape [..., inputs]
 * with a rank of at least 2.
 */
@Functional
public final class Linear implements Layer {
    @Trainable private final Tensor weight;
    @Trainable private final Optional<Tensor> bias;

    /** A layer with a bias, drawn from {@link Init#random()}. */
    public Linear(int inputs, int outputs) {
        this(inputs, outputs, true, Init.random());
    }

    /**
     * A layer with weight and bias uniform on ±1 / sqrt(inputs).
     *
     * @throws IllegalArgumentException if there is not at least one input and one output
     */
    public Linear(int inputs, int outputs, boolean bias, RandomGenerator random) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "Linear: "
                            + inputs
                            + " inputs and "
                            + outputs
                            + " outputs; there must be at least one of each");
        }
        Sizes.given("Linear", "the generator", random);
        Sizes.shape("Linear", outputs, inputs);
        double bound = 1 / Math.sqrt(inputs);
        this.weight = Init.uniform(bound, random, outputs, inputs);
        this.bias = bias ? Optional.of(Init.uniform(bound, random, outputs)) : Optional.empty();
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @throws IllegalArgumentException if their shapes are not [outputs, inputs] and [outputs]
     */
    public Linear(Tensor weight, Optional<Tensor> bias) {
        Sizes.given("Linear", "weight", weight);
        Sizes.given("Linear", "bias", bias);
        if (weight.rank() != 2) {
            throw new IllegalArgumentException(
                    "Linear: weight has rank " + weight.rank() + "; give [outputs, inputs]");
        }
        if (bias.isPresent() && (bias.get().rank() != 1 || bias.get().size(0) != weight.size(0))) {
            throw new IllegalArgumentException(
                    "Linear: bias must have the " + weight.size(0) + " outputs of the weight");
        }
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * Applies the map.
     *
     * @param x shape [..., inputs]
     * @return shape [..., outputs]
     */
    @Override
    public Tensor forward(Tensor x) {
        return bias.isPresent() ? x.linear(weight, bias.get()) : x.mmulTransposed(weight);
    }

    /** The number of features of an input. */
    public int inputs() {
        return weight.size(1);
    }

    /** The number of features of an output. */
    public int outputs() {
        return weight.size(0);
    }
}
