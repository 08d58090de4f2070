package org.higher.internal.ops.linalg;

import java.util.Arrays;
import org.higher.internal.backend.Array;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/**
 * The LU factorization of square matrices with partial pivoting, in double precision.
 *
 * <p>A pivot counts as 0 if it is not above the rounding errors of the terms that it was computed
 * from, which in single precision are those of the elements. The factors of a matrix with elements
 * that are not finite are NaN.
 *
 * <p>Source: Golub and Van Loan, Matrix Computations, 4th edition, algorithm 3.4.1.
 */
final class LuFactors {
    private final int n;

    /** L below the diagonals and U from them on, of one matrix after another. */
    private final double[] factors;

    /** The row that was exchanged with each, of one matrix after another. */
    private final int[] pivots;

    private LuFactors(int n, double[] factors, int[] pivots) {
        this.n = n;
        this.factors = factors;
        this.pivots = pivots;
    }

    /**
     * Factorizes.
     *
     * @param op for messages
     * @throws ArithmeticException if a matrix is singular
     */
    static LuFactors of(String op, Value a) {
        int n = Matrices.rows(a);
        int count = Matrices.count(a);
        LuFactors lu = new LuFactors(n, Matrices.elements(a), new int[count * n]);
        for (int matrix = 0; matrix < count; matrix++) {
            int failed = lu.factorize(matrix, Matrices.rounding(a));
            if (failed >= 0) {
                throw new ArithmeticException(
                        Messages.of(
                                "%s: %s is singular: pivot %d is 0, or no more than a rounding"
                                        + " error; add a ridge to its diagonal, as in"
                                        + " a.add(Tensor.eye(a.dtype(), %d).mul(1e-3))",
                                op, Matrices.name(a, matrix), failed, n));
            }
        }
        return lu;
    }

    /** The position of a pivot that is 0; -1 if there is none. */
    private int factorize(int matrix, double rounding) {
        int first = matrix * n * n;
        double[] sizes = new double[n * n]; // of the terms of each element
        for (int i = 0; i < n * n; i++) {
            sizes[i] = Math.abs(factors[first + i]);
            if (!Double.isFinite(factors[first + i])) {
                Arrays.fill(factors, first, first + n * n, Double.NaN);
                for (int k = 0; k < n; k++) {
                    pivots[matrix * n + k] = k;
                }
                return -1;
            }
        }
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                if (Math.abs(at(first, i, k)) > Math.abs(at(first, pivot, k))) {
                    pivot = i;
                }
            }
            pivots[matrix * n + k] = pivot;
            exchange(factors, first, k, pivot);
            exchange(sizes, 0, k, pivot);
            if (Math.abs(at(first, k, k)) <= rounding * sizes[k * n + k]) {
                return k;
            }
            eliminate(first, k, sizes);
        }
        return -1;
    }

    private void eliminate(int first, int k, double[] sizes) {
        for (int i = k + 1; i < n; i++) {
            double factor = at(first, i, k) / at(first, k, k);
            factors[first + i * n + k] = factor;
            for (int j = k + 1; j < n; j++) {
                double term = factor * at(first, k, j);
                factors[first + i * n + j] -= term;
                sizes[i * n + j] += Math.abs(term);
            }
        }
    }

    private double at(int first, int row, int column) {
        return factors[first + row * n + column];
    }

    private void exchange(double[] matrix, int first, int row, int other) {
        for (int j = 0; j < n && row != other; j++) {
            double element = matrix[first + row * n + j];
            matrix[first + row * n + j] = matrix[first + other * n + j];
            matrix[first + other * n + j] = element;
        }
    }

    /** The solutions of a x = b, or of aᵀ x = b. */
    Array solutions(String op, Value a, Value b, boolean transposed) {
        return Matrices.solutions(
                op,
                a,
                b,
                (matrix, sides, offset, columns) -> {
                    if (transposed) {
                        solveTransposed(matrix, sides, offset, columns);
                    } else {
                        solve(matrix, sides, offset, columns);
                    }
                });
    }

    private void solve(int matrix, double[] sides, int offset, int columns) {
        for (int k = 0; k < n; k++) {
            exchange(sides, offset, columns, k, pivots[matrix * n + k]);
        }
        int first = matrix * n * n;
        new Triangle(factors, first, n, false, false, true).solve(sides, offset, columns);
        new Triangle(factors, first, n, true, false, false).solve(sides, offset, columns);
    }

    private void solveTransposed(int matrix, double[] sides, int offset, int columns) {
        int first = matrix * n * n;
        new Triangle(factors, first, n, true, true, false).solve(sides, offset, columns);
        new Triangle(factors, first, n, false, true, true).solve(sides, offset, columns);
        for (int k = n - 1; k >= 0; k--) {
            exchange(sides, offset, columns, k, pivots[matrix * n + k]);
        }
    }

    private static void exchange(double[] sides, int offset, int columns, int row, int other) {
        for (int j = 0; j < columns && row != other; j++) {
            double element = sides[offset + row * columns + j];
            sides[offset + row * columns + j] = sides[offset + other * columns + j];
            sides[offset + other * columns + j] = element;
        }
    }

    /**
     * The logarithms of the determinants.
     *
     * @throws ArithmeticException if one is negative
     */
    double[] logDets(String op, Value a) {
        double[] logs = new double[Matrices.count(a)];
        for (int matrix = 0; matrix < logs.length; matrix++) {
            boolean isNegative = false;
            for (int k = 0; k < n; k++) {
                double pivot = at(matrix * n * n, k, k);
                logs[matrix] += Math.log(Math.abs(pivot));
                isNegative ^= (pivot < 0) ^ (pivots[matrix * n + k] != k);
            }
            if (isNegative) {
                throw new ArithmeticException(
                        Messages.of(
                                "%s: the determinant of %s is negative, and its logarithm no real"
                                        + " number; give a matrix that is positive definite",
                                op, Matrices.name(a, matrix)));
            }
        }
        return logs;
    }
}
