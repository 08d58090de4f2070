package org.higher.internal.host.elementwise;

/** The transcendental functions over {@code double[]}, by those of {@link Math}. */
final class DoubleFunctions {
    private DoubleFunctions() {}

    static void exp(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.exp(x[i]);
    }

    static void log(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.log(x[i]);
    }

    static void sin(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.sin(x[i]);
    }

    static void cos(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.cos(x[i]);
    }

    static void tanh(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = Math.tanh(x[i]);
    }

    static void sigmoid(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = sigmoid(x[i]);
    }

    static void softplus(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = softplus(x[i]);
    }

    static void erf(double[] x, double[] out, int from, int to) {
        for (int i = from; i < to; i++) out[i] = ErrorFunction.of(x[i]);
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

    /** 1 / (1 + e^-x), from the exponential that cannot overflow. */
    static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** log(1 + e^x), from the exponential that cannot overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** A square is one, whichever loop it is in: Math.pow may be off by a unit. */
    private static double power(double a, double b) {
        return b == 2 ? a * a : Math.pow(a, b);
    }
}
