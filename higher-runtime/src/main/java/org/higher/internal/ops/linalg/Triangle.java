package org.higher.internal.ops.linalg;

/**
 * A triangular matrix, and systems of equations with it: forward and back substitution.
 *
 * @param elements among which those of the matrix are
 * @param first where its n x n elements begin
 * @param upper which triangle counts
 * @param transposed whether the equations are those of the transpose
 * @param unit whether the diagonal counts as ones
 */
record Triangle(
        double[] elements, int first, int n, boolean upper, boolean transposed, boolean unit) {
    /**
     * Replaces right-hand sides by solutions.
     *
     * @param sides n rows, from {@code offset} on
     */
    void solve(double[] sides, int offset, int columns) {
        boolean backward = upper != transposed;
        for (int step = 0; step < n; step++) {
            int i = backward ? n - 1 - step : step;
            int row = offset + i * columns;
            for (int k = backward ? i + 1 : 0; k < (backward ? n : i); k++) {
                subtract(sides, row, at(i, k), offset + k * columns, columns);
            }
            double diagonal = unit ? 1 : at(i, i);
            for (int j = 0; j < columns; j++) {
                sides[row + j] /= diagonal;
            }
        }
    }

    private double at(int row, int column) {
        return elements[first + (transposed ? column * n + row : row * n + column)];
    }

    private static void subtract(double[] sides, int row, double factor, int other, int columns) {
        if (factor != 0) { // what does not count may be NaN
            for (int j = 0; j < columns; j++) {
                sides[row + j] -= factor * sides[other + j];
            }
        }
    }
}
