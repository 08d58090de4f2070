package org.higher.internal.host.convolution;

import org.higher.array.Window;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.memory.ArrayRanges;
import org.higher.internal.host.memory.HostArray;

/** Max pooling: the position of the maximum under each window, and the elements at positions. */
public final class PoolingKernels {
    private final Window window;
    private final int rows;
    private final int columns;
    private final int height;
    private final int width;
    private final int[] positions;

    /** Whether the window is the usual one, which halves height and width. */
    private final boolean isQuarters;

    private PoolingKernels(Window window, int... shape) {
        this.window = window;
        rows = shape[shape.length - 2];
        columns = shape[shape.length - 1];
        height = window.rowsOver(rows);
        width = window.columnsOver(columns);
        isQuarters = window.equals(Window.of(2, 2).withStride(2));
        positions = new int[Shapes.size(window.over(shape))];
    }

    /** The positions, in {@code x}, of the first maximum under each window. */
    public static int[] maxima(HostArray x, Window window) {
        PoolingKernels pooling = new PoolingKernels(window, x.shape());
        if (pooling.positions.length > 0) {
            pooling.find(x);
        }
        return pooling.positions;
    }

    private void find(HostArray x) {
        int planes = positions.length / (height * width);
        int to = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < height; i++) {
                int row = i * window.strideHeight() - window.paddingHeight();
                int first = firstTap(row, window.dilationHeight());
                int last = endOfTaps(row, window.dilationHeight(), window.height(), rows);
                int begin = (plane * rows + row) * columns;
                int step = window.dilationHeight() * columns;
                if (isQuarters && x.isFloat()) {
                    FloatMaxPooling.quarters(x.floats(), begin, columns, positions, to, width);
                } else if (isQuarters) {
                    DoubleMaxPooling.quarters(x.doubles(), begin, columns, positions, to, width);
                } else {
                    row(x, begin + first * step, step, last - first, to);
                }
                to += width;
            }
        }
    }

    /** Of places in a row, of which the window's first row within the array begins at begin. */
    private void row(HostArray x, int begin, int step, int count, int to) {
        int dilation = window.dilationWidth();
        for (int j = 0; j < width; j++) {
            int column = j * window.strideWidth() - window.paddingWidth();
            int first = column + firstTap(column, dilation) * dilation;
            int end = column + endOfTaps(column, dilation, window.width(), columns) * dilation;
            positions[to + j] =
                    x.isFloat()
                            ? FloatMaxPooling.largest(
                                    x.floats(), begin, step, count, first, end, dilation)
                            : DoubleMaxPooling.largest(
                                    x.doubles(), begin, step, count, first, end, dilation);
        }
    }

    /** The first tap that is not in the padding before the array. */
    private static int firstTap(int start, int dilation) {
        return start >= 0 ? 0 : (-start + dilation - 1) / dilation;
    }

    /** The first tap that is in the padding behind the array, or no tap any more. */
    private static int endOfTaps(int start, int dilation, int taps, int extent) {
        return Math.min(taps, (extent - start + dilation - 1) / dilation);
    }

    // what is at positions

    public static HostArray pick(HostArray x, int[] positions, int... shape) {
        HostArray result = HostArray.unwritten(x.dtype(), shape);
        if (x.isFloat()) {
            FloatMaxPooling.pick(x.floats(), positions, result.floats());
        } else {
            DoubleMaxPooling.pick(x.doubles(), positions, result.doubles());
        }
        return result;
    }

    public static HostArray place(HostArray x, int[] positions, int... shape) {
        HostArray result = HostArray.unwritten(x.dtype(), shape);
        ArrayRanges.clear(result.data(), result.size());
        if (x.isFloat()) {
            FloatMaxPooling.place(x.floats(), positions, result.floats());
        } else {
            DoubleMaxPooling.place(x.doubles(), positions, result.doubles());
        }
        return result;
    }
}
