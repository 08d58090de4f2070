package org.higher.internal.host.elementwise;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Shapes;
import org.higher.internal.host.memory.HeapArrays;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.host.movement.MovementKernels;

/**
 * Elementwise functions of one array or two, with broadcasting.
 *
 * <p>{@link ElementwiseLoops} read neighbours only. So an operand that is smaller than the result
 * is spread over the result first and then computed with in place; a long row is, once for each row
 * of the result.
 */
public final class ElementwiseKernels {
    /** From here on a row is dealt with by itself, while it is in the cache. */
    private static final int LONG = 256;

    private ElementwiseKernels() {}

    public static HostArray unary(Unary f, HostArray x) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        ElementwiseLoops.unary(f, x.data(), 0, result.data(), 0, x.size());
        return result;
    }

    public static HostArray binary(Binary f, HostArray a, HostArray b) {
        int[] shape = Shapes.broadcast(a.shape(), b.shape());
        HostArray result = HostArray.unwritten(a.dtype(), shape);
        int n = result.size();
        if (a.size() == n && b.size() == n) {
            run(f, a, b, result);
        } else if (b.size() == 1) {
            run(f, spread(a, result), item(b), result);
        } else if (a.size() == 1) {
            run(f, item(a), spread(b, result), result);
        } else if (a.size() == n) {
            if (b.size() >= LONG && MovementKernels.isRepeated(b.shape(), shape)) {
                for (int at = 0; at < n; at += b.size()) {
                    run(f, a, at, b, 0, result, at, b.size());
                }
            } else {
                run(f, a, spread(b, result), result);
            }
        } else if (b.size() == n) {
            if (a.size() >= LONG && MovementKernels.isRepeated(a.shape(), shape)) {
                for (int at = 0; at < n; at += a.size()) {
                    run(f, a, 0, b, at, result, at, a.size());
                }
            } else {
                run(f, spread(a, result), b, result);
            }
        } else {
            run(f, spread(a, result), spread(b, HostArray.zeros(b.dtype(), shape)), result);
        }
        return result;
    }

    public static HostArray binary(Binary f, HostArray a, double b) {
        HostArray result = HostArray.unwritten(a.dtype(), a.shape());
        run(f, a, b, result);
        return result;
    }

    public static HostArray binary(Binary f, double a, HostArray b) {
        HostArray result = HostArray.unwritten(b.dtype(), b.shape());
        run(f, a, b, result);
        return result;
    }

    /** Adds to an array of the same shape, in place. */
    public static void addTo(HostArray sum, HostArray x) {
        run(Binary.ADD, sum, x, sum);
    }

    public static HostArray where(HostArray condition, HostArray a, HostArray b) {
        int[] shape = Shapes.broadcast(condition.shape(), Shapes.broadcast(a.shape(), b.shape()));
        HostArray result = HostArray.unwritten(a.dtype(), shape);
        HostArray c = MovementKernels.broadcast(condition, shape);
        HostArray x = MovementKernels.broadcast(a, shape);
        HostArray y = MovementKernels.broadcast(b, shape);
        ElementwiseLoops.choose(c.data(), x.data(), y.data(), result.data(), result.size());
        return result;
    }

    public static HostArray cast(HostArray x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        return x.isFloat()
                ? new HostArray(widened(x.floats()), x.shape())
                : new HostArray(rounded(x.doubles()), x.shape());
    }

    public static HostArray full(DType dtype, double value, int... shape) {
        HostArray result = HostArray.unwritten(dtype, shape);
        if (result.isFloat()) {
            Arrays.fill(result.floats(), (float) value);
        } else {
            Arrays.fill(result.doubles(), value);
        }
        return result;
    }

    public static double[] widened(float[] x) {
        double[] result = HeapArrays.doubles(x.length);
        for (int i = 0; i < x.length; i++) {
            result[i] = x[i];
        }
        return result;
    }

    public static float[] rounded(double[] x) {
        float[] result = HeapArrays.floats(x.length);
        for (int i = 0; i < x.length; i++) {
            result[i] = (float) x[i];
        }
        return result;
    }

    /** An operand with as many elements as the result: itself, or the result filled with it. */
    private static HostArray spread(HostArray x, HostArray result) {
        if (x.size() == result.size()) {
            return x;
        }
        MovementKernels.spread(x, result);
        return result;
    }

    private static void run(Binary f, HostArray a, HostArray b, HostArray out) {
        run(f, a, 0, b, 0, out, 0, out.size());
    }

    private static void run(
            Binary f, HostArray a, int ai, HostArray b, int bi, HostArray out, int oi, int n) {
        ElementwiseLoops.binary(f, a.data(), ai, b.data(), bi, out.data(), oi, n);
    }

    private static void run(Binary f, HostArray a, double b, HostArray out) {
        ElementwiseLoops.binary(f, a.data(), 0, b, out.data(), 0, out.size());
    }

    private static void run(Binary f, double a, HostArray b, HostArray out) {
        ElementwiseLoops.binary(f, a, b.data(), 0, out.data(), 0, out.size());
    }

    private static double item(HostArray x) {
        return x.isFloat() ? x.floats()[0] : x.doubles()[0];
    }
}
