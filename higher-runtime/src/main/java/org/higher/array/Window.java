package org.higher.array;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rectangle that is moved over the last two axes of an array, as convolutions and pooling do.
 *
 * <p>{@code Window.of(3, 3).withPadding(1)} is the window of most convolutions, {@code Window.of(2,
 * 2).withStride(2)} that of most poolings. Each setting has a number for the height and one for the
 * width; given one number, it is both.
 *
 * <p>Immutable. All methods that make a window throw {@link IllegalArgumentException} if a padding
 * is negative, another number is not positive, or the window is larger than an array can be.
 */
public final class Window {
    private final Side rows;
    private final Side columns;

    private Window(Side rows, Side columns) {
        this.rows = rows;
        this.columns = columns;
        if (!rows.isValid() || !columns.isValid()) {
            throw new IllegalArgumentException(
                    "Window: "
                            + settings()
                            + ": paddings must not be negative, the others must be positive");
        }
        rows.checkSpan("height", columns.size);
        columns.checkSpan("width", rows.size);
    }

    /** A dense window that moves by 1 and stays inside. */
    public static Window of(int height, int width) {
        return new Window(Side.of(height), Side.of(width));
    }

    /**
     * With another stride: rows and columns from one place to the next; 1 unless this is called.
     */
    public Window withStride(int stride) {
        return withStride(stride, stride);
    }

    /** With other strides; see {@link #withStride(int)}. */
    public Window withStride(int rows, int columns) {
        return new Window(this.rows.withStride(rows), this.columns.withStride(columns));
    }

    /** With another padding: how far the array goes on at each side; 0 unless this is called. */
    public Window withPadding(int padding) {
        return withPadding(padding, padding);
    }

    /** With other paddings: above and below the array, and at either side of it. */
    public Window withPadding(int rows, int columns) {
        return new Window(this.rows.withPadding(rows), this.columns.withPadding(columns));
    }

    /** With another dilation: the distance of what it looks at; 1, of neighbours, if not called. */
    public Window withDilation(int dilation) {
        return withDilation(dilation, dilation);
    }

    /** With other dilations; see {@link #withDilation(int)}. */
    public Window withDilation(int rows, int columns) {
        return new Window(this.rows.withDilation(rows), this.columns.withDilation(columns));
    }

    /** The rows that it looks at. */
    public int height() {
        return rows.size;
    }

    /** The columns that it looks at. */
    public int width() {
        return columns.size;
    }

    /** The rows from one place to the next. */
    public int strideHeight() {
        return rows.stride;
    }

    /** The columns from one place to the next. */
    public int strideWidth() {
        return columns.stride;
    }

    /** The rows that are thought of above and below the array. */
    public int paddingHeight() {
        return rows.padding;
    }

    /** The columns that are thought of at either side of the array. */
    public int paddingWidth() {
        return columns.padding;
    }

    /** The distance of the rows that it looks at; 1 if they are neighbours. */
    public int dilationHeight() {
        return rows.dilation;
    }

    /** The distance of the columns that it looks at; 1 if they are neighbours. */
    public int dilationWidth() {
        return columns.dilation;
    }

    /** How many elements it looks at. */
    public int taps() {
        return rows.size * columns.size;
    }

    /** The rows in which it can be placed; not positive if it does not fit. */
    public int rowsOver(int inputRows) {
        return rows.places(inputRows);
    }

    /** The columns in which it can be placed; not positive if it does not fit. */
    public int columnsOver(int inputColumns) {
        return columns.places(inputColumns);
    }

    /**
     * The fewest rows in which it has a number of places; not positive if padding alone has them.
     */
    public int rowsFor(int places) {
        return rows.extentFor(places);
    }

    /** The fewest columns in which it has a number of places; see {@link #rowsFor}. */
    public int columnsFor(int places) {
        return columns.extentFor(places);
    }

    /** A shape whose last two axes, those of an array, are replaced by the places in it. */
    public int[] over(int... shape) {
        int[] places = Arrays.copyOf(shape, shape.length);
        places[shape.length - 2] = rowsOver(shape[shape.length - 2]);
        places[shape.length - 1] = columnsOver(shape[shape.length - 1]);
        return places;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Window window
                && rows.equals(window.rows)
                && columns.equals(window.columns);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rows, columns);
    }

    @Override
    public String toString() {
        return "Window[" + settings() + "]";
    }

    private String settings() {
        return String.format(
                "%d x %d, stride %d x %d, padding %d x %d, dilation %d x %d",
                rows.size,
                columns.size,
                rows.stride,
                columns.stride,
                rows.padding,
                columns.padding,
                rows.dilation,
                columns.dilation);
    }

    /** The numbers along one of the two axes. */
    private record Side(int size, int stride, int padding, int dilation) {
        static Side of(int size) {
            return new Side(size, 1, 0, 1);
        }

        Side withStride(int other) {
            return new Side(size, other, padding, dilation);
        }

        Side withPadding(int other) {
            return new Side(size, stride, other, dilation);
        }

        Side withDilation(int other) {
            return new Side(size, stride, padding, other);
        }

        boolean isValid() {
            return size > 0 && stride > 0 && dilation > 0 && padding >= 0;
        }

        /** What it looks at, distances included, and the padding must fit an axis. */
        void checkSpan(String name, int otherSize) {
            long span = (size - 1L) * dilation + 1 + 2L * padding;
            if (Math.max(span, (long) size * otherSize) > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        String.format(
                                "Window: a %s of %d with dilation %d and padding %d is more than"
                                        + " the 2^31 - 1 elements that an axis can have",
                                name, size, dilation, padding));
            }
        }

        int places(int extent) {
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

        int extentFor(int places) {
            long extent = (places - 1L) * stride - 2L * padding + (size - 1L) * dilation + 1;
            if (places < 1 || extent > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        String.format(
                                "Window: %d places at a stride of %d; there must be at least one,"
                                        + " and at most 2^31 - 1 elements under them",
                                places, stride));
            }
            return (int) Math.max(extent, Integer.MIN_VALUE);
        }
    }
}
