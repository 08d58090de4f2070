package org.higher.internal.ops.nn;

import static org.higher.internal.ops.ReductionOps.sum;
import static org.higher.internal.ops.SelectionOps.pick;
import static org.higher.internal.ops.SelectionOps.place;
import static org.higher.internal.ops.ShapeOps.broadcast;
import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.tape.Op.linearOp;
import static org.higher.internal.tape.Op.op;

import java.util.Arrays;
import org.higher.array.Window;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;
import org.higher.internal.ops.Checks;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Op;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/**
 * 2-D convolution and pooling of images, [n, channels, rows, columns].
 *
 * <p>A convolution and its two gradients are linear in each argument, and the gradients of each are
 * the other two. Pooling is linear once it is known where the maxima are.
 */
public final class ConvOps {
    private ConvOps() {}

    public static Value conv2d(Value x, Value weight, Window window, int groups) {
        checkConvolution(x, weight, window, groups);
        Array value = x.kernels().conv(x.data(), weight.data(), window, groups);
        return convolution(x, weight, window, groups, op("conv2d", value)).record();
    }

    public static Value conv2d(Value x, Value weight, Value bias, Window window, int groups) {
        checkConvolution(x, weight, window, groups);
        Checks.together("conv2d", x, bias);
        Checks.together("conv2d", weight, bias);
        if (bias.rank() != 1 || bias.shape()[0] != weight.shape()[0]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "conv2d: the bias %s must have one element for each of the outputs of"
                                    + " the weight %s",
                            bias.shape(), weight.shape()));
        }
        Array value = x.kernels().conv(x.data(), weight.data(), window, groups, bias.data());
        return convolution(x, weight, window, groups, op("conv2d", value))
                .wrt(bias, g -> sum(g, false, 0, 2, 3))
                .jvp(t -> reshape(t, -1, 1, 1))
                .record();
    }

    private static Op convolution(Value x, Value weight, Window window, int groups, Op op) {
        int rows = x.shape()[2];
        int columns = x.shape()[3];
        return op.wrt(x, g -> conv2dInput(g, weight, window, groups, rows, columns))
                .jvp(t -> conv2d(t, weight, window, groups))
                .wrt(weight, g -> conv2dWeight(x, g, window, groups))
                .jvp(t -> conv2d(x, t, window, groups));
    }

    /** The gradient for the images: a transposed convolution. */
    public static Value conv2dInput(
            Value g, Value weight, Window window, int groups, int rows, int columns) {
        Array value = g.kernels().convInput(g.data(), weight.data(), window, groups, rows, columns);
        return op("conv2dInput", value)
                .wrt(g, h -> conv2d(h, weight, window, groups))
                .jvp(t -> conv2dInput(t, weight, window, groups, rows, columns))
                .wrt(weight, h -> conv2dWeight(h, g, window, groups))
                .jvp(t -> conv2dInput(g, t, window, groups, rows, columns))
                .record();
    }

    /** The gradient for the weight. */
    public static Value conv2dWeight(Value x, Value g, Window window, int groups) {
        int rows = x.shape()[2];
        int columns = x.shape()[3];
        return op("conv2dWeight", x.kernels().convWeight(x.data(), g.data(), window, groups))
                .wrt(x, h -> conv2dInput(g, h, window, groups, rows, columns))
                .jvp(t -> conv2dWeight(t, g, window, groups))
                .wrt(g, h -> conv2d(x, h, window, groups))
                .jvp(t -> conv2dWeight(x, t, window, groups))
                .record();
    }

    /**
     * A transposed convolution of checked arguments; see {@link #conv2dInput}.
     *
     * @param rows of the result, over which the window has as many places as x has rows
     */
    public static Value convTranspose2d(
            Value x, Value weight, Window window, int groups, int rows, int columns) {
        checkTransposed(x, weight, window, groups);
        int[] images = x.shape();
        int[] result = {images[0], weight.shape()[1] * groups, rows, columns};
        if (rows < 1
                || columns < 1
                || window.rowsOver(rows) != images[2]
                || window.columnsOver(columns) != images[3]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "convTranspose2d: %s has not %s places in a result of %s; give rows and"
                                    + " columns of (places - 1) stride - 2 padding + dilation (size"
                                    + " - 1) + 1, or up to stride - 1 more",
                            window,
                            Arrays.copyOfRange(images, 2, 4),
                            Arrays.copyOfRange(result, 2, 4)));
        }
        checkFits("convTranspose2d", result, window);
        Shapes.size("convTranspose2d", TaskAxis.shape(x, result));
        return conv2dInput(x, weight, window, groups, rows, columns);
    }

    // pooling

    public static Value maxPool2d(Value x, Window window) {
        checkPooling("maxPool2d", x, window);
        int[] shape = x.shape();
        int[] positions = x.kernels().maxima(x.data(), window);
        int[] pooled = window.over(shape);
        int tasks = x.taskCount();
        Array value = x.kernels().pick(x.data(), positions, TaskAxis.shape(x, pooled));
        return linearOp("maxPool2d", value)
                .wrt(x, g -> place(g, positions, tasks, shape))
                .jvp(t -> pick(t, positions, tasks, pooled))
                .record();
    }

    /** Every channel of every image by itself, under a filter of equal weights. */
    public static Value avgPool2d(Value x, Window window) {
        checkPooling("avgPool2d", x, window);
        int[] shape = x.shape();
        Value weight =
                broadcast(x.scalarLike(1.0 / window.taps()), 1, 1, window.height(), window.width());
        Value planes = reshape(x, shape[0] * shape[1], 1, shape[2], shape[3]);
        return reshape(conv2d(planes, weight, window, 1), window.over(shape));
    }

    // checks

    private static void checkConvolution(Value x, Value weight, Window window, int groups) {
        Checks.given("conv2d", "the window", window);
        Checks.together("conv2d", x, weight);
        int[] images = x.shape();
        int[] filters = weight.shape();
        if (images.length != 4 || filters.length != 4) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "conv2d: %s and the weight %s: give images [n, channels, rows,"
                                    + " columns] and a weight [outputs, channels / groups, rows,"
                                    + " columns]",
                            images, filters));
        }
        if (groups < 1 || filters[0] % groups != 0 || images[1] != filters[1] * groups) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "conv2d: %s and the weight %s do not fit in %d groups: channels must"
                                    + " be groups times those of the weight, and outputs a multiple"
                                    + " of groups",
                            images, filters, groups));
        }
        if (filters[2] != window.height() || filters[3] != window.width() || filters[1] == 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "conv2d: the weight %s is not of a window of %d x %d and one channel or"
                                    + " more",
                            filters, window.height(), window.width()));
        }
        checkFits("conv2d", images, window);
    }

    private static void checkTransposed(Value x, Value weight, Window window, int groups) {
        String op = "convTranspose2d";
        Checks.given(op, "the window", window);
        Checks.together(op, x, weight);
        int[] images = x.shape();
        int[] filters = weight.shape();
        if (images.length != 4 || filters.length != 4) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s and the weight %s: give images [n, channels, rows, columns] and"
                                    + " a weight [channels, outputs / groups, rows, columns]",
                            op, images, filters));
        }
        if (groups < 1 || filters[0] % groups != 0 || images[1] != filters[0]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s and the weight %s do not fit in %d groups: the weight begins"
                                    + " with the channels, a multiple of groups",
                            op, images, filters, groups));
        }
        if (filters[2] != window.height() || filters[3] != window.width() || filters[1] == 0) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: the weight %s is not of a window of %d x %d and one output or more",
                            op, filters, window.height(), window.width()));
        }
    }

    static void checkPooling(String op, Value x, Window window) {
        Checks.given(op, "the window", window);
        if (x.rank() != 4) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s are no images [n, channels, rows, columns]", op, x.shape()));
        }
        if (window.dilationHeight() != 1
                || window.dilationWidth() != 1
                || window.paddingHeight() > window.height() / 2
                || window.paddingWidth() > window.width() / 2) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s: it pools without dilation, with a padding of half of the"
                                    + " window at most",
                            op, window));
        }
        checkFits(op, x.shape(), window);
    }

    private static void checkFits(String op, int[] images, Window window) {
        int[] places = window.over(images);
        if (places[2] < 1 || places[3] < 1) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s does not fit into %s",
                            op, window, Arrays.copyOfRange(images, 2, 4)));
        }
        long rows = images[2] + 2L * window.paddingHeight();
        long columns = images[3] + 2L * window.paddingWidth();
        if (Math.max(rows, columns) > Integer.MAX_VALUE || rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: an image of %s with its padding has %d x %d elements, more than"
                                    + " 2^31 - 1",
                            op, Arrays.copyOfRange(images, 2, 4), rows, columns));
        }
    }
}
