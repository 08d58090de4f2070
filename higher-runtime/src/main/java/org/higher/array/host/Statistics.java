package org.higher.array.host;

import java.util.Arrays;
import java.util.List;
import org.higher.array.Array;
import org.higher.array.Kernels.Reduction;
import org.higher.array.Shapes;

/**
 * What normalisation takes: sums of products along axes, and maps whose numbers differ along the
 * other axes only.
 *
 * <p>Without spreading those numbers over the array, which would cost as much again.
 */
final class Statistics {
    private Statistics() {}

    static HostArray sumOfProducts(HostArray x, HostArray y, int[] axes) {
        int[] kept = Shapes.reduced(x.shape(), axes, true);
        double[] sums = new double[Shapes.size(kept)];
        Walk walk = walk(x.shape(), kept);
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int to = walk.offset(1);
            if (walk.stride(1) != 0) {
                for (int i = 0; i < n; i++) {
                    sums[to + i] +=
                            x.isFloat()
                                    ? (double) x.floats()[at + i] * y.floats()[at + i]
                                    : x.doubles()[at + i] * y.doubles()[at + i];
                }
            } else if (x.isFloat()) {
                sums[to] += dot(x.floats(), y.floats(), at, n);
            } else {
                sums[to] += dot(x.doubles(), y.doubles(), at, n);
            }
        }
        return result(x, sums, kept);
    }

    /** The mean, rounded, what was rounded off, and the variance. */
    static List<Array> moments(HostArray x, int[] axes) {
        int[] kept = Shapes.reduced(x.shape(), axes, true);
        double[] means = Reductions.inDouble(Reduction.MEAN, x, axes);
        double[] rests = new double[means.length];
        double[] variances = new double[means.length];
        double[] both = new double[2];
        Walk walk = walk(x.shape(), kept);
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int to = walk.offset(1);
            if (walk.stride(1) != 0) {
                for (int i = 0; i < n; i++) {
                    double element = x.isFloat() ? x.floats()[at + i] : x.doubles()[at + i];
                    double d = element - means[to + i];
                    rests[to + i] += d;
                    variances[to + i] += d * d;
                }
            } else {
                differences(x, means[to], at, n, both);
                rests[to] += both[0];
                variances[to] += both[1];
            }
        }
        double count = means.length == 0 ? 0 : x.size() / means.length;
        for (int i = 0; i < means.length; i++) {
            double rest = rests[i] / count;
            double rounded = x.isFloat() ? (float) means[i] : means[i];
            variances[i] = Math.max(0, variances[i] / count - rest * rest);
            rests[i] = (means[i] - rounded) + rest;
            means[i] = rounded;
        }
        return List.of(result(x, means, kept), result(x, rests, kept), result(x, variances, kept));
    }

    private static Walk walk(int[] shape, int[] kept) {
        return new Walk(shape, Shapes.strides(shape), Shapes.stretchedStrides(kept, shape));
    }

    private static HostArray result(HostArray like, double[] sums, int[] shape) {
        return like.isFloat()
                ? new HostArray(Elementwise.rounded(sums), shape)
                : new HostArray(sums, shape);
    }

    /**
     * Products in float, their sums in double.
     *
     * <p>Eight at a time, since an addition waits for the one before it.
     */
    private static double dot(float[] x, float[] y, int at, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = at;
        for (int end = at + n - 7; i < end; i += 8) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
            e += x[i + 4] * y[i + 4];
            f += x[i + 5] * y[i + 5];
            g += x[i + 6] * y[i + 6];
            h += x[i + 7] * y[i + 7];
        }
        for (int end = at + n; i < end; i++) {
            a += x[i] * y[i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    /** Four sums at a time. */
    private static double dot(double[] x, double[] y, int at, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = at;
        for (int end = at + n - 3; i < end; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (int end = at + n; i < end; i++) {
            a += x[i] * y[i];
        }
        return (a + b) + (c + d);
    }

    /** The sums of differences from a center, and of their squares. */
    private static void differences(
            HostArray x, double center, int at, int n, double[] sumAndSquares) {
        if (x.isFloat()) {
            differences(x.floats(), center, at, n, sumAndSquares);
        } else {
            differences(x.doubles(), center, at, n, sumAndSquares);
        }
    }

    private static void differences(float[] x, double center, int at, int n, double[] out) {
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
        out[0] = a + b;
        out[1] = aa + bb;
    }

    private static void differences(double[] x, double center, int at, int n, double[] out) {
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
        out[0] = a + b;
        out[1] = aa + bb;
    }

    // maps

    /** Whether {@link #affine} takes these; they are of one shape that stretches. */
    static boolean isAffine(HostArray x, HostArray... numbers) {
        int[] shape = numbers[0].shape();
        boolean alike = shape.length == x.shape().length && x.size() > 0;
        for (HostArray number : numbers) {
            alike &= Arrays.equals(number.shape(), shape);
        }
        return alike && Arrays.equals(Shapes.broadcast(shape, x.shape()), x.shape());
    }

    static HostArray centered(HostArray x, HostArray mean, HostArray rest, HostArray a) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        Walk walk = walk(x.shape(), a.shape());
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int of = walk.offset(1);
            if (x.isFloat()) {
                float[] out = result.floats();
                if (walk.stride(1) == 0) {
                    float factor = a.floats()[of];
                    centered(x.floats(), mean.floats()[of], rest.floats()[of], factor, out, at, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        float difference = x.floats()[at + i] - mean.floats()[of + i];
                        out[at + i] = (difference - rest.floats()[of + i]) * a.floats()[of + i];
                    }
                }
            } else {
                double[] out = result.doubles();
                for (int i = 0; i < n; i++) {
                    int k = of + i * walk.stride(1);
                    double difference = x.doubles()[at + i] - mean.doubles()[k];
                    out[at + i] = (difference - rest.doubles()[k]) * a.doubles()[k];
                }
            }
        }
        return result;
    }

    private static void centered(
            float[] x, float mean, float rest, float a, float[] out, int at, int n) {
        for (int i = at; i < at + n; i++) out[i] = ((x[i] - mean) - rest) * a;
    }

    static HostArray affine(HostArray a, HostArray x, HostArray c) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        Walk walk = walk(x.shape(), a.shape());
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int of = walk.offset(1);
            if (x.isFloat()) {
                float[] out = result.floats();
                if (walk.stride(1) == 0) {
                    affine(a.floats()[of], x.floats(), c.floats()[of], out, at, n);
                } else {
                    affine(a.floats(), of, x.floats(), c.floats(), out, at, n);
                }
            } else {
                double[] out = result.doubles();
                for (int i = 0; i < n; i++) {
                    int k = of + i * walk.stride(1);
                    out[at + i] = a.doubles()[k] * x.doubles()[at + i] + c.doubles()[k];
                }
            }
        }
        return result;
    }

    static HostArray affine(HostArray a, HostArray x, HostArray b, HostArray y, HostArray c) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        Walk walk = walk(x.shape(), a.shape());
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int of = walk.offset(1);
            if (x.isFloat()) {
                float[] out = result.floats();
                if (walk.stride(1) == 0) {
                    affine(
                            a.floats()[of],
                            x.floats(),
                            b.floats()[of],
                            y.floats(),
                            c.floats()[of],
                            out,
                            at,
                            n);
                } else {
                    for (int i = 0; i < n; i++) {
                        out[at + i] =
                                a.floats()[of + i] * x.floats()[at + i]
                                        + c.floats()[of + i]
                                        + b.floats()[of + i] * y.floats()[at + i];
                    }
                }
            } else {
                double[] out = result.doubles();
                for (int i = 0; i < n; i++) {
                    int k = of + i * walk.stride(1);
                    out[at + i] =
                            a.doubles()[k] * x.doubles()[at + i]
                                    + c.doubles()[k]
                                    + b.doubles()[k] * y.doubles()[at + i];
                }
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

    private static void affine(
            float a, float[] x, float b, float[] y, float c, float[] out, int at, int n) {
        for (int i = at; i < at + n; i++) out[i] = a * x[i] + c + b * y[i];
    }
}
