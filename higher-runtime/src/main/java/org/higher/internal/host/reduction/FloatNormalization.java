package org.higher.internal.host.reduction;

import org.higher.internal.host.memory.AlsoForDouble;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.StridedIterator;

/** Sums of products, and affine maps, of arrays of floats; see {@link NormalizationKernels}. */
@AlsoForDouble
final class FloatNormalization {
    private FloatNormalization() {}

    // sums, to one accumulator or to one for each of n neighbours

    static void addProducts(
            float[] x, float[] y, int at, int n, double[] sums, int to, boolean intoOne) {
        if (intoOne) {
            sums[to] += NormalizationKernels.dot(x, y, at, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            double left = x[at + i];
            sums[to + i] += left * y[at + i];
        }
    }

    /** Adds differences from centers, and the squares of those. */
    static void addDeviations(
            float[] x,
            int at,
            int n,
            double[] centers,
            double[] sums,
            double[] squares,
            int to,
            boolean intoOne) {
        if (intoOne) {
            addDeviations(x, at, n, centers[to], sums, squares, to);
            return;
        }
        for (int i = 0; i < n; i++) {
            double d = x[at + i] - centers[to + i];
            sums[to + i] += d;
            squares[to + i] += d * d;
        }
    }

    private static void addDeviations(
            float[] x, int at, int n, double center, double[] sums, double[] squares, int to) {
        double a = 0;
        double b = 0;
        double aa = 0;
        double bb = 0;
        int i = at;
        for (int end = at + n - 1; i < end; i += 2) {
            double d = x[i] - center;
            double e = x[i + 1] - center;
            a += d;
            b += e;
            aa += d * d;
            bb += e * e;
        }
        if (i < at + n) {
            double d = x[i] - center;
            a += d;
            aa += d * d;
        }
        sums[to] += a + b;
        squares[to] += aa + bb;
    }

    // affine maps

    static HostArray centered(HostArray x, HostArray mean, HostArray rest, HostArray a) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        float[] in = x.floats();
        float[] means = mean.floats();
        float[] rests = rest.floats();
        float[] factors = a.floats();
        float[] out = result.floats();
        StridedIterator walk = NormalizationKernels.walk(x.shape(), a.shape());
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int of = walk.offset(1);
            if (walk.stride(1) == 0) {
                centered(in, means[of], rests[of], factors[of], out, at, n);
            } else {
                centered(in, means, rests, factors, of, out, at, n);
            }
        }
        return result;
    }

    private static void centered(
            float[] x, float mean, float rest, float a, float[] out, int at, int n) {
        for (int i = at; i < at + n; i++) out[i] = ((x[i] - mean) - rest) * a;
    }

    private static void centered(
            float[] x, float[] mean, float[] rest, float[] a, int of, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = ((x[at + i] - mean[of + i]) - rest[of + i]) * a[of + i];
        }
    }

    static HostArray affine(HostArray a, HostArray x, HostArray c) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        float[] factors = a.floats();
        float[] in = x.floats();
        float[] plus = c.floats();
        float[] out = result.floats();
        StridedIterator walk = NormalizationKernels.walk(x.shape(), a.shape());
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int of = walk.offset(1);
            if (walk.stride(1) == 0) {
                affine(factors[of], in, plus[of], out, at, n);
            } else {
                affine(factors, of, in, plus, out, at, n);
            }
        }
        return result;
    }

    private static void affine(float a, float[] x, float c, float[] out, int at, int n) {
        for (int i = at; i < at + n; i++) out[i] = a * x[i] + c;
    }

    private static void affine(
            float[] a, int of, float[] x, float[] c, float[] out, int at, int n) {
        for (int i = 0; i < n; i++) out[at + i] = a[of + i] * x[at + i] + c[of + i];
    }

    static HostArray affine(HostArray a, HostArray x, HostArray b, HostArray y, HostArray c) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        float[] left = a.floats();
        float[] right = b.floats();
        float[] plus = c.floats();
        float[] out = result.floats();
        StridedIterator walk = NormalizationKernels.walk(x.shape(), a.shape());
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int of = walk.offset(1);
            if (walk.stride(1) == 0) {
                affine(left[of], x.floats(), right[of], y.floats(), plus[of], out, at, n);
            } else {
                affine(left, of, x.floats(), right, y.floats(), plus, out, at, n);
            }
        }
        return result;
    }

    private static void affine(
            float a, float[] x, float b, float[] y, float c, float[] out, int at, int n) {
        for (int i = at; i < at + n; i++) out[i] = a * x[i] + c + b * y[i];
    }

    private static void affine(
            float[] a,
            int of,
            float[] x,
            float[] b,
            float[] y,
            float[] c,
            float[] out,
            int at,
            int n) {
        for (int i = 0; i < n; i++) {
            out[at + i] = a[of + i] * x[at + i] + c[of + i] + b[of + i] * y[at + i];
        }
    }
}
