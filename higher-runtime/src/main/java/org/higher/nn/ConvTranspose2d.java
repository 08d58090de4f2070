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
 * Transposed 2-D convolution (also called deconvolution): filters that each element of an image is
 * multiplied by, added up where they overlap.
 *
 * <p>It is the gradient of a {@link Conv2d} of the same window with respect to its images, and so
 * makes images of the size that those had. The weight has shape [channels, outputs / groups, rows,
 * columns], the bias [outputs].
 *
 * <p>Source: Zeiler, Krishnan, Taylor and Fergus, Deconvolutional networks, CVPR 2010; sizes and
 * initialization are PyTorch's.
 */
@Functional
public final class ConvTranspose2d implements Layer {
    @Trainable private final Tensor weight;
    @Trainable private final Optional<Tensor> bias;
    private final Window window;
    private final int extraRows;
    private final int extraColumns;
    private final int groups;

    /** Square filters at a distance of 1, drawn from {@link Init#random()}. */
    public ConvTranspose2d(int channels, int outputs, int size) {
        this(
                channels,
                outputs,
                Window.of(Sizes.atLeastOne("ConvTranspose2d", size, "rows and columns"), size));
    }

    /** Filters with a bias, drawn from {@link Init#random()}. */
    public ConvTranspose2d(int channels, int outputs, Window window) {
        this(builder(channels, outputs, window));
    }

    private ConvTranspose2d(Builder builder) {
        ConvolutionChecks.checkGroups(
                "ConvTranspose2d", builder.channels, builder.outputs, builder.groups);
        Window of = builder.window;
        int each = builder.outputs / builder.groups;
        Sizes.shape("ConvTranspose2d", builder.channels, each, of.height(), of.width());
        double bound = 1 / Math.sqrt((double) each * of.taps());
        RandomGenerator random = builder.random.orElseGet(Init::random);
        this.weight = Init.uniform(bound, random, builder.channels, each, of.height(), of.width());
        this.bias =
                builder.bias
                        ? Optional.of(Init.uniform(bound, random, builder.outputs))
                        : Optional.empty();
        ConvolutionChecks.checkOutputPadding(
                "ConvTranspose2d", of, builder.extraRows, builder.extraColumns);
        this.window = of;
        this.extraRows = builder.extraRows;
        this.extraColumns = builder.extraColumns;
        this.groups = builder.groups;
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @param weight shape [channels, outputs / groups, rows, columns]
     * @param bias shape [outputs], if there is one
     * @param extraRows see {@link Builder#outputPadding(int, int)}
     * @param extraColumns see {@link Builder#outputPadding(int, int)}
     * @throws IllegalArgumentException if their shapes are not those of the window and each other
     */
    public ConvTranspose2d(
            Tensor weight,
            Optional<Tensor> bias,
            Window window,
            int extraRows,
            int extraColumns,
            int groups) {
        Sizes.given("ConvTranspose2d", "window", window);
        ConvolutionChecks.checkWeight(
                "ConvTranspose2d",
                weight,
                groups,
                "channels",
                "outputs / groups",
                "rows",
                "columns");
        ConvolutionChecks.checkWindow("ConvTranspose2d", weight, window);
        ConvolutionChecks.checkBias("ConvTranspose2d", bias, weight.size(1) * groups);
        ConvolutionChecks.checkOutputPadding("ConvTranspose2d", window, extraRows, extraColumns);
        this.weight = weight;
        this.bias = bias;
        this.window = window;
        this.extraRows = extraRows;
        this.extraColumns = extraColumns;
        this.groups = groups;
    }

    /**
     * A layer with other settings than those of {@link #ConvTranspose2d(int, int, Window)}.
     *
     * <pre>{@code
     * Window half = Window.of(3, 3).withStride(2).withPadding(1);
     * ConvTranspose2d.builder(16, 8, half).outputPadding(1).build()   // rows and columns times two
     * }</pre>
     *
     * <p>Weight and bias are uniform on ±1 / sqrt(rows columns outputs / groups), as in PyTorch.
     */
    public static Builder builder(int channels, int outputs, Window window) {
        return new Builder(channels, outputs, Sizes.given("ConvTranspose2d", "window", window));
    }

    /**
     * Adds up the filters, times the elements of images.
     *
     * @param x shape [n, channels, rows, columns]
     * @return shape [n, outputs, rows', columns'], where rows' is (rows - 1) stride - 2 padding +
     *     dilation (height - 1) + output padding + 1
     * @throws IllegalArgumentException if x has no such shape, or the padding leaves nothing
     */
    @Override
    public Tensor forward(Tensor x) {
        ConvolutionChecks.checkInput("ConvTranspose2d", x, weight.size(0), "rows", "columns");
        int[] size =
                ConvolutionChecks.transposed("ConvTranspose2d", x, window, extraRows, extraColumns);
        Tensor y = x.convTranspose2d(weight, window, groups, size[0], size[1]);
        return bias.isPresent() ? y.add(bias.get().reshape(-1, 1, 1)) : y;
    }

    /** Settings of a layer, by their names. */
    public static final class Builder {
        private final int channels;
        private final int outputs;
        private final Window window;
        private int extraRows;
        private int extraColumns;
        private int groups = 1;
        private boolean bias = true;
        private Optional<RandomGenerator> random = Optional.empty();

        private Builder(int channels, int outputs, Window window) {
            this.channels = channels;
            this.outputs = outputs;
            this.window = window;
        }

        /** Rows and columns, as many of each; see {@link #outputPadding(int, int)}. */
        public Builder outputPadding(int both) {
            return outputPadding(both, both);
        }

        /**
         * Rows and columns that images are larger by, at the bottom and on the right; 0 if not
         * said.
         *
         * <p>With a stride s, images of s different sizes are convolved to one size. This says
         * which is meant; it is less than the stride.
         */
        public Builder outputPadding(int rows, int columns) {
            extraRows = rows;
            extraColumns = columns;
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
            random = Optional.of(Sizes.given("ConvTranspose2d", "the generator", generator));
            return this;
        }

        /**
         * The layer.
         *
         * @throws IllegalArgumentException if channels and outputs are no positive multiples of
         *     groups, or the output padding is not less than the stride
         */
        public ConvTranspose2d build() {
            return new ConvTranspose2d(this);
        }
    }
}
