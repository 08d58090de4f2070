package org.higher.internal.host.convolution;

import org.higher.array.Window;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.memory.ArrayRanges;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.host.memory.HeapWorkspace;
import org.higher.internal.host.memory.HostArray;

/**
 * Max pooling: the position of the maximum under each window, and the elements at positions.
 *
 * <p>Where it follows an affine map and ReLU, as in a block of batch norm, these are computed plane
 * by plane, in the cache, and are not written.
 */
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
        positions = HeapArrays.ints(Shapes.size(window.over(shape)));
    }

    /** The positions, in {@code x}, of the first maximum under each window. */
    public static int[] maxima(HostArray x, Window window) {
        PoolingKernels pooling = new PoolingKernels(window, x.shape());
        if (pooling.positions.length > 0) {
            pooling.find(x);
        }
        return pooling.positions;
    }

    /** The same of max(a x + c, 0), of which one plane at a time is computed. */
    public static int[] maximaOfRelu(HostArray a, HostArray x, HostArray c, Window window) {
        PoolingKernels pooling = new PoolingKernels(window, x.shape());
        if (pooling.positions.length > 0) {
            pooling.findOfRelu(a, x, c);
        }
        return pooling.positions;
    }

    private void findOfRelu(HostArray a, HostArray x, HostArray c) {
        int size = rows * columns;
        Object plane = HeapWorkspace.ofThisThread().array(x.isFloat(), 0, size);
        PlaneCoefficients.forEach(
                x.shape(),
                a.shape(),
                (index, of) -> {
                    int at = index * size;
                    if (x.isFloat()) {
                        FloatMaxPooling.relu(
                                x.floats(),
                                at,
                                a.floats()[of],
                                c.floats()[of],
                                (float[]) plane,
                                size);
                    } else {
                        DoubleMaxPooling.relu(
                                x.doubles(),
                                at,
                                a.doubles()[of],
                                c.doubles()[of],
                                (double[]) plane,
                                size);
                    }
                    int to = index * height * width;
                    find(plane, 0, to);
                    for (int i = to; i < to + height * width; i++) positions[i] += at;
                });
    }

    private void find(HostArray x) {
        int planes = positions.length / (height * width);
        for (int plane = 0; plane < planes; plane++) {
            find(x.data(), plane * rows * columns, plane * height * width);
        }
    }

    /** In one plane, which begins at an element of an array. */
    private void find(Object x, int at, int to) {
        for (int i = 0; i < height; i++) {
            int row = i * window.strideHeight() - window.paddingHeight();
            int first = firstTap(row, window.dilationHeight());
            int last = endOfTaps(row, window.dilationHeight(), window.height(), rows);
            int begin = at + row * columns;
            int step = window.dilationHeight() * columns;
            if (isQuarters && x instanceof float[] floats) {
                FloatMaxPooling.quarters(floats, begin, columns, positions, to, width);
            } else if (isQuarters) {
                DoubleMaxPooling.quarters((double[]) x, begin, columns, positions, to, width);
            } else {
                row(x, begin + first * step, step, last - first, to);
            }
            to += width;
        }
    }

    /** Of places in a row, of which the window's first row within the array begins at begin. */
    private void row(Object x, int begin, int step, int count, int to) {
        int dilation = window.dilationWidth();
        for (int j = 0; j < width; j++) {
            int column = j * window.strideWidth() - window.paddingWidth();
            int first = column + firstTap(column, dilation) * dilation;
            int end = column + endOfTaps(column, dilation, window.width(), columns) * dilation;
            positions[to + j] =
                    x instanceof float[] floats
                            ? FloatMaxPooling.largest(
                                    floats, begin, step, count, first, end, dilation)
                            : DoubleMaxPooling.largest(
                                    (double[]) x, begin, step, count, first, end, dilation);
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

    /** a p + b y + c, where p is x at its positions, plane by plane. */
    public static HostArray affineOfPlaced(
            HostArray a, HostArray x, int[] positions, HostArray b, HostArray y, HostArray c) {
        HostArray result = HostArray.unwritten(y.dtype(), y.shape());
        int planes = PlaneCoefficients.planes(y.shape());
        int size = y.size() / planes;
        int places = positions.length / planes;
        PlaneCoefficients.forEach(
                y.shape(),
                a.shape(),
                (index, of) -> {
                    int from = index * places;
                    int at = index * size;
                    ArrayRanges.clear(result.data(), at, size);
                    if (y.isFloat()) {
                        float[] to = result.floats();
                        FloatMaxPooling.place(x.floats(), positions, from, places, to);
                        FloatMaxPooling.affine(
                                to,
                                at,
                                size,
                                a.floats()[of],
                                b.floats()[of],
                                y.floats(),
                                c.floats()[of]);
                    } else {
                        double[] to = result.doubles();
                        DoubleMaxPooling.place(x.doubles(), positions, from, places, to);
                        DoubleMaxPooling.affine(
                                to,
                                at,
                                size,
                                a.doubles()[of],
                                b.doubles()[of],
                                y.doubles(),
                                c.doubles()[of]);
                    }
                });
        return result;
    }
}
