package org.higher.internal.host.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.higher.internal.backend.Kernels.Unary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How far the approximations are from the functions, over floats of all magnitudes. */
class FloatFunctionsTest {
    /** Every so many floats are tried; prime, so that all last bits occur. */
    private static final int STRIDE = 257;

    private static final int BATCH = 1 << 16;

    /** A function, its definition in double, and the bound that {@link FloatFunctions} states. */
    static Stream<Arguments> functions() {
        return Stream.of(
                row(Unary.EXP, Math::exp, 1.1),
                row(Unary.LOG, Math::log, 1),
                row(Unary.TANH, Math::tanh, 2.6),
                row(Unary.SIGMOID, DoubleFunctions::sigmoid, 2.5),
                row(Unary.SOFTPLUS, DoubleFunctions::softplus, 2.5),
                row(Unary.ERF, ErrorFunction::of, 0.51),
                row(Unary.SIN, Math::sin, 0.51),
                row(Unary.COS, Math::cos, 0.51));
    }

    private static Arguments row(Unary f, DoubleUnaryOperator exact, double ulps) {
        return Arguments.of(f, exact, ulps);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void errorsStayWithinTheStatedBound(Unary f, DoubleUnaryOperator exact, double ulps) {
        float[] x = new float[BATCH];
        float[] y = new float[BATCH];
        double worst = 0;
        float worstAt = 0;
        for (long first = Integer.MIN_VALUE;
                first < Integer.MAX_VALUE;
                first += (long) BATCH * STRIDE) {
            for (int i = 0; i < BATCH; i++) {
                x[i] =
                        Float.intBitsToFloat(
                                (int) Math.min(first + (long) i * STRIDE, Integer.MAX_VALUE));
            }
            ElementwiseLoops.unary(f, x, 0, y, 0, BATCH);
            for (int i = 0; i < BATCH; i++) {
                double error = error(exact.applyAsDouble(x[i]), y[i]);
                if (!(error <= worst)) {
                    worst = error;
                    worstAt = x[i];
                }
            }
        }
        assertThat(worst).as("%s, worst at %s", f, worstAt).isBetween(ulps / 2, ulps);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void limitsAreExact(Unary f, DoubleUnaryOperator exact, double ulps) {
        float[] limits = {
            0f,
            -0f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            1e-20f,
            -1e-20f,
            -200f,
            200f
        };
        float[] y = limits.clone();

        ElementwiseLoops.unary(f, y, 0, y, 0, y.length);

        for (int i = 0; i < y.length; i++) {
            assertThat(error(exact.applyAsDouble(limits[i]), y[i]))
                    .as("%s of %s: %s", f, limits[i], y[i])
                    .isLessThanOrEqualTo(0.51);
        }
    }

    /** In units in the last place of the float nearest to the exact value; NaN if one is NaN. */
    private static double error(double exact, float actual) {
        float nearest = (float) exact;
        if (Float.compare(nearest, actual) == 0 && !Float.isFinite(nearest)) {
            return 0;
        }
        double unit = Math.ulp(Math.min(Math.abs(nearest), Float.MAX_VALUE));
        boolean isZeroOfOtherSign = nearest == 0 && actual == 0 && 1 / nearest != 1 / actual;
        return isZeroOfOtherSign ? 1 : Math.abs(next(exact) - next(actual)) / unit;
    }

    /** Infinity as the number that follows the largest float. */
    private static double next(double x) {
        return Math.max(-0x1p128, Math.min(0x1p128, x));
    }
}
