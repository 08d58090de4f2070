package org.higher.data;

import java.util.random.RandomGenerator;

/**
 * A polyline in the unit square.
 *
 * @param points x and y of each point in turn
 */
record Sign(double[] points) {
    /** How far a hand moves a point, one standard deviation. */
    private static final double TREMOR = 0.05;

    /** Half of a stroke's width, where ink ends. */
    private static final double PEN = 0.06;

    static Sign draw(RandomGenerator random) {
        double[] points = new double[2 * random.nextInt(4, 7)];
        for (int i = 0; i < points.length; i++) {
            points[i] = random.nextDouble(0.1, 0.9);
        }
        return new Sign(points);
    }

    Sign byAnotherHand(RandomGenerator random) {
        double[] moved = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            moved[i] = points[i] + TREMOR * random.nextGaussian();
        }
        return new Sign(moved);
    }

    /** Ink falls linearly from 1 on the line to 0 at the pen's edge. */
    float[] image(int side) {
        float[] ink = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double distance = distance((column + 0.5) / side, (row + 0.5) / side);
                ink[row * side + column] = (float) Math.max(0, 1 - distance / PEN);
            }
        }
        return ink;
    }

    private double distance(double x, double y) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 3 < points.length; i += 2) {
            nearest = Math.min(nearest, distance(x, y, i));
        }
        return nearest;
    }

    /** From the stroke that begins at a position of the array. */
    private double distance(double x, double y, int i) {
        double dx = points[i + 2] - points[i];
        double dy = points[i + 3] - points[i + 1];
        double length = dx * dx + dy * dy;
        double along = (x - points[i]) * dx + (y - points[i + 1]) * dy;
        double t = length == 0 ? 0 : Math.max(0, Math.min(1, along / length));
        return Math.hypot(x - points[i] - t * dx, y - points[i + 1] - t * dy);
    }
}
