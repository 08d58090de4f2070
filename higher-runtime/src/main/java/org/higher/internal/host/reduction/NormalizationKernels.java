package org.higher.internal.host.reduction;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.StridedIterator;

/**
 * Batch and layer normalization: mean and variance along axes, and affine maps whose coefficients
 * differ along the other axes only.
 *
 * <p>The coefficients are not broadcast to an array first, which would cost as much again.
 */
public final class NormalizationKernels {
    private NormalizationKernels() {}

    public static HostArray sumOfProducts(HostArray x, HostArray y, int[] axes) {
        int[] kept = Shapes.reduced(x.shape(), axes, true);
        double[] sums = HeapArrays.doubles(Shapes.size(kept));
        StridedIterator walk = walk(x.shape(), kept);
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int to = walk.offset(1);
            boolean intoOne = walk.stride(1) == 0;
            if (x.isFloat()) {
                FloatNormalization.addProducts(x.floats(), y.floats(), at, n, sums, to, intoOne);
            } else {
                DoubleNormalization.addProducts(x.doubles(), y.doubles(), at, n, sums, to, intoOne);
            }
        }
        return result(x, sums, kept);
    }

    /** The mean, rounded, what was rounded off, and the variance. */
    public static List<Array> moments(HostArray x, int[] axes) {
        int[] kept = Shapes.reduced(x.shape(), axes, true);
        double[] means = ReductionKernels.inDouble(Reduction.MEAN, x, axes);
        double[] rests = HeapArrays.doubles(means.length);
        double[] variances = HeapArrays.doubles(means.length);
        StridedIterator walk = walk(x.shape(), kept);
        int n = walk.length();
        for (; walk.hasRun(); walk.advance()) {
            int at = walk.offset(0);
            int to = walk.offset(1);
            boolean intoOne = walk.stride(1) == 0;
            if (x.isFloat()) {
                FloatNormalization.addDeviations(
                        x.floats(), at, n, means, rests, variances, to, intoOne);
            } else {
                DoubleNormalization.addDeviations(
                        x.doubles(), at, n, means, rests, variances, to, intoOne);
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

    /** Over an array, and what has one element for all that some axes join. */
    static StridedIterator walk(int[] shape, int[] kept) {
        return new StridedIterator(
                shape, Shapes.strides(shape), Shapes.broadcastStrides(kept, shape));
    }

    private static HostArray result(HostArray like, double[] sums, int[] shape) {
        return like.isFloat()
                ? new HostArray(ElementwiseKernels.rounded(sums), shape)
                : new HostArray(sums, shape);
    }

    /**
     * Products in float, their sums in double.
     *
     * <p>Eight at a time, since an addition waits for the one before it.
     */
    static double dot(float[] x, float[] y, int at, int n) {
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
    static double dot(double[] x, double[] y, int at, int n) {
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

    // affine maps

    /** Whether {@link #affine} takes these; they are of one shape that broadcasts to that of x. */
    public static boolean isAffine(HostArray x, HostArray... numbers) {
        int[] shape = numbers[0].shape();
        boolean alike = shape.length == x.shape().length && x.size() > 0;
        for (HostArray number : numbers) {
            alike &= Arrays.equals(number.shape(), shape);
        }
        return alike && Arrays.equals(Shapes.broadcast(shape, x.shape()), x.shape());
    }

    public static HostArray centered(HostArray x, HostArray mean, HostArray rest, HostArray a) {
        return x.isFloat()
                ? FloatNormalization.centered(x, mean, rest, a)
                : DoubleNormalization.centered(x, mean, rest, a);
    }

    public static HostArray affine(HostArray a, HostArray x, HostArray c) {
        return x.isFloat()
                ? FloatNormalization.affine(a, x, c)
                : DoubleNormalization.affine(a, x, c);
    }

    public static HostArray affine(
            HostArray a, HostArray x, HostArray b, HostArray y, HostArray c) {
        return x.isFloat()
                ? FloatNormalization.affine(a, x, b, y, c)
                : DoubleNormalization.affine(a, x, b, y, c);
    }
}
