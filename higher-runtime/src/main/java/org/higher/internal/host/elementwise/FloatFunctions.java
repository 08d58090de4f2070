package org.higher.internal.host.elementwise;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transcendental functions of floats, most by approximations that the JIT vectorises.
 *
 * <p>Errors are in units in the last place against the function in double, over all floats; a test
 * measures them. Infinities, NaN, zeros of either sign, overflow and gradual underflow are as in
 * {@link Math}.
 *
 * <table>
 * <caption>Error bounds</caption>
 * <tr><td>exp</td><td>1.1</td></tr>
 * <tr><td>log</td><td>1</td></tr>
 * <tr><td>tanh</td><td>2.6</td></tr>
 * <tr><td>sigmoid</td><td>2.5</td></tr>
 * <tr><td>softplus</td><td>2.5</td></tr>
 * <tr><td>sin, cos, erf, pow</td><td>0.51, by way of double</td></tr>
 * </table>
 *
 * <p>Polynomials are Chebyshev fits, rational functions minimax fits (weighted least squares,
 * reweighted by the error until that is level); both were computed with 50 digits for the relative
 * error, then rounded to float. HotSpot (17 and 25) vectorises neither conversions between integers
 * and floats nor a look at the bits, so those have loops of their own, over blocks that stay in the
 * cache: as one loop, e^x takes five times as long.
 */
public final class FloatFunctions {
    /** Elements at a time. */
    private static final int BLOCK = 512;

    /** Added to a small float, it leaves the nearest integer in the last bits: 1.5 * 2^23. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private static final float LOG2_E = 1.44269504f;

    /** Log 2 in 16 bits, so that multiples are exact, and the rest. */
    private static final float LN2_HIGH = 0.693145751953125f;

    private static final float LN2_LOW = 1.4286068203e-6f;

    /** Beyond these e^x is 0 or infinite in float. */
    private static final float EXP_MIN = -104f;

    private static final float EXP_MAX = 89f;

    /** From here on tanh is 1 in float. */
    private static final float TANH_MAX = 9.02f;

    private FloatFunctions() {}

    /**
     * The loop of a function that is not computed element by element.
     *
     * @param ofDoubles the loop of the same function of doubles
     */
    static Optional<ElementwiseLoop> loop(String function, Supplier<ElementwiseLoop> ofDoubles) {
        return switch (function) {
            case "exp" -> loop(FloatFunctions::exp);
            case "log" -> loop(FloatFunctions::log);
            case "sigmoid" -> loop(FloatFunctions::sigmoid);
            case "softplus" -> loop(FloatFunctions::softplus);
            case "sin", "cos", "erf", "pow" -> Optional.of(new LoopByDoubles(ofDoubles.get()));
            default -> Optional.empty();
        };
    }

    private interface Floats {
        void apply(float[] x, float[] out, int from, int to);
    }

    private static Optional<ElementwiseLoop> loop(Floats f) {
        return Optional.of(
                (arrays, scalars, from, to) ->
                        f.apply(floats(arrays[0]), floats(arrays[1]), from, to));
    }

    private static float[] floats(@Nullable Object array) {
        return (float[]) Objects.requireNonNull(array);
    }

    static void exp(float[] x, float[] out, int from, int to) {
        float[] block = new float[Math.min(to - from, BLOCK)];
        float[] scratch = new float[block.length];
        for (int at = from; at < to; at += BLOCK) {
            int n = Math.min(to - at, BLOCK);
            System.arraycopy(x, at, block, 0, n);
            exp(block, scratch, n);
            System.arraycopy(block, 0, out, at, n);
        }
    }

    /** 1 / (1 + e^-x), with its relative accuracy for very negative x. */
    static void sigmoid(float[] x, float[] out, int from, int to) {
        float[] block = new float[Math.min(to - from, BLOCK)];
        float[] scratch = new float[block.length];
        for (int at = from; at < to; at += BLOCK) {
            int n = Math.min(to - at, BLOCK);
            System.arraycopy(x, at, block, 0, n);
            negativeMagnitude(block, n);
            exp(block, scratch, n);
            System.arraycopy(x, at, scratch, 0, n);
            sigmoid(scratch, block, n);
            System.arraycopy(block, 0, out, at, n);
        }
    }

    /** log(1 + e^x), with its relative accuracy for very negative x. */
    static void softplus(float[] x, float[] out, int from, int to) {
        float[] block = new float[Math.min(to - from, BLOCK)];
        float[] scratch = new float[block.length];
        for (int at = from; at < to; at += BLOCK) {
            int n = Math.min(to - at, BLOCK);
            System.arraycopy(x, at, block, 0, n);
            negativeMagnitude(block, n);
            exp(block, scratch, n);
            System.arraycopy(x, at, scratch, 0, n);
            softplus(scratch, block, n);
            System.arraycopy(block, 0, out, at, n);
        }
    }

    static void log(float[] x, float[] out, int from, int to) {
        float[] block = new float[Math.min(to - from, BLOCK)];
        float[] scratch = new float[block.length];
        for (int at = from; at < to; at += BLOCK) {
            int n = Math.min(to - at, BLOCK);
            System.arraycopy(x, at, block, 0, n);
            toMantissas(block, scratch, n);
            log(block, scratch, n);
            System.arraycopy(block, 0, out, at, n);
        }
    }

