package org.higher.internal.host.convolution;

import org.higher.internal.host.memory.AlsoForDouble;

/** Max pooling of {@code float[]}; see {@link PoolingKernels}. */
@AlsoForDouble
final class FloatMaxPooling {
    private FloatMaxPooling() {}

    /**
     * Finds the largest under each of n windows of 2 x 2 side by side.
     *
     * <p>Without a branch that would be guessed wrong too often: choices between whole numbers by
     * comparisons of floats are none.
     */
    static void quarters(float[] x, int begin, int columns, int[] positions, int to, int n) {
        for (int j = 0; j < n; j++) {
            int at = begin + 2 * j;
            int below = at + columns;
            float upper = Math.max(x[at], x[at + 1]);
            float lower = Math.max(x[below], x[below + 1]);
            int inUpper = x[at] >= x[at + 1] ? at : at + 1;
            int inLower = x[below] >= x[below + 1] ? below : below + 1;
            positions[to + j] = upper >= lower ? inUpper : inLower;
            if (Float.isNaN(upper + lower)) {
                positions[to + j] = largest(x, at, columns, 2, 0, 2, 1);
            }
        }
    }

    /** The first of the largest, a NaN being larger than all numbers. */
    static int largest(
            float[] x, int begin, int step, int count, int first, int end, int dilation) {
        int best = begin + first;
        float most = x[best];
        for (int i = 0, row = begin; i < count; i++, row += step) {
            for (int at = row + first; at < row + end; at += dilation) {
                float value = x[at];
                if (!(value <= most) && !Float.isNaN(most)) {
                    most = value;
                    best = at;
                }
            }
        }
        return best;
    }

    /** Writes max(a x + c, 0) of n neighbours to the first places of another array. */
    static void relu(float[] x, int at, float a, float c, float[] out, int n) {
        System.arraycopy(x, at, out, 0, n); // what is read elsewhere than written is not vectorised
        for (int i = 0; i < n; i++) out[i] = Math.max(a * out[i] + c, 0f);
    }

    /** Replaces each p of n neighbours by a p + b y + c. */
    static void affine(float[] p, int at, int n, float a, float b, float[] y, float c) {
        for (int i = at; i < at + n; i++) p[i] = a * p[i] + c + b * y[i];
    }

    /** Adds n elements at their positions. */
    static void place(float[] from, int[] positions, int at, int n, float[] to) {
        for (int i = at; i < at + n; i++) to[positions[i]] += from[i];
    }

    static void pick(float[] from, int[] positions, float[] to) {
        for (int i = 0; i < positions.length; i++) to[i] = from[positions[i]];
    }

    static void place(float[] from, int[] positions, float[] to) {
        for (int i = 0; i < positions.length; i++) to[positions[i]] += from[i];
    }
}
