package org.higher.nn;

import java.util.Optional;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.ChannelGroups;
import org.higher.internal.nn.Channels;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Instance normalization: each channel of each example, less its mean, over its standard deviation;
 * times a weight for each channel, plus a bias, if there are any.
 *
 * <p>For sequences [n, channels, length] and images [n, channels, rows, columns]. The statistics
 * are always those of the example, in training or not: none are kept.
 *
 * <p>Source: Ulyanov, Vedaldi and Lempitsky, Instance normalization: the missing ingredient for
 * fast stylization, 2016, section 2.
 */
@Functional
public final class InstanceNorm implements Layer {
    private static final double EPS = 1e-5;

    @Trainable private final Optional<Tensor> weight;
    @Trainable private final Optional<Tensor> bias;
    private final int channels;
    private final double eps;

    /** Without weight and bias, as in PyTorch; eps 1e-5. */
    public InstanceNorm(int channels) {
        this(builder(channels));
    }

    private InstanceNorm(Builder builder) {
        this(
                builder.channels,
                builder.affine ? Optional.of(Init.ones(builder.channels)) : Optional.empty(),
                builder.affine ? Optional.of(Init.zeros(builder.channels)) : Optional.empty(),
                builder.eps);
    }

    /**
     * A layer with other settings than those of {@link #InstanceNorm(int)}.
     *
     * <pre>{@code
     * InstanceNorm.builder(64).affine(true).build()
     * }</pre>
     *
     * @throws IllegalArgumentException if there is not at least one channel
     */
    public static Builder builder(int channels) {
        return new Builder(Sizes.atLeastOne("InstanceNorm", channels, "channels"));
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @param weight one for each channel, or none together with the bias
     * @throws IllegalArgumentException if their shapes are not [channels], or there is but one of
     *     weight and bias
     */
    public InstanceNorm(int channels, Optional<Tensor> weight, Optional<Tensor> bias, double eps) {
        Sizes.atLeastOne("InstanceNorm", channels, "channels");
        ChannelGroups.checkAffine("InstanceNorm", channels, weight, bias);
        this.channels = channels;
        this.weight = weight;
        this.bias = bias;
        this.eps = Sizes.eps("InstanceNorm", eps);
    }

    /**
     * Normalizes each channel of each example.
     *
     * @param x shape [n, channels, length] or [n, channels, rows, columns]
     * @throws IllegalArgumentException if x has no such shape, or a channel has one element only
     */
    @Override
    public Tensor forward(Tensor x) {
        ChannelGroups.checkInput("InstanceNorm", x, channels, channels, 3);
        int[] axes = ChannelGroups.spatial(x);
        return weight.isPresent() && bias.isPresent()
                ? x.normalize(
                        Channels.along(weight.get(), x), Channels.along(bias.get(), x), eps, axes)
                : x.standardize(eps, axes);
    }

    /** Settings of a layer, by their names. */
    public static final class Builder {
        private final int channels;
        private double eps = EPS;
        private boolean affine;

        private Builder(int channels) {
            this.channels = channels;
        }

        /** What is added to the variance; 1e-5 if not said. */
        public Builder eps(double added) {
            eps = added;
            return this;
        }

        /** Whether there are a weight of ones and a bias of zeros; false if not said. */
        public Builder affine(boolean there) {
            affine = there;
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if eps is negative
         */
        public InstanceNorm build() {
            return new InstanceNorm(this);
        }
    }
}
