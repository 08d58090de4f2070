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
 * 2-D convolution (cross-correlation, as in every framework): filters that are moved over images.
 *
 * <p>The weight has shape [outputs, channels / groups, rows, columns], the bias [outputs].
 */
@Functional
public final class Conv2d implements Layer {
    @Trainable private final Tensor weight;
    @Trainable private final Optional<Tensor> bias;
    private final Window window;
    private final int groups;

    /** Square filters that move by 1 and stay inside, drawn from {@link Init#random()}. */
    public Conv2d(int channels, int outputs, int size) {
        this(
                channels,
                outputs,
                Window.of(Sizes.atLeastOne("Conv2d", size, "rows and columns"), size));
    }

    /** Filters with a bias, drawn from {@link Init#random()}. */
    public Conv2d(int channels, int outputs, Window window) {
        this(channels, outputs, window, 1, true, Init.random());
    }

    /**
     * Filters with weight and bias uniform on ±1 / sqrt(inputs), where the inputs are what a filter
     * looks at: rows times columns times channels / groups.
     *
     * @param groups how many parts the channels fall into, each with outputs of its own
     * @throws IllegalArgumentException if channels and outputs are no positive multiples of groups
     */
    public Conv2d(
            int channels,
            int outputs,
            Window window,
            int groups,
            boolean bias,
            RandomGenerator random) {
        Sizes.given("Conv2d", "window", window);
        Sizes.given("Conv2d", "the generator", random);
        ConvolutionChecks.checkGroups("Conv2d", channels, outputs, groups);
        int inputs = channels / groups;
        Sizes.shape("Conv2d", outputs, inputs, window.height(), window.width());
        double bound = 1 / Math.sqrt((double) inputs * window.taps());
        this.weight = Init.uniform(bound, random, outputs, inputs, window.height(), window.width());
        this.bias = bias ? Optional.of(Init.uniform(bound, random, outputs)) : Optional.empty();
        this.window = window;
        this.groups = groups;
    }

    /**
     * A layer with the given parameters, which it holds as they are.
     *
     * @throws IllegalArgumentException if their shapes are not those of the window and each other
     */
    public Conv2d(Tensor weight, Optional<Tensor> bias, Window window, int groups) {
        Sizes.given("Conv2d", "window", window);
        ConvolutionChecks.checkWeight(
                "Conv2d", weight, groups, "outputs", "channels / groups", "rows", "columns");
        ConvolutionChecks.checkWindow("Conv2d", weight, window);
        ConvolutionChecks.checkBias("Conv2d", bias, weight.size(0));
        this.weight = weight;
        this.bias = bias;
        this.window = window;
        this.groups = groups;
    }

    /**
     * Moves the filters over images.
     *
     * @param x shape [n, channels, rows, columns]
     * @return shape [n, outputs, rows, columns], with as many rows and columns as there are places
     */
    @Override
    public Tensor forward(Tensor x) {
        return bias.isPresent()
                ? x.conv2d(weight, bias.get(), window, groups)
                : x.conv2d(weight, window, groups);
    }
}
