package org.higher.array.host;

import java.util.Arrays;
import org.higher.array.DType;
import org.higher.array.Kernels.Binary;
import org.higher.array.Kernels.Unary;
import org.higher.array.Shapes;

/**
 * Functions of single elements, with broadcasting.
 *
 * <p>The loops of {@link FloatLoops} and {@link DoubleLoops} read neighbours only. An operand that
 * stands still while the other moves is spread over a short block first, which stays in the cache:
 * one loop per function serves every combination of shapes.
 */
final class Elementwise {
    /** Elements to which a standing operand is spread; 4 or 8 KB. */
    private static final int BLOCK = 1024;

    private Elementwise() {}

    static HostArray unary(Unary f, HostArray x) {
        HostArray result = HostArray.unwritten(x.dtype(), x.shape());
        if (x.isFloat()) {
            FloatLoops.unary(f, x.floats(), result.floats());
        } else {
            DoubleLoops.unary(f, x.doubles(), result.doubles());
        }
        return result;
    }

    static HostArray binary(Binary f, HostArray a, HostArray b) {
        int[] shape = Shapes.broadcast(a.shape(), b.shape());
        HostArray result = HostArray.unwritten(a.dtype(), shape);
        int n = result.size();
        if (a.size() == n && b.size() == n) {
            run(f, a, 0, b, 0, result, 0, n);
            return result;
        }
        Walk walk =
                new Walk(
                        shape,
                        Shapes.stretchedStrides(a.shape(), shape),
                        Shapes.stretchedStrides(b.shape(), shape));
        HostArray block = HostArray.zeros(a.dtype(), Math.min(walk.length(), BLOCK));
        int at = 0;
        for (; walk.hasRun(); walk.advance()) {
            if (walk.stride(0) == 0) {
                spread(a, walk.offset(0), block);
            } else if (walk.stride(1) == 0) {
                spread(b, walk.offset(1), block);
            }
            runBlocks(f, a, b, walk, block, result, at);
            at += walk.length();
        }
        return result;
    }

    static HostArray binary(Binary f, HostArray a, double b) {
        HostArray result = HostArray.unwritten(a.dtype(), a.shape());
        HostArray block = full(a.dtype(), b, Math.min(a.size(), BLOCK));
        for (int i = 0; i < a.size(); i += BLOCK) {
            run(f, a, i, block, 0, result, i, Math.min(BLOCK, a.size() - i));
        }
        return result;
    }

    static HostArray binary(Binary f, double a, HostArray b) {
        HostArray result = HostArray.unwritten(b.dtype(), b.shape());
        HostArray block = full(b.dtype(), a, Math.min(b.size(), BLOCK));
        for (int i = 0; i < b.size(); i += BLOCK) {
            run(f, block, 0, b, i, result, i, Math.min(BLOCK, b.size() - i));
        }
        return result;
    }

    /** Adds to an array of the same shape, in place. */
    static void addTo(HostArray sum, HostArray x) {
        run(Binary.ADD, sum, 0, x, 0, sum, 0, sum.size());
    }

    static HostArray where(HostArray condition, HostArray a, HostArray b) {
        int[] shape = Shapes.broadcast(condition.shape(), Shapes.broadcast(a.shape(), b.shape()));
        HostArray result = HostArray.unwritten(a.dtype(), shape);
        Walk walk =
                new Walk(
                        shape,
                        Shapes.stretchedStrides(condition.shape(), shape),
                        Shapes.stretchedStrides(a.shape(), shape),
                        Shapes.stretchedStrides(b.shape(), shape));
        int at = 0;
        for (; walk.hasRun(); walk.advance()) {
            if (a.isFloat()) {
                select(walk, condition.floats(), a.floats(), b.floats(), result.floats(), at);
            } else {
                select(walk, condition.doubles(), a.doubles(), b.doubles(), result.doubles(), at);
            }
            at += walk.length();
        }
        return result;
    }

    static HostArray cast(HostArray x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        return x.isFloat()
                ? new HostArray(widened(x.floats()), x.shape())
                : new HostArray(rounded(x.doubles()), x.shape());
    }

    static HostArray full(DType dtype, double value, int... shape) {
        HostArray result = HostArray.unwritten(dtype, shape);
        if (result.isFloat()) {
            Arrays.fill(result.floats(), (float) value);
        } else {
            Arrays.fill(result.doubles(), value);
        }
        return result;
    }

    static double[] widened(float[] x) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = x[i];
        }
        return result;
    }

    static float[] rounded(double[] x) {
        float[] result = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = (float) x[i];
        }
        return result;
    }

    /** One run of a walk, in blocks if one operand stands still. */
    private static void runBlocks(
            Binary f,
            HostArray a,
            HostArray b,
            Walk walk,
            HostArray block,
            HostArray result,
            int at) {
        boolean standsA = walk.stride(0) == 0;
        boolean standsB = walk.stride(1) == 0;
        int step = standsA || standsB ? BLOCK : walk.length();
        for (int i = 0; i < walk.length(); i += step) {
            run(
                    f,
                    standsA ? block : a,
                    standsA ? 0 : walk.offset(0) + i,
                    standsB ? block : b,
                    standsB ? 0 : walk.offset(1) + i,
                    result,
                    at + i,
                    Math.min(step, walk.length() - i));
        }
    }

    private static void run(
            Binary f, HostArray a, int ai, HostArray b, int bi, HostArray out, int oi, int n) {
        if (out.isFloat()) {
            FloatLoops.binary(f, a.floats(), ai, b.floats(), bi, out.floats(), oi, n);
        } else {
            DoubleLoops.binary(f, a.doubles(), ai, b.doubles(), bi, out.doubles(), oi, n);
        }
    }

    private static void spread(HostArray from, int at, HostArray block) {
        if (block.isFloat()) {
            Arrays.fill(block.floats(), from.floats()[at]);
        } else {
            Arrays.fill(block.doubles(), from.doubles()[at]);
        }
    }

    private static void select(
            Walk walk, float[] condition, float[] a, float[] b, float[] out, int at) {
        for (int i = 0; i < walk.length(); i++) {
            out[at + i] =
                    condition[walk.offset(0) + i * walk.stride(0)] != 0
                            ? a[walk.offset(1) + i * walk.stride(1)]
                            : b[walk.offset(2) + i * walk.stride(2)];
        }
    }

    private static void select(
            Walk walk, double[] condition, double[] a, double[] b, double[] out, int at) {
        for (int i = 0; i < walk.length(); i++) {
            out[at + i] =
                    condition[walk.offset(0) + i * walk.stride(0)] != 0
                            ? a[walk.offset(1) + i * walk.stride(1)]
                            : b[walk.offset(2) + i * walk.stride(2)];
        }
    }
}
