package org.higher.tensor;

import static org.higher.tensor.Op.linearOp;
import static org.higher.tensor.Op.op;

import java.util.Arrays;
import org.higher.array.Window;
import org.higher.internal.backend.Array;

/**
 * Convolutions and pooling of images, [n, channels, rows, columns].
 *
 * <p>A convolution and its two gradients are linear in each argument, and the gradients of each are
 * the other two. Pooling is linear once it is known where the maxima are.
 */
final class ConvOps {
    private ConvOps() {}

    static Tensor conv2d(Tensor x, Tensor weight, Window window, int groups) {
        checkConvolution(x, weight, window, groups);
        Array value = x.kernels().conv(x.data(), weight.data(), window, groups);
        return convolution(x, weight, window, groups, op("conv2d", value)).record();
    }

    static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Window window, int groups) {
        checkConvolution(x, weight, window, groups);
        Checks.together("conv2d", x, bias);
        Checks.together("conv2d", weight, bias);
        if (bias.rank() != 1 || bias.size(0) != weight.size(0)) {
            throw new IllegalArgumentException(
                    Text.of(
                            "conv2d: the bias %s must have one element for each of the outputs of"
                                    + " the weight %s",
                            bias.shapeRef(), weight.shapeRef()));
        }
        Array value = x.kernels().conv(x.data(), weight.data(), window, groups, bias.data());
        return convolution(x, weight, window, groups, op("conv2d", value))
                .wrt(bias, g -> g.sum(0, 2, 3))
                .record();
    }

    private static Op convolution(Tensor x, Tensor weight, Window window, int groups, Op op) {
        int rows = x.size(2);
        int columns = x.size(3);
        return op.wrt(x, g -> conv2dInput(g, weight, window, groups, rows, columns))
                .wrt(weight, g -> conv2dWeight(x, g, window, groups));
    }

    /** The gradient for the images: a transposed convolution. */
    static Tensor conv2dInput(
            Tensor g, Tensor weight, Window window, int groups, int rows, int columns) {
        Array value = g.kernels().convInput(g.data(), weight.data(), window, groups, rows, columns);
        return op("conv2dInput", value)
                .wrt(g, h -> conv2d(h, weight, window, groups))
                .wrt(weight, h -> conv2dWeight(h, g, window, groups))
                .record();
    }

    /** The gradient for the weight. */
    static Tensor conv2dWeight(Tensor x, Tensor g, Window window, int groups) {
        int rows = x.size(2);
        int columns = x.size(3);
        return op("conv2dWeight", x.kernels().convWeight(x.data(), g.data(), window, groups))
                .wrt(x, h -> conv2dInput(g, h, window, groups, rows, columns))
                .wrt(g, h -> conv2d(x, h, window, groups))
                .record();
    }

    // pooling

    static Tensor maxPool2d(Tensor x, Window window) {
        checkPooling("maxPool2d", x, window);
        int[] shape = x.shapeRef();
        int[] positions = x.kernels().maxima(x.data(), window);
        return linearOp("maxPool2d", picked(x, positions, window.over(shape)))
                .wrt(x, g -> place(g, positions, shape))
                .record();
    }

    /** The elements at row-major positions in the array, those of all tasks. */
    static Tensor pick(Tensor x, int[] positions, int... shape) {
        int[] before = x.shapeRef();
        return linearOp("pick", picked(x, positions, shape))
                .wrt(x, g -> place(g, positions, before))
                .record();
    }

    /** The reverse of {@link #pick}: zeros to which each element is added at its position. */
    static Tensor place(Tensor x, int[] positions, int... shape) {
        int[] before = x.shapeRef();
        Array value = x.kernels().place(x.data(), positions, TaskAxis.shape(x, shape));
        return linearOp("place", value).wrt(x, g -> pick(g, positions, before)).record();
    }

    private static Array picked(Tensor x, int[] positions, int... shape) {
        return x.kernels().pick(x.data(), positions, TaskAxis.shape(x, shape));
    }

    /** Every channel of every image by itself, under a filter of equal weights. */
    static Tensor avgPool2d(Tensor x, Window window) {
        checkPooling("avgPool2d", x, window);
        int[] shape = x.shapeRef();
        Tensor weight =
                x.constant(1.0 / window.taps()).broadcast(1, 1, window.height(), window.width());
        Tensor planes = x.reshape(shape[0] * shape[1], 1, shape[2], shape[3]);
        return conv2d(planes, weight, window, 1).reshape(window.over(shape));
    }

    // checks

    private static void checkConvolution(Tensor x, Tensor weight, Window window, int groups) {
        Checks.given("conv2d", "the window", window);
        Checks.together("conv2d", x, weight);
        int[] images = x.shapeRef();
        int[] filters = weight.shapeRef();
        if (images.length != 4 || filters.length != 4) {
            throw new IllegalArgumentException(
                    Text.of(
                            "conv2d: %s and the weight %s: give images [n, channels, rows,"
                                    + " columns] and a weight [outputs, channels / groups, rows,"
                                    + " columns]",
                            images, filters));
        }
        if (groups < 1 || filters[0] % groups != 0 || images[1] != filters[1] * groups) {
            throw new IllegalArgumentException(
                    Text.of(
                            "conv2d: %s and the weight %s do not fit in %d groups: channels must"
                                    + " be groups times those of the weight, and outputs a multiple"
                                    + " of groups",
                            images, filters, groups));
        }
        if (filters[2] != window.height() || filters[3] != window.width() || filters[1] == 0) {
            throw new IllegalArgumentException(
                    Text.of(
                            "conv2d: the weight %s is not of a window of %d x %d and one channel or"
                                    + " more",
                            filters, window.height(), window.width()));
        }
        checkFits("conv2d", images, window);
    }

    private static void checkPooling(String op, Tensor x, Window window) {
        Checks.given(op, "the window", window);
        if (x.rank() != 4) {
            throw new IllegalArgumentException(
                    Text.of("%s: %s are no images [n, channels, rows, columns]", op, x.shapeRef()));
        }
        if (window.dilationHeight() != 1
                || window.dilationWidth() != 1
                || window.paddingHeight() > window.height() / 2
                || window.paddingWidth() > window.width() / 2) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s: it pools without dilation, with a padding of half of the"
                                    + " window at most",
                            op, window));
        }
        checkFits(op, x.shapeRef(), window);
    }

    private static void checkFits(String op, int[] images, Window window) {
        int[] places = window.over(images);
        if (places[2] < 1 || places[3] < 1) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s does not fit into %s",
                            op, window, Arrays.copyOfRange(images, 2, 4)));
        }
        long rows = images[2] + 2L * window.paddingHeight();
        long columns = images[3] + 2L * window.paddingWidth();
        if (Math.max(rows, columns) > Integer.MAX_VALUE || rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: an image of %s with its padding has %d x %d elements, more than"
                                    + " 2^31 - 1",
                            op, Arrays.copyOfRange(images, 2, 4), rows, columns));
        }
    }
}
