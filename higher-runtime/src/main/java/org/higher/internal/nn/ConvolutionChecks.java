package org.higher.internal.nn;

import java.util.Arrays;
import java.util.Optional;
import org.higher.array.Window;
import org.higher.tensor.Tensor;

/** Checks of what convolutions are given; errors name the layer. */
public final class ConvolutionChecks {
    private ConvolutionChecks() {}

    /** Channels and outputs that fall into groups. */
    public static void checkGroups(String layer, int channels, int outputs, int groups) {
        if (groups < 1
                || channels < 1
                || outputs < 1
                || channels % groups != 0
                || outputs % groups != 0) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + channels
                            + " channels and "
                            + outputs
                            + " outputs in "
                            + groups
                            + " groups; channels and outputs must be positive multiples of groups");
        }
    }

    /** A weight of a rank, whose first axis falls into groups, and whose others have elements. */
    public static void checkWeight(String layer, Tensor weight, int groups, String... axes) {
        Sizes.given(layer, "weight", weight);
        boolean filled = Arrays.stream(weight.shape()).allMatch(extent -> extent > 0);
        if (weight.rank() != axes.length || !filled) {
            throw new IllegalArgumentException(
                    layer
                            + ": weight "
                            + Arrays.toString(weight.shape())
                            + "; give ["
                            + String.join(", ", axes)
                            + "]");
        }
        if (groups < 1 || weight.size(0) % groups != 0) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + weight.size(0)
                            + " "
                            + axes[0]
                            + " in "
                            + groups
                            + " groups; they must be a positive multiple of groups");
        }
    }

    /** A weight whose last two axes are those of the window. */
    public static void checkWindow(String layer, Tensor weight, Window window) {
        if (weight.size(2) != window.height() || weight.size(3) != window.width()) {
            throw new IllegalArgumentException(
                    layer
                            + ": weight "
                            + Arrays.toString(weight.shape())
                            + " is not of "
                            + window
                            + "; its last two axes must be the rows and columns of the window");
        }
    }

    /** A bias for each output, or none. */
    public static void checkBias(String layer, Optional<Tensor> bias, int outputs) {
        Sizes.given(layer, "bias", bias);
        if (bias.isPresent() && (bias.get().rank() != 1 || bias.get().size(0) != outputs)) {
            throw new IllegalArgumentException(
                    layer
                            + ": bias "
                            + Arrays.toString(bias.get().shape())
                            + " must have the "
                            + outputs
                            + " outputs of the weight");
        }
    }

    /** Input of a rank, with the channels of the layer along the second axis. */
    public static void checkInput(String layer, Tensor x, int channels, String... axes) {
        Sizes.given(layer, "the input", x);
        if (x.rank() != axes.length + 2 || x.size(1) != channels) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + Arrays.toString(x.shape())
                            + " for a layer of "
                            + channels
                            + " channels; give [n, "
                            + channels
                            + ", "
                            + String.join(", ", axes)
                            + "]");
        }
    }

    /** Sequences [n, channels, length] that are as long as the window. */
    public static void checkLength(String layer, Tensor x, Window window) {
        if (window.columnsOver(x.size(2)) < 1) {
            int span = (window.width() - 1) * window.dilationWidth() + 1;
            throw new IllegalArgumentException(
                    layer
                            + ": a length of "
                            + x.size(2)
                            + " with a padding of "
                            + window.paddingWidth()
                            + " at either end is less than the "
                            + span
                            + " positions of a filter; give longer sequences or more padding");
        }
    }

    /** The rows and columns of a transposed convolution. */
    public static int[] transposed(
            String layer, Tensor x, Window window, int extraRows, int extraColumns) {
        if (x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException(
                    layer
                            + ": "
                            + Arrays.toString(x.shape())
                            + " has no elements; give images of one row and column at least");
        }
        int rows = window.rowsFor(x.size(2)) + extraRows;
        int columns = window.columnsFor(x.size(3)) + extraColumns;
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    layer
                            + ": of "
                            + Arrays.toString(x.shape())
                            + " the padding of "
                            + window
                            + " leaves "
                            + rows
                            + " rows and "
                            + columns
                            + " columns; give larger images or less padding");
        }
        return new int[] {rows, columns};
    }

    /** Rows and columns that a transposed convolution adds: fewer than its strides. */
    public static void checkOutputPadding(
            String layer, Window window, int extraRows, int extraColumns) {
        if (extraRows < 0
                || extraColumns < 0
                || extraRows >= window.strideHeight()
                || extraColumns >= window.strideWidth()) {
            throw new IllegalArgumentException(
                    layer
                            + ": an output padding of "
                            + extraRows
                            + " rows and "
                            + extraColumns
                            + " columns with strides of "
                            + window.strideHeight()
                            + " and "
                            + window.strideWidth()
                            + "; it must not be negative, and be less than the stride");
        }
    }
}
