package org.higher.internal.host.elementwise;

import java.util.Arrays;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.host.memory.AlsoForDouble;

/**
 * The scalar functions over {@code float[]}: one small method for each, so that the JIT vectorises
 * it.
 *
 * <p>HotSpot vectorises a loop on the heap only if all its arrays are read and written at the same
 * index: at different ones, an element written might be one that is read next. So every loop here
 * runs over one range [from, to) of all its arrays, and an operand that lies elsewhere is copied to
 * that range of {@code out} first, which takes a fraction of the time that it saves.
 */
@AlsoForDouble
public final class FloatLoops {
    /** Elements of an operand that are moved at a time where they find no room in the result. */
    private static final int BLOCK = 512;

    /**
     * What comparisons choose from: the JIT compiles a choice between floats to a jump, which costs
     * fifteen times as much where it cannot be foretold, but one between integers to a move.
     */
    private static final int ONE = Float.floatToRawIntBits(1); // long for double

    private static final int ZERO = 0; // long for double

    private static final int INFINITY = // long for double
            Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /** By both, any positive number times them is 1 or more. */
    private static final float LARGE = 2 / Float.MIN_NORMAL;

    private static final float LARGE_FOR_SUBNORMAL = Float.MIN_NORMAL / Float.MIN_VALUE;

    private FloatLoops() {}

    /** Writes f(x) of n neighbours to {@code out}, which may be {@code x} at the same place. */
    public static void unary(Unary f, float[] x, int xi, float[] out, int oi, int n) {
        float[] from = aligned(x, xi, out, oi, n);
        int to = oi + n;
        switch (f) {
            case NEG -> negate(from, out, oi, to);
            case ABS -> abs(from, out, oi, to);
            case SIGN -> sign(from, out, oi, to);
            case EXP -> FloatFunctions.exp(from, out, oi, to);
            case LOG -> FloatFunctions.log(from, out, oi, to);
            case SQRT -> sqrt(from, out, oi, to);
            case SIN -> FloatFunctions.sin(from, out, oi, to);
            case COS -> FloatFunctions.cos(from, out, oi, to);
            case TANH -> FloatFunctions.tanh(from, out, oi, to);
            case SIGMOID -> FloatFunctions.sigmoid(from, out, oi, to);
            case RELU -> max(from, 0f, out, oi, to);
            case SOFTPLUS -> FloatFunctions.softplus(from, out, oi, to);
            case ERF -> FloatFunctions.erf(from, out, oi, to);
            case SQUARE -> multiply(from, from, out, oi, to);
            case RECIPROCAL -> divide(1f, from, out, oi, to);
        }
    }

    /** Writes f(a, b) of n neighbours to {@code out}, which may be either at the same place. */
    public static void binary(
            Binary f, float[] a, int ai, float[] b, int bi, float[] out, int oi, int n) {
        if (ai == oi) {
            if (bi == oi) {
                binary(f, a, b, out, oi, oi + n);
            } else if (a != out) {
                binary(f, a, aligned(b, bi, out, oi, n), out, oi, oi + n);
            } else {
                inBlocks(f, a, ai, b, bi, out, oi, n);
            }
        } else if (bi == oi && b != out) {
            binary(f, aligned(a, ai, out, oi, n), b, out, oi, oi + n);
        } else {
            inBlocks(f, a, ai, b, bi, out, oi, n);
        }
    }

