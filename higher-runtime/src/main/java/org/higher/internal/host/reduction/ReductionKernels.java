package org.higher.internal.host.reduction;

import java.util.Arrays;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Mismatches;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.StridedIterator;

/**
 * Reductions: sums, norms and extremes along axes, accumulated in double; see {@link PairwiseSums}
 * for those of neighbours.
 *
 * <p>The iterator over the argument meets the accumulators with a stride of 0 along the reduced
 * axes: a run either folds into one accumulator or is added to a row of them.
 */
public final class ReductionKernels {
    private ReductionKernels() {}

    public static HostArray reduce(Reduction f, HostArray x, int[] axes, boolean keepDims) {
        int[] shape = Shapes.reduced(x.shape(), axes, keepDims);
        double[] results = inDouble(f, x, axes);
        return x.isFloat()
                ? new HostArray(ElementwiseKernels.rounded(results), shape)
                : new HostArray(results, shape);
    }

    /** The results before they are rounded; those of sums and means, if there are no axes. */
    static double[] inDouble(Reduction f, HostArray x, int[] axes) {
        if (axes.length == 0) {
            return x.isFloat()
                    ? ElementwiseKernels.widened(x.floats())
                    : HeapArrays.copy(x.doubles());
        }
        double[] results = HeapArrays.doubles(Shapes.size(Shapes.reduced(x.shape(), axes, true)));
        Reduction parts = f == Reduction.MEAN ? Reduction.SUM : f;
        Arrays.fill(results, identity(f));
        if (areNeighbours(x.shape(), axes)) {
            neighbours(parts, x, axes, results);
        } else {
            scattered(parts, x, axes, results);
        }
        if (f == Reduction.MEAN) {
            double count = 1;
            for (int axis : axes) {
                count *= x.shape()[axis];
            }
            for (int i = 0; i < results.length; i++) results[i] /= count;
        }
        return results;
    }

    /** Whether no other axis lies between some; extents of 1 make no difference to the result. */
    private static boolean areNeighbours(int[] shape, int[] axes) {
        int next = -1;
        for (int axis : axes) {
            if (shape[axis] != 1) {
                for (int between = next; between < axis && next >= 0; between++) {
                    if (shape[between] != 1) {
                        return false;
                    }
                }
                next = axis + 1;
            }
        }
        return true;
    }

    /** Along axes that are neighbours: the array is blocks of rows, and a block becomes a row. */
    private static void neighbours(Reduction f, HostArray x, int[] axes, double[] results) {
        int[] shape = x.shape();
        int rows = 1;
        int last = axes[0];
        for (int axis : axes) {
            rows *= shape[axis];
            last = shape[axis] == 1 ? last : axis;
        }
        int columns = 1;
        for (int axis = last + 1; axis < shape.length; axis++) {
            columns *= shape[axis];
        }
        int at = 0;
        for (int to = 0; at < x.size(); to += columns) {
            if (columns == 1) {
                results[to] = fold(f, x, at, rows);
                at += rows;
                continue;
            }
            for (int row = 0; row < rows; row++) {
                combine(f, x, at, results, to, columns);
                at += columns;
            }
        }
    }

    private static void scattered(Reduction f, HostArray x, int[] axes, double[] results) {
        int[] kept = Shapes.reduced(x.shape(), axes, true);
        StridedIterator walk =
                new StridedIterator(
                        x.shape(),
                        Shapes.strides(x.shape()),
                        Shapes.broadcastStrides(kept, x.shape()));
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int to = walk.offset(1);
            if (walk.stride(1) == 0) {
                results[to] = combine(f, results[to], fold(f, x, at, walk.length()));
            } else {
                combine(f, x, at, results, to, walk.length());
            }
        }
    }

    /** The first maximum along an axis; a NaN counts as the largest. */
    public static int[] argMax(HostArray x, int axis) {
        int[] shape = x.shape();
        if (shape[axis] == 0) {
            throw Mismatches.noMaximum(x, axis);
        }
        int inner = Shapes.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
        int[] best = HeapArrays.ints(x.size() / shape[axis]);
        for (int i = 0; i < best.length; i++) {
            int start = i / inner * shape[axis] * inner + i % inner;
            best[i] =
                    x.isFloat()
                            ? FloatReductions.argMax(x.floats(), start, inner, shape[axis])
                            : DoubleReductions.argMax(x.doubles(), start, inner, shape[axis]);
        }
        return best;
    }

    /** What changes nothing. */
    static double identity(Reduction f) {
        return switch (f) {
            case SUM, MEAN, NORM2 -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private static double combine(Reduction f, double a, double b) {
        return switch (f) {
            case SUM, MEAN -> a + b;
            case NORM2 -> Math.hypot(a, b);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private static double fold(Reduction f, HostArray x, int at, int n) {
        return x.isFloat()
                ? FloatReductions.fold(f, x.floats(), at, n)
                : DoubleReductions.fold(f, x.doubles(), at, n);
    }

    private static void combine(Reduction f, HostArray x, int at, double[] out, int to, int n) {
        if (x.isFloat()) {
            FloatReductions.combine(f, x.floats(), at, out, to, n);
        } else {
            DoubleReductions.combine(f, x.doubles(), at, out, to, n);
        }
    }

    /**
     * A norm, from that of before and one more element.
     *
     * <p>Squares of floats neither overflow nor underflow in double.
     */
    static double norm(double before, float x) {
        return Math.sqrt(before * before + (double) x * x);
    }

    /** As {@link #norm(double, float)}. */
    static double norm(double before, double x) {
        return Math.hypot(before, x);
    }
}
