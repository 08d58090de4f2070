package org.higher.internal.host.elementwise;

/** The transcendental functions of doubles, by those of {@link Math}. */
final class DoubleFunctions {
    private DoubleFunctions() {}

    static double exp(double x) {
        return Math.exp(x);
    }

    static double log(double x) {
        return Math.log(x);
    }

    static double sin(double x) {
        return Math.sin(x);
    }

    static double cos(double x) {
        return Math.cos(x);
    }

    static double tanh(double x) {
        return Math.tanh(x);
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

    static double erf(double x) {
        return ErrorFunction.of(x);
    }

    /** A square is one, whichever loop it is in: Math.pow may be off by a unit. */
    static double pow(double a, double b) {
        return b == 2 ? a * a : Math.pow(a, b);
    }
}