    /** Writes f(a, b) of n neighbours and a number to {@code out}, which may be {@code a}. */
    public static void binary(Binary f, float[] a, int ai, float b, float[] out, int oi, int n) {
        float[] from = aligned(a, ai, out, oi, n);
        int to = oi + n;
        switch (f) {
            case ADD -> add(from, b, out, oi, to);
            case SUB -> add(from, -b, out, oi, to);
            case MUL -> multiply(from, b, out, oi, to);
            case DIV -> divide(from, b, out, oi, to);
            case POW -> {
                if (b == 2) {
                    multiply(from, from, out, oi, to);
                } else {
                    FloatFunctions.power(from, b, out, oi, to);
                }
            }
            case MAX -> max(from, b, out, oi, to);
            case MIN -> min(from, b, out, oi, to);
            case EQ -> equal(from, b, out, oi, to);
            case NE -> unequal(from, b, out, oi, to);
            case LT -> less(from, b, out, oi, to);
            case LE -> lessOrEqual(from, b, out, oi, to);
            case GT -> greater(from, b, out, oi, to);
            case GE -> greaterOrEqual(from, b, out, oi, to);
            case TANH_VJP -> multiply(from, 1f - b * b, out, oi, to);
            case SIGMOID_VJP -> multiply(from, b * (1f - b), out, oi, to);
            case RELU_VJP -> {
                if (!(b <= 0)) {
                    multiply(from, 1f, out, oi, to);
                } else {
                    Arrays.fill(out, oi, to, 0f);
                }
            }
        }
    }

    /** Writes f(a, b) of a number and n neighbours to {@code out}, which may be {@code b}. */
    public static void binary(Binary f, float a, float[] b, int bi, float[] out, int oi, int n) {
        float[] from = aligned(b, bi, out, oi, n);
        int to = oi + n;
        switch (f) {
            case ADD -> add(from, a, out, oi, to);
            case SUB -> subtract(a, from, out, oi, to);
            case MUL -> multiply(from, a, out, oi, to);
            case DIV -> divide(a, from, out, oi, to);
            case POW -> FloatFunctions.power(a, from, out, oi, to);
            case MAX -> max(from, a, out, oi, to);
            case MIN -> min(from, a, out, oi, to);
            case EQ -> equal(from, a, out, oi, to);
            case NE -> unequal(from, a, out, oi, to);
            case LT -> greater(from, a, out, oi, to);
            case LE -> greaterOrEqual(from, a, out, oi, to);
            case GT -> less(from, a, out, oi, to);
            case GE -> lessOrEqual(from, a, out, oi, to);
            case TANH_VJP -> tanhVjp(a, from, out, oi, to);
            case SIGMOID_VJP -> sigmoidVjp(a, from, out, oi, to);
            case RELU_VJP -> reluVjp(a, from, out, oi, to);
        }
    }

    /** Writes {@code a} where {@code c} is not 0, else {@code b}; any may be {@code out}. */
    public static void select(
            float[] c, int ci, float[] a, int ai, float[] b, int bi, float[] out, int oi, int n) {
        for (int i = 0; i < n; i++) {
            // without the sign, so that 0 is false, too, where it is negative
            int isTrue = Float.floatToRawIntBits(c[ci + i]) << 1; // long for double
            int left = Float.floatToRawIntBits(a[ai + i]); // long for double
            int right = Float.floatToRawIntBits(b[bi + i]); // long for double
            out[oi + i] = Float.intBitsToFloat(isTrue != 0 ? left : right);
        }
    }

    private static void binary(Binary f, float[] a, float[] b, float[] out, int from, int to) {
        switch (f) {
            case ADD -> add(a, b, out, from, to);
            case SUB -> subtract(a, b, out, from, to);
            case MUL -> multiply(a, b, out, from, to);
            case DIV -> divide(a, b, out, from, to);
            case POW -> FloatFunctions.power(a, b, out, from, to);
            case MAX -> max(a, b, out, from, to);
            case MIN -> min(a, b, out, from, to);
            case EQ -> equal(a, b, out, from, to);
            case NE -> unequal(a, b, out, from, to);
            case LT -> less(a, b, out, from, to);
            case LE -> lessOrEqual(a, b, out, from, to);
            case GT -> less(b, a, out, from, to);
            case GE -> lessOrEqual(b, a, out, from, to);
            case TANH_VJP -> tanhVjp(a, b, out, from, to);
            case SIGMOID_VJP -> sigmoidVjp(a, b, out, from, to);
            case RELU_VJP -> reluVjp(a, b, out, from, to);
        }
    }

