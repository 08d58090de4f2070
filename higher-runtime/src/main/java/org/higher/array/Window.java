package org.higher.array;

import java.util.Arrays;

/**
 * A rectangle that is moved over the last two axes of an array, as convolutions and pooling do.
 *
 * <p>Each pair has a number for the height and one for the width. {@code Window.of(3, 3)
 * .padding(1)} is the window of most convolutions, {@code Window.of(2, 2).stride(2)} that of most
 * poolings.
 *
 * @param height rows that it looks at
 * @param width columns that it looks at
 * @param strideHeight rows from one place to the next
 * @param strideWidth columns from one place to the next
 * @param paddingHeight rows that are thought of above and below the array
 * @param paddingWidth columns that are thought of at either side of it
 * @param dilationHeight the distance of the rows that it looks at; 1 if they are neighbours
 * @param dilationWidth the distance of the columns that it looks at
 */
public record Window(
        int height,
        int width,
        int strideHeight,
        int strideWidth,
        int paddingHeight,
        int paddingWidth,
        int dilationHeight,
        int dilationWidth) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a padding is negative, or another number not positive, or
     *     the window is larger than an array can be
     */
    public Window {
        if (Math.min(Math.min(height, width), Math.min(strideHeight, strideWidth)) < 1
                || Math.min(dilationHeight, dilationWidth) < 1
                || Math.min(paddingHeight, paddingWidth) < 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "Window: %d x %d, stride %d x %d, padding %d x %d, dilation %d x %d:"
                                    + " paddings must not be negative, the others must be positive",
                            height,
                            width,
                            strideHeight,
                            strideWidth,
                            paddingHeight,
                            paddingWidth,
                            dilationHeight,
                            dilationWidth));
        }
        checkSpans("height", height, paddingHeight, dilationHeight, width);
        checkSpans("width", width, paddingWidth, dilationWidth, height);
    }

    /** The elements that it looks at, their distances included, and the padding fit an axis. */
    private static void checkSpans(
            String side, int size, int padding, int dilation, int otherSize) {
        long span = (size - 1L) * dilation + 1 + 2L * padding;
        if (Math.max(span, (long) size * otherSize) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    String.format(
                            "Window: a %s of %d with dilation %d and padding %d is more than the"
                                    + " 2^31 - 1 elements that an axis can have",
                            side, size, dilation, padding));
        }
    }

    /** A dense window that moves by 1 and stays inside. */
    public static Window of(int height, int width) {
        return new Window(height, width, 1, 1, 0, 0, 1, 1);
    }

    /** The same with another stride. */
    public Window stride(int stride) {
        return stride(stride, stride);
    }

    /** The same with other strides. */
    public Window stride(int rows, int columns) {
        return new Window(
                height,
                width,
                rows,
                columns,
                paddingHeight,
                paddingWidth,
                dilationHeight,
                dilationWidth);
    }

    /** The same with another padding. */
    public Window padding(int padding) {
        return padding(padding, padding);
    }

    /** The same with other paddings. */
    public Window padding(int rows, int columns) {
        return new Window(
                height,
                width,
                strideHeight,
                strideWidth,
                rows,
                columns,
                dilationHeight,
                dilationWidth);
    }

    /** The same with another dilation. */
    public Window dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /** The same with other dilations. */
    public Window dilation(int rows, int columns) {
        return new Window(
                height,
                width,
                strideHeight,
                strideWidth,
                paddingHeight,
                paddingWidth,
                rows,
                columns);
    }

    /** How many elements it looks at. */
    public int taps() {
        return height * width;
    }

    /** The rows in which it can be placed; not positive if it does not fit. */
    public int rowsOver(int inputRows) {
        return places(inputRows, height, strideHeight, paddingHeight, dilationHeight);
    }

    /** The columns in which it can be placed; not positive if it does not fit. */
    public int columnsOver(int inputColumns) {
        return places(inputColumns, width, strideWidth, paddingWidth, dilationWidth);
    }

    private static int places(int extent, int size, int stride, int padding, int dilation) {
        long free = extent + 2L * padding - (size - 1L) * dilation - 1;
        long places = free < 0 ? 0 : free / stride + 1;
        if (places > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    String.format(
                            "Window: %d elements with a padding of %d have more than 2^31 - 1"
                                    + " places",
                            extent, padding));
        }
        return (int) places;
    }

    /** A shape whose last two axes, those of an array, are replaced by the places in it. */
    public int[] over(int... shape) {
        int[] places = Arrays.copyOf(shape, shape.length);
        places[shape.length - 2] = rowsOver(shape[shape.length - 2]);
        places[shape.length - 1] = columnsOver(shape[shape.length - 1]);
        return places;
    }
}
