package org.higher.internal.host.reduction;

import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.host.fused.FusedLoop;

/**
 * Pairwise summation: sums, means and norms of neighbours, by blocks, and of those in halves.
 *
 * <p>A {@link FusedLoop} goes by the same blocks, so that a sum is the same, bit for bit, whether
 * it is part of a program or not. Sums of floats are accumulated in double, pairs are added first.
 */
public final class PairwiseSums {
    /** 4 KB of floats: a dozen blocks fit into a first-level cache. */
    public static final int BLOCK = 1024;

    /** Up to here doubles are added up straight; beyond, in halves. */
    private static final int STRAIGHT = 256;

    /** Sums of squares of doubles within which none of weight has over- or underflowed. */
    private static final double LEAST = 1e-280;

    private static final double MOST = 1e300;

    private PairwiseSums() {}

    /** The sum, mean or norm, from what {@link FloatReductions#ofBlock} gave for each block. */
    public static double ofBlocks(Reduction f, double[] parts, int size) {
        if (f == Reduction.NORM2) {
            return parts.length == 1 ? parts[0] : norm(parts, 0, parts.length);
        }
        double sum = inHalves(parts, 0, parts.length);
        return f == Reduction.MEAN ? sum / size : sum;
    }

    private static double inHalves(double[] x, int at, int n) {
        if (n <= 1) {
            return n == 0 ? 0 : x[at];
        }
        return inHalves(x, at, n / 2) + inHalves(x, at + n / 2, n - n / 2);
    }

    /** Four sums of pairs at a time, since an addition waits for the one before it. */
    static double sum(float[] x, int at, int n) {
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
        double sum = (a + b) + (c + d);
        return Double.isFinite(sum) ? sum : oneByOne(x, at, n); // a pair may have overflowed
    }

    private static double oneByOne(float[] x, int at, int n) {
        double sum = 0;
        for (int i = at; i < at + n; i++) sum += x[i];
        return sum;
    }

    static double sum(double[] x, int at, int n) {
        if (n > STRAIGHT) {
            int half = n / 2;
            return sum(x, at, half) + sum(x, at + half, n - half);
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

    /** Squares of floats neither overflow nor underflow in double. */
    static double norm(float[] x, int at, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = at;
        for (int end = at + n - 3; i < end; i += 4) {
            a += (double) x[i] * x[i];
            b += (double) x[i + 1] * x[i + 1];
            c += (double) x[i + 2] * x[i + 2];
            d += (double) x[i + 3] * x[i + 3];
        }
        for (int end = at + n; i < end; i++) {
            a += (double) x[i] * x[i];
        }
        return Math.sqrt((a + b) + (c + d));
    }

    static double norm(double[] x, int at, int n) {
        double a = 0;
        double b = 0;
        int i = at;
        for (int end = at + n - 1; i < end; i += 2) {
            a += x[i] * x[i];
            b += x[i + 1] * x[i + 1];
        }
        if (i < at + n) {
            a += x[i] * x[i];
        }
        double sum = a + b;
        boolean isSafe = sum > LEAST && sum < MOST || Double.isNaN(sum);
        return isSafe ? Math.sqrt(sum) : scaledNorm(x, at, n);
    }

    private static double scaledNorm(double[] x, int at, int n) {
        double most = 0;
        for (int i = at; i < at + n; i++) most = Math.max(most, Math.abs(x[i]));
        if (most == 0 || Double.isInfinite(most)) {
            return most;
        }
        int exponent = Math.getExponent(most);
        double sum = 0;
        for (int i = at; i < at + n; i++) {
            double scaled = Math.scalb(x[i], -exponent);
            sum += scaled * scaled;
        }
        return Math.scalb(Math.sqrt(sum), exponent);
    }
}
