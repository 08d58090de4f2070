package org.higher.array.host;

import org.higher.array.Kernels.Binary;
import org.higher.array.Kernels.Unary;

/**
 * The scalar functions over {@code float[]}: one plain loop each, so that the JIT can vectorise it.
 *
 * <p>Functions without a float form in {@link Math} are computed in double and rounded once.
 */
final class FloatLoops {
    private FloatLoops() {}

    /** Writes f(x) to {@code out}. */
    static void unary(Unary f, float[] x, float[] out) {
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
                for (int i = 0; i < n; i++) out[i] = (float) Math.exp(x[i]);
            }
            case LOG -> {
                for (int i = 0; i < n; i++) out[i] = (float) Math.log(x[i]);
            }
            case SQRT -> {
                for (int i = 0; i < n; i++) out[i] = (float) Math.sqrt(x[i]);
            }
            case SIN -> {
                for (int i = 0; i < n; i++) out[i] = (float) Math.sin(x[i]);
            }
            case COS -> {
                for (int i = 0; i < n; i++) out[i] = (float) Math.cos(x[i]);
            }
            case TANH -> {
                for (int i = 0; i < n; i++) out[i] = (float) Math.tanh(x[i]);
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) out[i] = (float) DoubleLoops.sigmoid(x[i]);
            }
            case RELU -> {
                for (int i = 0; i < n; i++) out[i] = Math.max(x[i], 0f);
            }
            case SOFTPLUS -> {
                for (int i = 0; i < n; i++) out[i] = (float) DoubleLoops.softplus(x[i]);
            }
            case SQUARE -> {
                for (int i = 0; i < n; i++) out[i] = x[i] * x[i];
            }
            case RECIPROCAL -> {
                for (int i = 0; i < n; i++) out[i] = 1f / x[i];
            }
            case IS_ZERO -> {
                for (int i = 0; i < n; i++) out[i] = x[i] == 0 ? 1f : 0f;
            }
            case IS_POSITIVE -> {
                for (int i = 0; i < n; i++) out[i] = x[i] > 0 ? 1f : 0f;
            }
        }
    }

    /** Writes f(a, b) of n neighbours to {@code out}. */
    static void binary(Binary f, float[] a, int ai, float[] b, int bi, float[] out, int oi, int n) {
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
                for (int i = 0; i < n; i++) out[oi + i] = (float) Math.pow(a[ai + i], b[bi + i]);
            }
            case MAX -> {
                for (int i = 0; i < n; i++) out[oi + i] = Math.max(a[ai + i], b[bi + i]);
            }
            case MIN -> {
                for (int i = 0; i < n; i++) out[oi + i] = Math.min(a[ai + i], b[bi + i]);
            }
            case EQ -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] == b[bi + i] ? 1f : 0f;
            }
            case NE -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] != b[bi + i] ? 1f : 0f;
            }
            case LT -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] < b[bi + i] ? 1f : 0f;
            }
            case LE -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] <= b[bi + i] ? 1f : 0f;
            }
            case GT -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] > b[bi + i] ? 1f : 0f;
            }
            case GE -> {
                for (int i = 0; i < n; i++) out[oi + i] = a[ai + i] >= b[bi + i] ? 1f : 0f;
            }
        }
    }
}
