package org.higher.array.host;

import org.higher.array.Shapes;
import org.higher.array.Window;

/** The largest under a window, by position; what is at positions, and back. */
final class Maxima {
    private final Window window;
    private final int rows;
    private final int columns;
    private final int height;
    private final int width;
    private final int[] positions;

    /** Whether the window is the usual one, which halves height and width. */
    private final boolean isQuarters;

    private Maxima(Window window, int... shape) {
        this.window = window;
        rows = shape[shape.length - 2];
        columns = shape[shape.length - 1];
        height = window.rowsOver(rows);
        width = window.columnsOver(columns);
        isQuarters = window.equals(Window.of(2, 2).stride(2));
        positions = new int[Shapes.size(window.over(shape))];
    }

    static int[] of(HostArray x, Window window) {
        Maxima maxima = new Maxima(window, x.shape());
        if (maxima.positions.length > 0) {
            maxima.find(x);
        }
        return maxima.positions;
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
                if (x.isFloat()) {
                    row(x.floats(), begin + first * step, step, last - first, to);
                } else {
                    row(x.doubles(), begin + first * step, step, last - first, to);
                }
                to += width;
            }
        }
    }

    /**
     * A number that is larger for larger elements, NaN being the largest, and for earlier ones.
     *
     * <p>So that the largest is found without a branch, which would be guessed wrong too often.
     */
    private static long keyed(float x, int at) {
        int bits = Float.floatToIntBits(x + 0f); // -0 is 0
        return (long) (bits ^ bits >> 31 & 0x7fffffff) << 32 | ~at & 0xffffffffL;
    }

    /** Of places in a row, of which the window's first row within the array begins at begin. */
    private void row(float[] x, int begin, int step, int count, int to) {
        if (isQuarters && count == 2) {
            for (int j = 0; j < width; j++) {
                int at = begin + 2 * j;
                int below = at + columns;
                long upper = Math.max(keyed(x[at], at), keyed(x[at + 1], at + 1));
                long lower = Math.max(keyed(x[below], below), keyed(x[below + 1], below + 1));
                positions[to + j] = ~(int) Math.max(upper, lower);
            }
            return;
        }
        int dilation = window.dilationWidth();
        for (int j = 0; j < width; j++) {
            int column = j * window.strideWidth() - window.paddingWidth();
            int first = column + firstTap(column, dilation) * dilation;
            int end = column + endOfTaps(column, dilation, window.width(), columns) * dilation;
            long most = Long.MIN_VALUE;
            for (int i = 0, row = begin; i < count; i++, row += step) {
                for (int at = row + first; at < row + end; at += dilation) {
                    most = Math.max(most, keyed(x[at], at));
                }
            }
            int best = ~(int) most;
            positions[to + j] = best;
        }
    }

    private void row(double[] x, int begin, int step, int count, int to) {
        int dilation = window.dilationWidth();
        for (int j = 0; j < width; j++) {
            int column = j * window.strideWidth() - window.paddingWidth();
            int first = column + firstTap(column, dilation) * dilation;
            int end = column + endOfTaps(column, dilation, window.width(), columns) * dilation;
            int best = begin + first;
            double most = x[best];
            for (int i = 0, row = begin; i < count; i++, row += step) {
                for (int at = row + first; at < row + end; at += dilation) {
                    double value = x[at];
                    if (!(value <= most) && most == most) {
                        most = value;
                        best = at;
                    }
                }
            }
            positions[to + j] = best;
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

    static HostArray pick(HostArray x, int[] positions, int... shape) {
        HostArray result = HostArray.unwritten(x.dtype(), shape);
        if (x.isFloat()) {
            float[] from = x.floats();
            float[] to = result.floats();
            for (int i = 0; i < positions.length; i++) to[i] = from[positions[i]];
        } else {
            double[] from = x.doubles();
            double[] to = result.doubles();
            for (int i = 0; i < positions.length; i++) to[i] = from[positions[i]];
        }
        return result;
    }

    static HostArray place(HostArray x, int[] positions, int... shape) {
        HostArray result = HostArray.unwritten(x.dtype(), shape);
        Rows.clear(result.data(), result.size());
        if (x.isFloat()) {
            float[] from = x.floats();
            float[] to = result.floats();
            for (int i = 0; i < positions.length; i++) to[positions[i]] += from[i];
        } else {
            double[] from = x.doubles();
            double[] to = result.doubles();
            for (int i = 0; i < positions.length; i++) to[positions[i]] += from[i];
        }
        return result;
    }
}
