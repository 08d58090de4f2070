package org.higher.array.host;

import java.util.Arrays;
import org.higher.array.Kernels.Binary;
import org.higher.array.Kernels.Unary;

/**
 * The scalar functions over {@code double[]}: one small method for each, so that the JIT vectorises
 * it.
 *
 * <p>The mirror of {@link FloatLoops}, which says why the loops look as they do.
 */
final class DoubleLoops {
    /** Elements of an operand that are moved at a time where they find no room in the result. */
    private static final int BLOCK = 512;

    /**
     * What comparisons choose from: the JIT compiles a choice between doubles to a jump, which
     * costs fifteen times as much where it cannot be foretold, but one between integers to a move.
     */
    private static final long ONE = Double.doubleToRawLongBits(1);

    private static final long ZERO = 0;

    private DoubleLoops() {}

    /** Writes f(x) of n neighbours to {@code out}, which may be {@code x} at the same place. */
    static void unary(Unary f, double[] x, int xi, double[] out, int oi, int n) {
        double[] from = aligned(x, xi, out, oi, n);
        int to = oi + n;
        switch (f) {
            case NEG -> negate(from, out, oi, to);
            case ABS -> abs(from, out, oi, to);
            case SIGN -> sign(from, out, oi, to);
            case EXP -> exp(from, out, oi, to);
            case LOG -> log(from, out, oi, to);
            case SQRT -> sqrt(from, out, oi, to);
            case SIN -> sin(from, out, oi, to);
            case COS -> cos(from, out, oi, to);
            case TANH -> tanh(from, out, oi, to);
            case SIGMOID -> sigmoid(from, out, oi, to);
            case RELU -> max(from, 0.0, out, oi, to);
            case SOFTPLUS -> softplus(from, out, oi, to);
            case ERF -> erf(from, out, oi, to);
            case SQUARE -> multiply(from, from, out, oi, to);
            case RECIPROCAL -> divide(1.0, from, out, oi, to);
            case IS_ZERO -> equal(from, 0.0, out, oi, to);
            case IS_POSITIVE -> greater(from, 0.0, out, oi, to);
        }
    }

    /** Writes f(a, b) of n neighbours to {@code out}, which may be either at the same place. */
    static void binary(
            Binary f, double[] a, int ai, double[] b, int bi, double[] out, int oi, int n) {
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
    static void binary(Binary f, double[] a, int ai, double b, double[] out, int oi, int n) {
        double[] from = aligned(a, ai, out, oi, n);
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
                    power(from, b, out, oi, to);
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
            case TANH_VJP -> multiply(from, 1.0 - b * b, out, oi, to);
            case SIGMOID_VJP -> multiply(from, b * (1.0 - b), out, oi, to);
            case RELU_VJP -> {
                if (!(b <= 0)) {
                    multiply(from, 1.0, out, oi, to);
                } else {
                    Arrays.fill(out, oi, to, 0.0);
                }
            }
        }
    }