    /** An array with the n elements at the place where {@code out} will be written. */
    private static float[] aligned(float[] x, int xi, float[] out, int oi, int n) {
        if (xi == oi) {
            return x;
        }
        System.arraycopy(x, xi, out, oi, n);
        return out;
    }

    /** By way of short arrays where neither operand can be copied to the result. */
    private static void inBlocks(
            Binary f, float[] a, int ai, float[] b, int bi, float[] out, int oi, int n) {
        float[] left = new float[Math.min(n, BLOCK)];
        float[] right = new float[left.length];
        for (int at = 0; at < n; at += BLOCK) {
            int length = Math.min(BLOCK, n - at);
            System.arraycopy(a, ai + at, left, 0, length);
            System.arraycopy(b, bi + at, right, 0, length);
            binary(f, left, right, left, 0, length);
            System.arraycopy(left, 0, out, oi + at, length);
        }
    }

    private static void negate(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = -x[i];
    }

    private static void abs(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.abs(x[i]);
    }

    /** Math.signum, which is not vectorised: blown up and clamped. */
    private static void sign(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++)
            out[i] = Math.max(-1f, Math.min(1f, x[i] * LARGE * LARGE_FOR_SUBNORMAL));
    }

    private static void sqrt(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.sqrt(x[i]);
    }

    private static void add(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] + b[i];
    }

    private static void add(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] + b;
    }

    private static void subtract(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] - b[i];
    }

    private static void subtract(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a - b[i];
    }

    private static void multiply(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * b[i];
    }

    private static void multiply(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * b;
    }

    private static void divide(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] / b[i];
    }

    private static void divide(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] / b;
    }

    private static void divide(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a / b[i];
    }

    private static void max(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.max(a[i], b[i]);
    }

    private static void max(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.max(a[i], b);
    }

    private static void min(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.min(a[i], b[i]);
    }

    private static void min(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.min(a[i], b);
    }

    private static void equal(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] == b[i] ? ONE : ZERO);
    }

    private static void equal(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] == b ? ONE : ZERO);
    }

    private static void unequal(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] != b[i] ? ONE : ZERO);
    }

    private static void unequal(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] != b ? ONE : ZERO);
    }

    private static void less(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] < b[i] ? ONE : ZERO);
    }

    private static void less(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] < b ? ONE : ZERO);
    }

    private static void lessOrEqual(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] <= b[i] ? ONE : ZERO);
    }

    private static void lessOrEqual(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] <= b ? ONE : ZERO);
    }

    private static void greater(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] > b ? ONE : ZERO);
    }

    private static void greaterOrEqual(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Float.intBitsToFloat(a[i] >= b ? ONE : ZERO);
    }

    private static void tanhVjp(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * (1f - b[i] * b[i]);
    }

    private static void sigmoidVjp(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * (b[i] * (1f - b[i]));
    }

    private static void reluVjp(float[] a, float[] b, float[] out, int from, int to) {
        // by bits: a branch is guessed wrong half of the time
        for (int i = from; i < to; i++) {
            int kept = Float.floatToRawIntBits(a[i]) & noneUnlessPositive(b[i]); // long for double
            out[i] = Float.intBitsToFloat(kept);
        }
    }

    /** No bits for 0 and what is negative, all for others and NaN. */
    private static int noneUnlessPositive(float x) { // long for double
        int bits = Float.floatToRawIntBits(x); // long for double
        int size = bits & Integer.MAX_VALUE; // long for double
        int isNaN = (INFINITY - size) >> (Integer.SIZE - 1); // long for double
        int isPositive = (-size & ~bits) >> (Integer.SIZE - 1); // long for double
        return isNaN | isPositive;
    }

    private static void tanhVjp(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a * (1f - b[i] * b[i]);
    }

    private static void sigmoidVjp(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a * (b[i] * (1f - b[i]));
    }

    private static void reluVjp(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = b[i] <= 0 ? 0f : a;
    }
}
