package org.higher.nn;

import java.util.Optional;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.internal.nn.ChannelGroups;
import org.higher.internal.nn.Channels;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Group normalization: the channels of each example in groups, less the group's mean, over its
 * standard deviation, times a weight for each channel, plus a bias.
 *
 * <p>For inputs [n, channels, ...]; no example depends on another, in training or not. One group is
 * layer normalization over all but the first axis, and as many groups as channels are {@link
 * InstanceNorm}.
 *
 * <p>Source: Wu and He, Group normalization, ECCV 2018, section 3.
 */
@Functional
public final class GroupNorm implements Layer {
    private static final double EPS = 1e-5;

    @Trainable private final Optional<Tensor> weight;
    @Trainable private final Optional<Tensor> bias;
    private final int groups;
    private final int channels;
    private final double eps;

    /** Weights 1, biases 0, eps 1e-5. */
    public GroupNorm(int groups, int channels) {
        this(builder(groups, channels));
    }

    private GroupNorm(Builder builder) {
        this(
                builder.groups,
                builder.channels,
                builder.affine ? Optional.of(Init.ones(builder.channels)) : Optional.empty(),
                builder.affine ? Optional.of(Init.zeros(builder.channels)) : Optional.empty(),
                builder.eps);
    }

    /**
     * A layer with other settings than those of {@link #GroupNorm(int, int)}.
     *
     * <pre>{@code
     * GroupNorm.builder(8, 64).affine(false).build()
     * }</pre>
     *
     * @throws IllegalArgumentException if channels are no positive multiple of groups
     */
    public static Builder builder(int groups, int channels) {
        return new Builder(groups, channels);
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @param weight one for each channel, or none together with the bias
     * @throws IllegalArgumentException if their shapes are not [channels], or there is but one of
     *     weight and bias, or channels are no positive multiple of groups
     */
    public GroupNorm(
            int groups, int channels, Optional<Tensor> weight, Optional<Tensor> bias, double eps) {
        ChannelGroups.check("GroupNorm", groups, channels);
        ChannelGroups.checkAffine("GroupNorm", channels, weight, bias);
        this.groups = groups;
        this.channels = channels;
        this.weight = weight;
        this.bias = bias;
        this.eps = Sizes.eps("GroupNorm", eps);
    }

    /**
     * Normalizes each group of channels of each example.
     *
     * @param x shape [n, channels, ...]
     * @throws IllegalArgumentException if x has no such shape, or a group has one element only
     */
    @Override
    public Tensor forward(Tensor x) {
        ChannelGroups.checkInput("GroupNorm", x, groups, channels, 2);
        Tensor normal = ChannelGroups.standardize(x, groups, eps);
        return weight.isPresent() && bias.isPresent()
                ? normal.affine(Channels.along(weight.get(), x), Channels.along(bias.get(), x))
                : normal;
    }

    /** Settings of a layer, by their names. */
    public static final class Builder {
        private final int groups;
        private final int channels;
        private double eps = EPS;
        private boolean affine = true;

        private Builder(int groups, int channels) {
            ChannelGroups.check("GroupNorm", groups, channels);
            this.groups = groups;
            this.channels = channels;
        }

        /** What is added to the variance; 1e-5 if not said. */
        public Builder eps(double added) {
            eps = added;
            return this;
        }

        /** Whether there are a weight of ones and a bias of zeros; true if not said. */
        public Builder affine(boolean there) {
            affine = there;
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if eps is negative
         */
        public GroupNorm build() {
            return new GroupNorm(this);
        }
    }
}