    /** Writes f(a, b) of a number and n neighbours to {@code out}, which may be {@code b}. */
    static void binary(Binary f, double a, double[] b, int bi, double[] out, int oi, int n) {
        double[] from = aligned(b, bi, out, oi, n);
        int to = oi + n;
        switch (f) {
            case ADD -> add(from, a, out, oi, to);
            case SUB -> subtract(a, from, out, oi, to);
            case MUL -> multiply(from, a, out, oi, to);
            case DIV -> divide(a, from, out, oi, to);
            case POW -> power(a, from, out, oi, to);
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
    static void select(
            double[] c,
            int ci,
            double[] a,
            int ai,
            double[] b,
            int bi,
            double[] out,
            int oi,
            int n) {
        for (int i = 0; i < n; i++) {
            long isTrue = Double.doubleToRawLongBits(c[ci + i]) << 1; // without the sign
            long left = Double.doubleToRawLongBits(a[ai + i]);
            long right = Double.doubleToRawLongBits(b[bi + i]);
            out[oi + i] = Double.longBitsToDouble(isTrue != 0 ? left : right);
        }
    }

    /** Transposes a matrix, eight rows at a time, which are written as neighbours. */
    static void transpose(double[] x, double[] out, int at, int rows, int columns) {
        int row = 0;
        for (; row + 7 < rows; row += 8) {
            int from = at + row * columns;
            int to = at + row;
            for (int j = 0; j < columns; j++) {
                out[to] = x[from];
                out[to + 1] = x[from + columns];
                out[to + 2] = x[from + 2 * columns];
                out[to + 3] = x[from + 3 * columns];
                out[to + 4] = x[from + 4 * columns];
                out[to + 5] = x[from + 5 * columns];
                out[to + 6] = x[from + 6 * columns];
                out[to + 7] = x[from + 7 * columns];
                from++;
                to += rows;
            }
        }
        for (; row < rows; row++) {
            for (int j = 0; j < columns; j++) {
                out[at + j * rows + row] = x[at + row * columns + j];
            }
        }
    }

    private static void binary(Binary f, double[] a, double[] b, double[] out, int from, int to) {
        switch (f) {
            case ADD -> add(a, b, out, from, to);
            case SUB -> subtract(a, b, out, from, to);
            case MUL -> multiply(a, b, out, from, to);
            case DIV -> divide(a, b, out, from, to);
            case POW -> power(a, b, out, from, to);
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
    private static double[] aligned(double[] x, int xi, double[] out, int oi, int n) {
        if (xi == oi) {
            return x;
        }
        System.arraycopy(x, xi, out, oi, n);
        return out;
    }

    /** By way of short arrays where neither operand can be copied to the result. */
    private static void inBlocks(
            Binary f, double[] a, int ai, double[] b, int bi, double[] out, int oi, int n) {
        double[] left = new double[Math.min(n, BLOCK)];
        double[] right = new double[left.length];
        for (int at = 0; at < n; at += BLOCK) {
            int length = Math.min(BLOCK, n - at);
            System.arraycopy(a, ai + at, left, 0, length);
            System.arraycopy(b, bi + at, right, 0, length);
            binary(f, left, right, left, 0, length);
            System.arraycopy(left, 0, out, oi + at, length);
        }
    }

    private static void negate(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = -x[i];
    }

    private static void abs(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.abs(x[i]);
    }

    /** Math.signum, which is not vectorised: blown up and clamped. */
    private static void sign(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++)
            out[i] = Math.max(-1.0, Math.min(1.0, x[i] * 0x1p1023 * 0x1p52));
    }

    private static void exp(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.exp(x[i]);
    }

    private static void log(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.log(x[i]);
    }

    private static void sqrt(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.sqrt(x[i]);
    }

    static void sin(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.sin(x[i]);
    }

    static void cos(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.cos(x[i]);
    }

    private static void tanh(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.tanh(x[i]);
    }

    private static void sigmoid(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = sigmoid(x[i]);
    }

    private static void softplus(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = softplus(x[i]);
    }

    static void erf(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = ErrorFunction.of(x[i]);
    }

    private static void add(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] + b[i];
    }

    private static void add(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] + b;
    }

    private static void subtract(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] - b[i];
    }

    private static void subtract(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a - b[i];
    }

    private static void multiply(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * b[i];
    }

    private static void multiply(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * b;
    }

    private static void divide(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] / b[i];
    }

    private static void divide(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] / b;
    }

    private static void divide(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a / b[i];
    }

    static void power(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = power(a[i], b[i]);
    }

    static void power(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = power(a[i], b);
    }

    static void power(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = power(a, b[i]);
    }

    /** A square is one, whichever loop it is in: Math.pow may be off by a unit. */
    private static double power(double a, double b) {
        return b == 2 ? a * a : Math.pow(a, b);
    }

    private static void max(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.max(a[i], b[i]);
    }

    private static void max(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.max(a[i], b);
    }

    private static void min(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.min(a[i], b[i]);
    }

    private static void min(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.min(a[i], b);
    }

    private static void equal(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] == b[i] ? ONE : ZERO);
    }

    private static void equal(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] == b ? ONE : ZERO);
    }

    private static void unequal(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] != b[i] ? ONE : ZERO);
    }

    private static void unequal(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] != b ? ONE : ZERO);
    }

    private static void less(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] < b[i] ? ONE : ZERO);
    }

    private static void less(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] < b ? ONE : ZERO);
    }

    private static void lessOrEqual(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] <= b[i] ? ONE : ZERO);
    }

    private static void lessOrEqual(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] <= b ? ONE : ZERO);
    }

    private static void greater(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] > b ? ONE : ZERO);
    }

    private static void greaterOrEqual(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Double.longBitsToDouble(a[i] >= b ? ONE : ZERO);
    }

    /** 1 / (1 + e^-x), from the exponential that cannot overflow. */
    static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** log(1 + e^x), from the exponential that cannot overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static void tanhVjp(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * (1.0 - b[i] * b[i]);
    }

    private static void sigmoidVjp(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] * (b[i] * (1.0 - b[i]));
    }

    private static void reluVjp(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = b[i] <= 0 ? 0.0 : a[i];
    }

    private static void tanhVjp(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a * (1.0 - b[i] * b[i]);
    }

    private static void sigmoidVjp(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a * (b[i] * (1.0 - b[i]));
    }

    private static void reluVjp(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = b[i] <= 0 ? 0.0 : a;
    }
}
