package org.higher.array.host;

import org.higher.array.Kernels.Binary;
import org.higher.array.Kernels.Unary;

/**
 * The scalar functions over {@code double[]}: one plain loop each, so that the JIT can vectorise
 * it.
 *
 * <p>The mirror of {@link FloatLoops}.
 */
final class DoubleLoops {
    private DoubleLoops() {}

    /** Writes f(x) to {@code out}. */
    static void unary(Unary f, double[] x, double[] out) {
        int n = out.length;
        switch (f) {
            case NEG -> {
                for (int i = 0; i < n; i++) out[i] = -x[i];
            }
            case ABS -> {
                for (int i = 0; i < n; i++) out[i] = Math.abs(x[i]);
            }
            case SIGN -> {
                for (int i = 0; i < n; i++) out[i] = Math.signum(x[i]);
            }
            case EXP -> {
                for (int i = 0; i < n; i++) out[i] = Math.exp(x[i]);
            }
            case LOG -> {
                for (int i = 0; i < n; i++) out[i] = Math.log(x[i]);
            }
            case SQRT -> {
                for (int i = 0; i < n; i++) out[i] = Math.sqrt(x[i]);
            }
            case SIN -> {
                for (int i = 0; i < n; i++) out[i] = Math.sin(x[i]);
            }
            case COS -> {
                for (int i = 0; i < n; i++) out[i] = Math.cos(x[i]);
            }
            case TANH -> {
                for (int i = 0; i < n; i++) out[i] = Math.tanh(x[i]);
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) out[i] = sigmoid(x[i]);
            }
            case RELU -> {
                for (int i = 0; i < n; i++) out[i] = Math.max(x[i], 0.0);
            }
            case SOFTPLUS -> {
                for (int i = 0; i < n; i++) out[i] = softplus(x[i]);
            }
            case SQUARE -> {
                for (int i = 0; i < n; i++) out[i] = x[i] * x[i];
            }
            case RECIPROCAL -> {
                for (int i = 0; i < n; i++) out[i] = 1.0 / x[i];
            }
            case IS_ZERO -> {
                for (int i = 0; i < n; i++) out[i] = x[i] == 0 ? 1.0 : 0.0;
            }
            case IS_POSITIVE -> {
                for (int i = 0; i < n; i++) out[i] = x[i] > 0 ? 1.0 : 0.0;
            }
        }
    }

    /** Writes f(a, b) of n neighbours to {@code out}. */
    static void binary(
            Binary f, double[] a, int ai, double[] b, int bi, double[] out, int oi, int n) {
        switch (f) {
            case ADD -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] + b[bi + i];
            }
            case SUB -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] - b[bi + i];
            }
            case MUL -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] * b[bi + i];
            }
            case DIV -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] / b[bi + i];
            }
            case POW -> {
                for (int i = 0; i < n; i++) out[oi + i] = Math.pow(a[ai + i], b[bi + i]);
            }
            case MAX -> {
                for (int i = 0; i < n; i++) out[oi + i] = Math.max(a[ai + i], b[bi + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) out[oi + i] = Math.min(a[ai + i], b[bi + i]);
            }
            case EQ -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] == b[bi + i] ? 1.0 : 0.0;
            }
            case NE -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] != b[bi + i] ? 1.0 : 0.0;
            }
            case LT -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] < b[bi + i] ? 1.0 : 0.0;
            }
            case LE -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] <= b[bi + i] ? 1.0 : 0.0;
            }
            case GT -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] > b[bi + i] ? 1.0 : 0.0;
            }
            case GE -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] >= b[bi + i] ? 1.0 : 0.0;
            }
        }
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
}
