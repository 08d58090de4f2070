package org.higher.examples.sinusoid;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.higher.tensor.Tensor;

/** One regression task: the curve y = amplitude · sin(frequency · x + phase). */
record Sinusoid(double amplitude, double frequency, double phase) {
    /** Inputs lie in [-LIMIT, LIMIT]. */
    static final double LIMIT = 5;

    /** The curve at one input. */
    double at(double x) {
        return amplitude * Math.sin(frequency * x + phase);
    }

    /** Points with inputs uniform on [-5, 5]. */
    Points sample(int count, RandomGenerator random) {
        double[] x = new double[count];
        Arrays.setAll(x, i -> LIMIT * (2 * random.nextDouble() - 1));
        return points(x);
    }

    /** Points with inputs evenly spaced from -5 to 5. */
    Points grid(int count) {
        double[] x = new double[count];
        Arrays.setAll(x, i -> LIMIT * (2.0 * i / (count - 1) - 1));
        return points(x);
    }

    private Points points(double[] x) {
        float[] inputs = new float[x.length];
        float[] targets = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            inputs[i] = (float) x[i];
            targets[i] = (float) at(x[i]);
        }
        return new Points(Tensor.of(inputs, x.length, 1), Tensor.of(targets, x.length, 1));
    }

    /**
     * Points on a curve.
     *
     * @param x inputs, shape [points, 1]
     * @param y targets, shape [points, 1]
     */
    record Points(Tensor x, Tensor y) {}
}
