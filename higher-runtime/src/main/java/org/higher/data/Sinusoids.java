package org.higher.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Sine curves as regression tasks: y = a sin(x + b).
 *
 * <p>Amplitudes a are uniform on [0.1, 5], phases b on [0, π], and inputs x on [-5, 5] (Finn,
 * Abbeel and Levine 2017, arXiv 1703.03400, section 5.1).
 *
 * <p>Immutable; each setting yields another source.
 */
public final class Sinusoids implements TaskSource<Sinusoids.Sinusoid> {
    private static final String OWNER = "Sinusoids";
    private static final double MIN_AMPLITUDE = 0.1;
    private static final double MAX_AMPLITUDE = 5;
    private static final double MOST_INPUT = 5;

    private final int shots;
    private final int queries;
    private final long seed;

    private Sinusoids(int shots, int queries, long seed) {
        this.shots = shots;
        this.queries = queries;
        this.seed = seed;
    }

    /**
     * A curve, and points on it.
     *
     * @param amplitude a of a sin(x + b)
     * @param phase b of a sin(x + b), in radians
     * @param support points of shape [shots, 1]
     * @param query points of shape [queries, 1]
     */
    public record Sinusoid(double amplitude, double phase, Points support, Points query)
            implements Task<Points> {
        /** Checks that there are points. */
        public Sinusoid {
            Arguments.nonNull("Sinusoid", support, "support set");
            Arguments.nonNull("Sinusoid", query, "query set");
        }
    }

    /** 10 shots, 10 queries, and seed 0, until it is said otherwise. */
    public static Sinusoids of() {
        return new Sinusoids(10, 10, 0);
    }

    /** How many points the support set has; at least 1. */
    public Sinusoids shots(int k) {
        return new Sinusoids(Draws.atLeast(OWNER, 1, k, "shots"), queries, seed);
    }

    /** How many points the query set has; at least 1. */
    public Sinusoids queries(int q) {
        return new Sinusoids(shots, Draws.atLeast(OWNER, 1, q, "queries"), seed);
    }

    /** Where all random numbers come from. */
    public Sinusoids seed(long s) {
        return new Sinusoids(shots, queries, s);
    }

    @Override
    public List<Sinusoid> batch(long step, int count) {
        Draws.atLeast(OWNER, 1, count, "tasks");
        RandomGenerator random = Draws.of(seed, step);
        List<Sinusoid> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            double amplitude = random.nextDouble(MIN_AMPLITUDE, MAX_AMPLITUDE);
            double phase = random.nextDouble(0, Math.PI);
            tasks.add(
                    new Sinusoid(
                            amplitude,
                            phase,
                            points(amplitude, phase, shots, random),
                            points(amplitude, phase, queries, random)));
        }
        return tasks;
    }

    private static Points points(
            double amplitude, double phase, int count, RandomGenerator random) {
        float[] x = new float[count];
        float[] y = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextDouble(-MOST_INPUT, MOST_INPUT);
            y[i] = (float) (amplitude * Math.sin(x[i] + phase));
        }
        return Points.of(Tensor.of(x, count, 1), Tensor.of(y, count, 1));
    }
}
