package org.higher.internal.backend;

import java.util.random.RandomGenerator;

/** Pseudorandom numbers in row-major order: the same for every backend. */
public final class RandomValues {
    private RandomValues() {}

    /** Fills an array with draws that are uniform on [0, 1). */
    public static float[] uniform(float[] values, RandomGenerator random) {
        for (int i = 0; i < values.length; i++) values[i] = random.nextFloat();
        return values;
    }

    /** As {@link #uniform(float[], RandomGenerator)}. */
    public static double[] uniform(double[] values, RandomGenerator random) {
        for (int i = 0; i < values.length; i++) values[i] = random.nextDouble();
        return values;
    }

    /** Fills an array with draws of the standard normal distribution. */
    public static float[] normal(float[] values, RandomGenerator random) {
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** As {@link #normal(float[], RandomGenerator)}. */
    public static double[] normal(double[] values, RandomGenerator random) {
        for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
        return values;
    }
}
