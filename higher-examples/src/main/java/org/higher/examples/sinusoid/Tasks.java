package org.higher.examples.sinusoid;

import java.util.random.RandomGenerator;

/**
 * The distribution that tasks are drawn from.
 *
 * <p>Amplitudes are uniform on [0.1, 5] and phases on [0, π].
 *
 * @param minFrequency the smallest frequency
 * @param maxFrequency the largest; between the two it is uniform
 */
record Tasks(double minFrequency, double maxFrequency) {
    private static final double MIN_AMPLITUDE = 0.1;
    private static final double MAX_AMPLITUDE = 5;

    /** Draws a curve. */
    Sinusoid draw(RandomGenerator random) {
        return new Sinusoid(
                between(MIN_AMPLITUDE, MAX_AMPLITUDE, random),
                between(minFrequency, maxFrequency, random),
                between(0, Math.PI, random));
    }

    /** Draws a curve and random points on it. */
    Episode episode(int shots, int queries, RandomGenerator random) {
        Sinusoid task = draw(random);
        return new Episode(task, task.sample(shots, random), task.sample(queries, random));
    }

    /** Draws a curve and support points; the query points are an even grid. */
    Episode heldOut(int shots, int queries, RandomGenerator random) {
        Sinusoid task = draw(random);
        return new Episode(task, task.sample(shots, random), task.grid(queries));
    }

    private static double between(double low, double high, RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }
}
