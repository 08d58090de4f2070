package org.higher.data;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Data by class that is generated, so that nothing needs to be downloaded. */
public final class SyntheticData {
    private static final String OWNER = "SyntheticData";

    private SyntheticData() {}

    /**
     * Gaussian clusters: a centre for each class, drawn from N(0, I), and examples around it.
     *
     * @param spread standard deviation of examples around their centre
     * @return examples of shape [dimensions]
     */
    public static LabeledData gaussianClusters(
            int classes, int perClass, int dimensions, double spread, long seed) {
        checkCounts(classes, perClass);
        Draws.atLeast(OWNER, 1, dimensions, "dimensions");
        if (!(spread >= 0 && spread < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    OWNER + ": a spread of " + spread + "; give a number of at least 0");
        }
        RandomGenerator random = new SplittableRandom(seed);
        LabeledData.Builder data = LabeledData.builder(dimensions);
        for (int c = 0; c < classes; c++) {
            double[] centre = new double[dimensions];
            for (int d = 0; d < dimensions; d++) {
                centre[d] = random.nextGaussian();
            }
            for (int i = 0; i < perClass; i++) {
                float[] example = new float[dimensions];
                for (int d = 0; d < dimensions; d++) {
                    example[d] = (float) (centre[d] + spread * random.nextGaussian());
                }
                data.add("cluster " + c, example);
            }
        }
        return data.build();
    }

    /**
     * Two spirals: two classes in the plane that wind around each other one and a half times.
     *
     * @param noise standard deviation of points around their spiral, whose radius is 1 at its end
     * @return examples of shape [2]
     */
    public static LabeledData twoSpirals(int perClass, double noise, long seed) {
        checkCounts(2, perClass);
        if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    OWNER + ": noise of " + noise + "; give a number of at least 0");
        }
        RandomGenerator random = new SplittableRandom(seed);
        LabeledData.Builder data = LabeledData.builder(2);
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < perClass; i++) {
                double radius = Math.sqrt(random.nextDouble());
                double angle = 3 * Math.PI * radius + Math.PI * c;
                data.add(
                        "spiral " + c,
                        (float) (radius * Math.cos(angle) + noise * random.nextGaussian()),
                        (float) (radius * Math.sin(angle) + noise * random.nextGaussian()));
            }
        }
        return data.build();
    }

    /**
     * Drawn signs: each class is a few strokes, each example a drawing of them by another hand.
     *
     * <p>A sign is a polyline of 4 to 6 random points; a hand moves each by about a twentieth of
     * the side. It takes the place of handwritten characters in small experiments.
     *
     * @param side rows and columns of the images, at least 8
     * @return images of shape [1, side, side], 0 for paper and 1 for ink
     */
    public static LabeledData drawnSigns(int classes, int perClass, int side, long seed) {
        checkCounts(classes, perClass);
        Draws.atLeast(OWNER, 8, side, "rows");
        RandomGenerator random = new SplittableRandom(seed);
        LabeledData.Builder data = LabeledData.builder(1, side, side);
        for (int c = 0; c < classes; c++) {
            Sign sign = Sign.draw(random);
            for (int i = 0; i < perClass; i++) {
                data.add("sign " + c, sign.byAnotherHand(random).image(side));
            }
        }
        return data.build();
    }

    private static void checkCounts(int classes, int perClass) {
        Draws.atLeast(OWNER, 1, classes, "classes");
        Draws.atLeast(OWNER, 1, perClass, "examples of a class");
    }
}
