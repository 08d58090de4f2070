package org.higher.nn;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.Window;
import org.higher.internal.nn.ConvolutionChecks;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * 1-D convolution (cross-correlation, as in every framework): filters that are moved along
 * sequences.
 *
 * <p>The weight has shape [outputs, channels / groups, size], the bias [outputs].
 */
@Functional
public final class Conv1d implements Layer {
    @Trainable private final Tensor weight;
    @Trainable private final Optional<Tensor> bias;

    /** One row, moved along the only row of an image. */
    private final Window window;

    private final int groups;

    /** Filters that move by 1 and stay inside, drawn from {@link Init#random()}. */
    public Conv1d(int channels, int outputs, int size) {
        this(builder(channels, outputs, size));
    }

    private Conv1d(Builder builder) {
        ConvolutionChecks.checkGroups("Conv1d", builder.channels, builder.outputs, builder.groups);
        int inputs = builder.channels / builder.groups;
        Sizes.shape("Conv1d", builder.outputs, inputs, builder.size);
        double bound = 1 / Math.sqrt((double) inputs * builder.size);
        RandomGenerator random = builder.random.orElseGet(Init::random);
        this.weight = Init.uniform(bound, random, builder.outputs, inputs, builder.size);
        this.bias =
                builder.bias
                        ? Optional.of(Init.uniform(bound, random, builder.outputs))
                        : Optional.empty();
        this.window = window(builder.size, builder.stride, builder.padding, builder.dilation);
        this.groups = builder.groups;
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @param weight shape [outputs, channels / groups, size]
     * @param bias shape [outputs], if there is one
     * @throws IllegalArgumentException if their shapes are not those, or a number is out of range
     */
    public Conv1d(
            Tensor weight,
            Optional<Tensor> bias,
            int stride,
            int padding,
            int dilation,
            int groups) {
        ConvolutionChecks.checkWeight(
                "Conv1d", weight, groups, "outputs", "channels / groups", "size");
        ConvolutionChecks.checkBias("Conv1d", bias, weight.size(0));
        this.weight = weight;
        this.bias = bias;
        this.window = window(weight.size(2), stride, padding, dilation);
        this.groups = groups;
    }

    private static Window window(int size, int stride, int padding, int dilation) {
        return Window.of(1, size)
                .withStride(1, stride)
                .withPadding(0, padding)
                .withDilation(1, dilation);
    }

    /**
     * A layer with other settings than those of {@link #Conv1d(int, int, int)}.
     *
     * <pre>{@code
     * Conv1d.builder(16, 32, 3).stride(2).padding(1).build()
     * }</pre>
     *
     * <p>Weight and bias are uniform on ±1 / sqrt(inputs), where the inputs are what a filter looks
     * at: its size times channels / groups.
     *
     * @param size how many positions a filter looks at
     * @throws IllegalArgumentException if there is not at least one position
     */
    public static Builder builder(int channels, int outputs, int size) {
        return new Builder(channels, outputs, Sizes.atLeastOne("Conv1d", size, "positions"));
    }

    /**
     * Moves the filters along sequences.
     *
     * @param x shape [n, channels, length]
     * @return shape [n, outputs, places], where places is (length + 2 padding - dilation (size - 1)
     *     - 1) / stride + 1, rounded down
     * @throws IllegalArgumentException if x has no such shape, or is shorter than a filter
     */
    @Override
    public Tensor forward(Tensor x) {
        ConvolutionChecks.checkInput("Conv1d", x, weight.size(1) * groups, "length");
        ConvolutionChecks.checkLength("Conv1d", x, window);
        Tensor rows = x.unsqueeze(2);
        Tensor filters = weight.unsqueeze(2);
        Tensor y =
                bias.isPresent()
                        ? rows.conv2d(filters, bias.get(), window, groups)
                        : rows.conv2d(filters, window, groups);
        return y.squeeze(2);
    }

    /** Settings of a layer, by their names. */
    public static final class Builder {
        private final int channels;
        private final int outputs;
        private final int size;
        private int stride = 1;
        private int padding;
        private int dilation = 1;
        private int groups = 1;
        private boolean bias = true;
        private Optional<RandomGenerator> random = Optional.empty();

        private Builder(int channels, int outputs, int size) {
            this.channels = channels;
            this.outputs = outputs;
            this.size = size;
        }

        /** The positions from one place to the next; 1 if not said. */
        public Builder stride(int positions) {
            stride = positions;
            return this;
        }

        /** How many zeros are thought of at either end; 0 if not said. */
        public Builder padding(int zeros) {
            padding = zeros;
            return this;
        }

        /** The distance of the positions that a filter looks at; 1 if not said. */
        public Builder dilation(int distance) {
            dilation = distance;
            return this;
        }

        /** How many parts the channels fall into, each with outputs of its own; 1 if not said. */
        public Builder groups(int count) {
            groups = count;
            return this;
        }

        /** Whether there is a bias; true if not said. */
        public Builder bias(boolean there) {
            bias = there;
            return this;
        }

        /** What weight and bias are drawn from; {@link Init#random()} if not said. */
        public Builder random(RandomGenerator generator) {
            random = Optional.of(Sizes.given("Conv1d", "the generator", generator));
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if channels and outputs are no positive multiples of
         *     groups, or another number is out of range
         */
        public Conv1d build() {
            return new Conv1d(this);
        }
    }
}
