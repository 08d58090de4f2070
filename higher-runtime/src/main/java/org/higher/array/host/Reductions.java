package org.higher.array.host;

import java.util.Arrays;
import org.higher.array.Kernels.Reduction;
import org.higher.array.Mismatches;
import org.higher.array.Shapes;

/**
 * Sums and extremes along axes, accumulated in double; of a run of floats, pairs are added first.
 *
 * <p>The walk over the argument meets the accumulators with a stride of 0 along the reduced axes: a
 * run either folds into one accumulator or is added to a row of them.
 */
final class Reductions {
    /** Up to here a run of doubles in a block is summed straight; beyond, in halves. */
    private static final int PAIRWISE = 256;

    private Reductions() {}

    static HostArray reduce(Reduction f, HostArray x, int[] axes, boolean keepDims) {
        int[] shape = Shapes.reduced(x.shape(), axes, keepDims);
        double[] results = new double[Shapes.size(shape)];
        Arrays.fill(results, identity(f));
        if (axes[axes.length - 1] - axes[0] == axes.length - 1) {
            neighbours(f, x, axes, results);
        } else {
            scattered(f, x, axes, results);
        }
        return x.isFloat()
                ? new HostArray(Elementwise.rounded(results), shape)
                : new HostArray(results, shape);
    }

    /** Along axes that are neighbours: the array is blocks of rows, and a block becomes a row. */
    private static void neighbours(Reduction f, HostArray x, int[] axes, double[] results) {
        int[] shape = x.shape();
        int rows = 1;
        for (int axis : axes) {
            rows *= shape[axis];
        }
        int columns = 1;
        for (int axis = axes[axes.length - 1] + 1; axis < shape.length; axis++) {
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
        Walk walk =
                new Walk(
                        x.shape(),
                        Shapes.strides(x.shape()),
                        Shapes.stretchedStrides(kept, x.shape()));
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
    static int[] argMax(HostArray x, int axis) {
        int[] shape = x.shape();
        if (shape[axis] == 0) {
            throw Mismatches.noMaximum(x, axis);
        }
        int inner = Shapes.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
        int[] best = new int[x.size() / shape[axis]];
        for (int i = 0; i < best.length; i++) {
            int start = i / inner * shape[axis] * inner + i % inner;
            best[i] =
                    x.isFloat()
                            ? argMax(x.floats(), start, inner, shape[axis])
                            : argMax(x.doubles(), start, inner, shape[axis]);
        }
        return best;
    }

    private static double identity(Reduction f) {
        return switch (f) {
            case SUM -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private static double combine(Reduction f, double a, double b) {
        return switch (f) {
            case SUM -> a + b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private static double fold(Reduction f, HostArray x, int at, int n) {
        return x.isFloat() ? fold(f, x.floats(), at, n) : fold(f, x.doubles(), at, n);
    }

    private static void combine(Reduction f, HostArray x, int at, double[] out, int to, int n) {
        if (x.isFloat()) {
            combine(f, x.floats(), at, out, to, n);
        } else {
            combine(f, x.doubles(), at, out, to, n);
        }
    }

    private static void combine(Reduction f, float[] x, int at, double[] out, int to, int n) {
        switch (f) {
            case SUM -> {
                for (int i = 0; i < n; i++) out[to + i] += x[at + i];
            }
            case MAX -> {
                for (int i = 0; i < n; i++) out[to + i] = Math.max(out[to + i], x[at + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) out[to + i] = Math.min(out[to + i], x[at + i]);
            }
        }
    }

    private static void combine(Reduction f, double[] x, int at, double[] out, int to, int n) {
        switch (f) {
            case SUM -> {
                for (int i = 0; i < n; i++) out[to + i] += x[at + i];
            }
            case MAX -> {
                for (int i = 0; i < n; i++) out[to + i] = Math.max(out[to + i], x[at + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) out[to + i] = Math.min(out[to + i], x[at + i]);
            }
        }
    }

    private static double fold(Reduction f, float[] x, int at, int n) {
        double result = identity(f);
        switch (f) {
            case SUM -> result = sum(x, at, n);
            case MAX -> {
                for (int i = 0; i < n; i++) result = Math.max(result, x[at + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) result = Math.min(result, x[at + i]);
            }
        }
        return result;
    }

    private static double fold(Reduction f, double[] x, int at, int n) {
        double result = identity(f);
        switch (f) {
            case SUM -> result = sum(x, at, n);
            case MAX -> {
                for (int i = 0; i < n; i++) result = Math.max(result, x[at + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) result = Math.min(result, x[at + i]);
            }
        }
        return result;
    }

    /**
     * The sum of floats: of blocks, and those in halves.
     *
     * <p>In the order of {@link Pass}, so that a sum is the same whether it is part of a program.
     */
    static double sum(float[] x, int at, int n) {
        return n <= Pass.BLOCK
                ? ofBlock(x, at, n)
                : ofBlocks(n, (from, length) -> ofBlock(x, at + from, length));
    }

    /** As {@link #sum(float[], int, int)}. */
    static double sum(double[] x, int at, int n) {
        return n <= Pass.BLOCK
                ? ofBlock(x, at, n)
                : ofBlocks(n, (from, length) -> ofBlock(x, at + from, length));
    }

    /** The sum of a number of neighbours. */
    private interface Block {
        double sum(int from, int length);
    }

    private static double ofBlocks(int n, Block block) {
        double[] sums = new double[(n - 1) / Pass.BLOCK + 1];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = block.sum(i * Pass.BLOCK, Math.min(Pass.BLOCK, n - i * Pass.BLOCK));
        }
        return sumOfBlocks(sums);
    }

    /** The sum of what {@link #ofBlock} gave. */
    static double sumOfBlocks(double[] sums) {
        return inHalves(sums, 0, sums.length);
    }

    private static double inHalves(double[] x, int at, int n) {
        return n <= 1
                ? n == 0 ? 0 : x[at]
                : inHalves(x, at, n / 2) + inHalves(x, at + n / 2, n - n / 2);
    }

    /** Four sums of pairs at a time, since an addition waits for the one before it. */
    static double ofBlock(float[] x, int at, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = at;
        for (int end = at + n - 7; i < end; i += 8) {
            a += x[i] + x[i + 1];
            b += x[i + 2] + x[i + 3];
            c += x[i + 4] + x[i + 5];
            d += x[i + 6] + x[i + 7];
        }
        for (int end = at + n; i < end; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }

    static double ofBlock(double[] x, int at, int n) {
        if (n > PAIRWISE) {
            int half = n / 2;
            return ofBlock(x, at, half) + ofBlock(x, at + half, n - half);
        }
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = at;
        for (int end = at + n - 3; i < end; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (int end = at + n; i < end; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }

    private static int argMax(float[] x, int start, int stride, int n) {
        int best = 0;
        for (int i = 1; i < n && !Float.isNaN(x[start + best * stride]); i++) {
            float value = x[start + i * stride];
            if (value > x[start + best * stride] || Float.isNaN(value)) {
                best = i;
            }
        }
        return best;
    }

    private static int argMax(double[] x, int start, int stride, int n) {
        int best = 0;
        for (int i = 1; i < n && !Double.isNaN(x[start + best * stride]); i++) {
            double value = x[start + i * stride];
            if (value > x[start + best * stride] || Double.isNaN(value)) {
                best = i;
            }
        }
        return best;
    }
}
