package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.array.Window;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.nn.ConvOps;
import org.higher.internal.tape.Value;

/**
 * 2-D convolution and pooling of images, [n, channels, rows, columns].
 *
 * <p>Shapes that do not fit are an {@link IllegalArgumentException} that names them.
 */
sealed interface Convolution permits Tensor {
    /** 2-D convolution without padding or stride; see {@link #conv2d(Tensor, Window, int)}. */
    default Tensor conv2d(Tensor weight) {
        int rank = Checks.given("conv2d", "the weight", weight).rank();
        return rank < 2
                ? conv2d(weight, Window.of(1, 1), 1) // which says what is wrong
                : conv2d(weight, Window.of(weight.size(rank - 2), weight.size(rank - 1)), 1);
    }

    /**
     * 2-D convolution: the sums of the products of filters and image patches, wherever the window
     * can be placed.
     *
     * <p>As everywhere in deep learning, that is a cross-correlation: filters are not flipped.
     *
     * @param weight shape [outputs, channels / groups, rows, columns]
     * @param window of the rows and columns of the weight
     * @param groups how many parts the channels fall into, each with outputs of its own
     * @return shape [n, outputs, rows, columns]
     */
    default Tensor conv2d(Tensor weight, Window window, int groups) {
        return tensor(ConvOps.conv2d(value(), operand("conv2d", weight), window, groups));
    }

    /**
     * 2-D convolution, plus a bias for each output; see {@link #conv2d(Tensor, Window, int)}.
     *
     * @param bias shape [outputs]
     */
    default Tensor conv2d(Tensor weight, Tensor bias, Window window, int groups) {
        return tensor(
                ConvOps.conv2d(
                        value(),
                        operand("conv2d", weight),
                        operand("conv2d", bias),
                        window,
                        groups));
    }

    /**
     * Transposed 2-D convolution: the gradient of a {@linkplain #conv2d(Tensor, Window, int)
     * convolution} with respect to its images, as an operation.
     *
     * <p>Each element of this adds the filters, times itself, to the result where the window is
     * placed for it. Several results have as many places: {@code rows} and {@code columns} say
     * which is meant.
     *
     * @param weight shape [channels, outputs / groups, rows, columns]; it begins with the channels
     *     of this
     * @param window of the rows and columns of the weight
     * @param groups how many parts the channels fall into, each with outputs of its own
     * @param rows of the result: {@code window.rowsOver(rows)} must be the rows of this
     * @param columns of the result: {@code window.columnsOver(columns)} must be the columns of this
     * @return shape [n, outputs, rows, columns]
     */
    default Tensor convTranspose2d(
            Tensor weight, Window window, int groups, int rows, int columns) {
        return tensor(
                ConvOps.convTranspose2d(
                        value(),
                        operand("convTranspose2d", weight),
                        window,
                        groups,
                        rows,
                        columns));
    }

    /**
     * Max pooling: the largest element at each place of a window, in each channel.
     *
     * <p>Its gradient goes to the first of equal ones. Padding is never the largest; it is half of
     * the window at most, and there is no dilation.
     */
    default Tensor maxPool2d(Window window) {
        return tensor(ConvOps.maxPool2d(value(), window));
    }

    /**
     * Average pooling: the mean of the elements at each place of a window, in each channel.
     *
     * <p>Padding counts as elements that are 0; it is half of the window at most, and there is no
     * dilation.
     */
    default Tensor avgPool2d(Window window) {
        return tensor(ConvOps.avgPool2d(value(), window));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
