package org.higher.internal.nn;

import java.util.random.RandomGenerator;

/** Random matrices whose rows, or columns if they are fewer, are orthonormal. */
public final class Orthonormal {
    private Orthonormal() {}

    /** Row-major; uniform over all such matrices. */
    public static double[] draw(int rows, int columns, RandomGenerator random) {
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            do {
                for (int k = 0; k < length; k++) {
                    vectors[i][k] = random.nextGaussian();
                }
            } while (!normalized(vectors, i));
        }
        double[] matrix = new double[rows * columns];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < length; k++) {
                matrix[rows <= columns ? i * columns + k : k * columns + i] = vectors[i][k];
            }
        }
        return matrix;
    }

    /** Gram-Schmidt, twice over, so that rounding does not matter; false if nothing remains. */
    private static boolean normalized(double[][] vectors, int last) {
        double[] v = vectors[last];
        double before = Math.sqrt(dot(v, v));
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < last; i++) {
                add(v, -dot(v, vectors[i]), vectors[i]);
            }
        }
        double norm = Math.sqrt(dot(v, v));
        if (norm < 1e-6 * before || norm == 0) {
            return false;
        }
        for (int k = 0; k < v.length; k++) {
            v[k] /= norm;
        }
        return true;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * what[k];
        }
    }
}
