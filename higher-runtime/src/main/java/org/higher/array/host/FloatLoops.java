package org.higher.array.host;

import org.higher.array.Kernels.Binary;
import org.higher.array.Kernels.Unary;

/**
 * The scalar functions over {@code float[]}: one small method for each, so that the JIT vectorises
 * it.
 *
 * <p>HotSpot vectorises a loop on the heap only if all its arrays are read and written at the same
 * index: at different ones, an element written might be one that is read next. So every loop here
 * runs over one range [from, to) of all its arrays, and an operand that lies elsewhere is copied to
 * that range of {@code out} first, which takes a fraction of the time that it saves.
 */
final class FloatLoops {
    /** Elements of an operand that are moved at a time where they find no room in the result. */
    private static final int BLOCK = 512;

    private FloatLoops() {}

    /** Writes f(x) of n neighbours to {@code out}, which may be {@code x} at the same place. */
    static void unary(Unary f, float[] x, int xi, float[] out, int oi, int n) {
        float[] from = aligned(x, xi, out, oi, n);
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
            case RELU -> max(from, 0f, out, oi, to);
            case SOFTPLUS -> softplus(from, out, oi, to);
            case SQUARE -> multiply(from, from, out, oi, to);
            case RECIPROCAL -> divide(1f, from, out, oi, to);
            case IS_ZERO -> equal(from, 0f, out, oi, to);
            case IS_POSITIVE -> greater(from, 0f, out, oi, to);
        }
    }

    /** Writes f(a, b) of n neighbours to {@code out}, which may be either at the same place. */
    static void binary(Binary f, float[] a, int ai, float[] b, int bi, float[] out, int oi, int n) {
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
    static void binary(Binary f, float[] a, int ai, float b, float[] out, int oi, int n) {
        float[] from = aligned(a, ai, out, oi, n);
        int to = oi + n;
        switch (f) {
            case ADD -> add(from, b, out, oi, to);
            case SUB -> add(from, -b, out, oi, to);
            case MUL -> multiply(from, b, out, oi, to);
            case DIV -> divide(from, b, out, oi, to);
            case POW -> power(from, b, out, oi, to);
            case MAX -> max(from, b, out, oi, to);
            case MIN -> min(from, b, out, oi, to);
            case EQ -> equal(from, b, out, oi, to);
            case NE -> unequal(from, b, out, oi, to);
            case LT -> less(from, b, out, oi, to);
            case LE -> lessOrEqual(from, b, out, oi, to);
            case GT -> greater(from, b, out, oi, to);
            case GE -> greaterOrEqual(from, b, out, oi, to);
        }
    }

    /** Writes f(a, b) of a number and n neighbours to {@code out}, which may be {@code b}. */
    static void binary(Binary f, float a, float[] b, int bi, float[] out, int oi, int n) {
        float[] from = aligned(b, bi, out, oi, n);
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
        }
    }

    /** Writes {@code a} where {@code c} is not 0, else {@code b}; any may be {@code out}. */
    static void select(
            float[] c, int ci, float[] a, int ai, float[] b, int bi, float[] out, int oi, int n) {
        for (int i = 0; i < n; i++) {
            out[oi + i] = c[ci + i] != 0 ? a[ai + i] : b[bi + i];
        }
    }

    private static void binary(Binary f, float[] a, float[] b, float[] out, int from, int to) {
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

    private static void sign(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.signum(x[i]);
    }

    private static void exp(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.exp(x[i]);
    }

    private static void log(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.log(x[i]);
    }

    private static void sqrt(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.sqrt(x[i]);
    }

    private static void sin(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.sin(x[i]);
    }

    private static void cos(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.cos(x[i]);
    }

    private static void tanh(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.tanh(x[i]);
    }

    private static void sigmoid(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) DoubleLoops.sigmoid(x[i]);
    }

    private static void softplus(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) DoubleLoops.softplus(x[i]);
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

    private static void power(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.pow(a[i], b[i]);
    }

    private static void power(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.pow(a[i], b);
    }

    private static void power(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = (float) Math.pow(a, b[i]);
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
        for (int i = from; i < to; i++) out[i] = a[i] == b[i] ? 1f : 0f;
    }

    private static void equal(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] == b ? 1f : 0f;
    }

    private static void unequal(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] != b[i] ? 1f : 0f;
    }

    private static void unequal(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] != b ? 1f : 0f;
    }

    private static void less(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] < b[i] ? 1f : 0f;
    }

    private static void less(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] < b ? 1f : 0f;
    }

    private static void lessOrEqual(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] <= b[i] ? 1f : 0f;
    }

    private static void lessOrEqual(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] <= b ? 1f : 0f;
    }

    private static void greater(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] > b ? 1f : 0f;
    }

    private static void greaterOrEqual(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = a[i] >= b ? 1f : 0f;
    }
}
