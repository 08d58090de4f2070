package org.higher.internal.host.reduction;

import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.host.memory.AlsoForDouble;
import org.higher.internal.host.memory.HeapArrays;

/** Reductions of rows of {@code float[]}; see {@link ReductionKernels}. */
@AlsoForDouble
public final class FloatReductions {
    private FloatReductions() {}

    /** Reduces n neighbours to one element. */
    static double fold(Reduction f, float[] x, int at, int n) {
        double result = ReductionKernels.identity(f);
        switch (f) {
            case SUM, MEAN, NORM2 -> result = ofBlocks(f, x, at, n);
            case MAX -> {
                for (int i = 0; i < n; i++) result = Math.max(result, x[at + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) result = Math.min(result, x[at + i]);
            }
        }
        return result;
    }

    /** A sum, mean or norm of n neighbours; see {@link PairwiseSums}. */
    public static double ofBlocks(Reduction f, float[] x, int at, int n) {
        int block = PairwiseSums.BLOCK;
        if (n <= block) {
            double value = ofBlock(f, x, at, n);
            return f == Reduction.MEAN ? value / n : value;
        }
        double[] parts = HeapArrays.doubles((n - 1) / block + 1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = ofBlock(f, x, at + i * block, Math.min(block, n - i * block));
        }
        return PairwiseSums.ofBlocks(f, parts, n);
    }

    /** What the n elements of a block contribute to a sum, mean or norm. */
    public static double ofBlock(Reduction f, Object block, int at, int n) {
        float[] x = (float[]) block;
        return f == Reduction.NORM2 ? PairwiseSums.norm(x, at, n) : PairwiseSums.sum(x, at, n);
    }

    /** Combines each of n accumulators with one element. */
    static void combine(Reduction f, float[] x, int at, double[] out, int to, int n) {
        switch (f) {
            case SUM, MEAN -> {
                for (int i = 0; i < n; i++) out[to + i] += x[at + i];
            }
            case NORM2 -> {
                for (int i = 0; i < n; i++)
                    out[to + i] = ReductionKernels.norm(out[to + i], x[at + i]);
            }
            case MAX -> {
                for (int i = 0; i < n; i++) out[to + i] = Math.max(out[to + i], x[at + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) out[to + i] = Math.min(out[to + i], x[at + i]);
            }
        }
    }

    static int argMax(float[] x, int start, int stride, int n) {
        int best = 0;
        for (int i = 1; i < n && !Float.isNaN(x[start + best * stride]); i++) {
            float value = x[start + i * stride];
            if (value > x[start + best * stride] || Float.isNaN(value)) {
                best = i;
            }
        }
        return best;
    }
}