    /**
     * By the half angle: with t = tanh(x / 2), it is 2 t / (1 + t^2).
     *
     * <p>What t is off vanishes near 1, where a quotient of polynomials in x would be off by six
     * units. And 2 t is x times what is 1 for tiny x.
     */
    static float tanh(float x) {
        float y = Math.max(-TANH_MAX, Math.min(TANH_MAX, x));
        float z = 0.25f * y * y;
        float p = (1.6982948e-4f * z + 0.01977318f) * z + 0.33333316f;
        float q = ((1.7533937e-4f * z + 0.022333039f) * z + 0.45931843f) * z + 1f;
        float twice = y * (1f - z * p / q);
        return twice / (1f + 0.25f * twice * twice);
    }

    /** In place: e^x = 2^k e^r, with r in +-(log 2) / 2. */
    private static void exp(float[] x, float[] scratch, int n) {
        reduce(x, scratch, n);
        scale(x, scratch, n);
    }

    /**
     * Puts e^r, times 2 to what k exceeds 2 h by, in the place of x, and h into {@code shifted}.
     *
     * <p>There h, near k / 2, still has {@link #ROUNDER}, and the excess is -1, 0 or 1.
     */
    private static void reduce(float[] x, float[] shifted, int n) {
        for (int i = 0; i < n; i++) {
            float y = Math.max(EXP_MIN, Math.min(EXP_MAX, x[i]));
            float k = (y * LOG2_E + ROUNDER) - ROUNDER;
            float s = k * 0.5f + ROUNDER;
            float excess = k - 2f * (s - ROUNDER);
            float r = (y - k * LN2_HIGH) - k * LN2_LOW;
            float q = 0.0013926919f * r + 0.0083637666f;
            q = q * r + 0.04166655f;
            q = q * r + 0.16666573f;
            q = q * r + 0.5f;
            x[i] = ((q * r * r + r) + 1f) * ((0.25f * excess + 0.75f) * excess + 1f);
            shifted[i] = s;
        }
    }

    /** Multiplies by 2^h twice, as neither 2^128 nor 2^-150 is a float. */
    private static void scale(float[] x, float[] shifted, int n) {
        for (int i = 0; i < n; i++) {
            int h = Float.floatToRawIntBits(shifted[i]) - ROUNDER_BITS;
            float power = Float.intBitsToFloat((h + 127) << 23);
            x[i] = x[i] * power * power;
        }
    }

    private static void negativeMagnitude(float[] x, int n) {
        for (int i = 0; i < n; i++) x[i] = -Math.abs(x[i]);
    }

    /** From e = e^-|x|: e / (1 + e), but 1 / (1 + e) where the step function of x is 1. */
    private static void sigmoid(float[] x, float[] e, int n) {
        for (int i = 0; i < n; i++) {
            float step = Math.max(0f, Math.min(1f, x[i] * 0x1p127f * 0x1p23f));
            e[i] = Math.max(e[i], step) / (1f + e[i]);
        }
    }

    /** From e = e^-|x|: max(x, 0) + log(1 + e), the latter as e - e^2 P(e) / Q(e). */
    private static void softplus(float[] x, float[] e, int n) {
        for (int i = 0; i < n; i++) {
            float y = e[i];
            float p = (0.031352267f * y + 0.35145113f) * y + 0.49999863f;
            float q = ((0.031352267f * y + 0.47608957f) * y + 1.3695139f) * y + 1f;
            e[i] = Math.max(x[i], 0f) + (y - y * y * p / q);
        }
    }

    /** x = 2^k m: puts m, between the root of 1/2 and that of 2, in the place of x. */
    private static void toMantissas(float[] x, float[] exponents, int n) {
        int rootOfHalf = 0x3f3504f3;
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(x[i]);
            if (bits >= 0x00800000 && bits < 0x7f800000) {
                int k = (bits - rootOfHalf) >> 23;
                x[i] = Float.intBitsToFloat(bits - (k << 23));
                exponents[i] = k;
            } else if (x[i] > 0 && x[i] < 1) {
                int scaled = Float.floatToRawIntBits(x[i] * 0x1p23f);
                int k = (scaled - rootOfHalf) >> 23;
                x[i] = Float.intBitsToFloat(scaled - (k << 23));
                exponents[i] = k - 23;
            } else {
                boolean isLimit = x[i] == 0 || x[i] > 0;
                exponents[i] = x[i] == 0 ? Float.NEGATIVE_INFINITY : x[i];
                x[i] = isLimit ? 1f : Float.NaN;
            }
        }
    }

    /**
     * In place: k log 2 + log m.
     *
     * <p>With f = m - 1 and s = f / (2 + f), log m = 2 atanh s = f - s (f - R), R = O(s^2); here f
     * - s f is written as f - (f^2 / 2 - s f^2 / 2), which loses least where f is large.
     */
    private static void log(float[] m, float[] exponents, int n) {
        for (int i = 0; i < n; i++) {
            float k = exponents[i];
            float f = m[i] - 1f;
            float s = f / (2f + f);
            float z = s * s;
            float r = z * ((0.2957995f * z + 0.3998878f) * z + 0.66666687f);
            float h = 0.5f * f * f;
            m[i] = k * LN2_HIGH - ((h - (s * (h + r) + k * LN2_LOW)) - f);
        }
    }
}
