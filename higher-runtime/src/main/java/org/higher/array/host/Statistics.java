package org.higher.array.host;

import java.util.Arrays;
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

    static HostArray squares(HostArray x, HostArray center, int[] axes) {
        int[] kept = Shapes.reduced(x.shape(), axes, true);
        double[] sums = new double[Shapes.size(kept)];
        Walk walk = walk(x.shape(), kept);
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int to = walk.offset(1);
            if (walk.stride(1) != 0) {
                for (int i = 0; i < n; i++) {
                    double d =
                            x.isFloat()
                                    ? (double) x.floats()[at + i] - center.floats()[to + i]
                                    : x.doubles()[at + i] - center.doubles()[to + i];
                    sums[to + i] += d * d;
                }
            } else if (x.isFloat()) {
                sums[to] += squares(x.floats(), center.floats()[to], at, n);
            } else {
                sums[to] += squares(x.doubles(), center.doubles()[to], at, n);
            }
        }
        return result(x, sums, kept);
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

    private static double squares(float[] x, double center, int at, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = at;
        for (int end = at + n - 3; i < end; i += 4) {
            a += (x[i] - center) * (x[i] - center);
            b += (x[i + 1] - center) * (x[i + 1] - center);
            c += (x[i + 2] - center) * (x[i + 2] - center);
            d += (x[i + 3] - center) * (x[i + 3] - center);
        }
        for (int end = at + n; i < end; i++) {
            a += (x[i] - center) * (x[i] - center);
        }
        return (a + b) + (c + d);
    }

    private static double squares(double[] x, double center, int at, int n) {
        double sum = 0;
        for (int i = at; i < at + n; i++) {
            sum += (x[i] - center) * (x[i] - center);
        }
        return sum;
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
