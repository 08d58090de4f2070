package org.higher.internal.host.elementwise;

/**
 * The error function, to a few ulps.
 *
 * <p>By its Taylor series at the nearest of a grid of points, where it is computed beforehand:
 * below 1 by a series, above from its complement by a continued fraction. Source: Abramowitz and
 * Stegun, Handbook of mathematical functions, chapter 7.
 */
final class ErrorFunction {
    private static final double SQRT_PI = Math.sqrt(Math.PI);
    private static final double SCALE = 2 / SQRT_PI;

    /** Grid points for each unit. */
    private static final int DENSITY = 8;

    /** From here on the function is 1 in double. */
    private static final double END = 6;

    /** Half a grid step to the power of this, by its coefficient, is below an ulp. */
    private static final int TERMS = 14;

    /** Of the continued fraction, enough from 1 on. */
    private static final int LEVELS = 200;

    private static final double[] VALUES = new double[((int) END) * DENSITY + 1];
    private static final double[] SLOPES = new double[VALUES.length];

    static {
        for (int k = 0; k < VALUES.length; k++) {
            double x = (double) k / DENSITY;
            double power = Math.exp(-x * x); // the square is exact
            SLOPES[k] = SCALE * power;
            VALUES[k] = x < 1 ? SLOPES[k] * series(x) : 1 - power / SQRT_PI / fraction(x);
        }
    }

    private ErrorFunction() {}

    /** x + x³ 2/3 + x⁵ 4/15 ..., whose terms have one sign: Abramowitz and Stegun, 7.1.6. */
    private static double series(double x) {
        double term = x;
        double sum = 0;
        for (int n = 1; sum + term != sum; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return sum;
    }

    /** x + 1/2 / (x + 1 / (x + 3/2 / (x + ...))): Abramowitz and Stegun, 7.1.14. */
    private static double fraction(double x) {
        double value = x;
        for (int n = LEVELS; n > 0; n--) {
            value = x + 0.5 * n / value;
        }
        return value;
    }

    static double of(double x) {
        double size = Math.abs(x);
        if (!(size < END)) {
            return Double.isNaN(x) ? x : Math.copySign(1, x);
        }
        int k = (int) (size * DENSITY + 0.5);
        double at = (double) k / DENSITY;
        double h = size - at;
        // f⁽ⁿ⁺¹⁾ = -2 x f⁽ⁿ⁾ - 2 (n - 1) f⁽ⁿ⁻¹⁾, as for Hermite polynomials
        double before = 0;
        double term = SLOPES[k] * h;
        double sum = term;
        for (int n = 1; n < TERMS; n++) {
            double next = -2 * h / (n + 1) * (at * term + h * (n - 1) / n * before);
            before = term;
            term = next;
            sum += term;
        }
        return Math.copySign(VALUES[k] + sum, x);
    }
}
