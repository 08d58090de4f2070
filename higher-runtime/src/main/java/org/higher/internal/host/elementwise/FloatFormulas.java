package org.higher.internal.host.elementwise;

import org.higher.internal.host.memory.AlsoForDouble;

/**
 * The scalar functions of floats, each named as its constant of {@code Kernels}: {@link LoopWriter}
 * writes loops that call them, which the JIT inlines.
 *
 * <p>None has a branch, as the JIT vectorises none; where a choice can't be avoided it is one
 * between integers, which becomes a move. One between floats becomes a jump, which costs fifteen
 * times as much where it can't be foretold.
 *
 * <p>Those that differ for doubles are in {@link FloatFunctions} and {@link DoubleFunctions}.
 */
@AlsoForDouble
final class FloatFormulas {
    private static final int ONE = Float.floatToRawIntBits(1); // long for double

    private static final int ZERO = 0; // long for double

    private static final int INFINITY = // long for double
            Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /** By both, any positive number times them is 1 or more. */
    private static final float LARGE = 2 / Float.MIN_NORMAL;

    private static final float LARGE_FOR_SUBNORMAL = Float.MIN_NORMAL / Float.MIN_VALUE;

    private FloatFormulas() {}

    static float neg(float x) {
        return -x;
    }

    static float abs(float x) {
        return Math.abs(x);
    }

    /** Math.signum, which is not vectorised: blown up and clamped. */
    static float sign(float x) {
        return Math.max(-1f, Math.min(1f, x * LARGE * LARGE_FOR_SUBNORMAL));
    }

    static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    static float relu(float x) {
        return Math.max(x, 0f);
    }

    static float square(float x) {
        return x * x;
    }

    static float reciprocal(float x) {
        return 1f / x;
    }

    static float add(float a, float b) {
        return a + b;
    }

    static float sub(float a, float b) {
        return a - b;
    }

    static float mul(float a, float b) {
        return a * b;
    }

    static float div(float a, float b) {
        return a / b;
    }

    static float max(float a, float b) {
        return Math.max(a, b);
    }

    static float min(float a, float b) {
        return Math.min(a, b);
    }

    static float eq(float a, float b) {
        return Float.intBitsToFloat(a == b ? ONE : ZERO);
    }

    static float ne(float a, float b) {
        return Float.intBitsToFloat(a != b ? ONE : ZERO);
    }

    static float lt(float a, float b) {
        return Float.intBitsToFloat(a < b ? ONE : ZERO);
    }

    static float le(float a, float b) {
        return Float.intBitsToFloat(a <= b ? ONE : ZERO);
    }

    static float gt(float a, float b) {
        return Float.intBitsToFloat(a > b ? ONE : ZERO);
    }

    static float ge(float a, float b) {
        return Float.intBitsToFloat(a >= b ? ONE : ZERO);
    }

    static float tanhVjp(float a, float b) {
        return a * (1f - b * b);
    }

    static float sigmoidVjp(float a, float b) {
        return a * (b * (1f - b));
    }

    /** {@code b <= 0 ? 0 : a}, by bits. */
    static float reluVjp(float a, float b) {
        int bits = Float.floatToRawIntBits(b); // long for double
        int size = bits & Integer.MAX_VALUE; // long for double
        int isNaN = (INFINITY - size) >> (Integer.SIZE - 1); // long for double
        int isPositive = (-size & ~bits) >> (Integer.SIZE - 1); // long for double
        int kept = Float.floatToRawIntBits(a) & (isNaN | isPositive); // long for double
        return Float.intBitsToFloat(kept);
    }

    /** {@code a} where the condition is not 0, else {@code b}. */
    static float choose(float condition, float a, float b) {
        // without the sign, so that 0 is false, too, where it is negative
        int isTrue = Float.floatToRawIntBits(condition) << 1; // long for double
        int left = Float.floatToRawIntBits(a); // long for double
        int right = Float.floatToRawIntBits(b); // long for double
        return Float.intBitsToFloat(isTrue != 0 ? left : right);
    }
}
