package org.higher.internal.ops.linalg;

import java.util.Arrays;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/**
 * The Cholesky factorization of positive definite matrices, in double precision.
 *
 * <p>It is that of the symmetric part. A pivot has to be above the rounding errors of the terms
 * that it was computed from. The factor of a matrix with elements that are not finite is NaN.
 *
 * <p>Source: Golub and Van Loan, Matrix Computations, 4th edition, section 4.2.
 */
final class CholeskyFactor {
    /** How far elements may be from those of the transpose, relative to the diagonal. */
    private static final double ASYMMETRY = 1e-3;

    private final Value a;
    private final int n;
    private final double[] elements;
    private final double rounding;

    private CholeskyFactor(Value a) {
        this.a = a;
        this.n = Matrices.rows(a);
        this.elements = Matrices.elements(a);
        this.rounding = Matrices.rounding(a);
    }

    /**
     * The lower triangles, with zeros above the diagonal.
     *
     * @throws ArithmeticException if a matrix is not symmetric, or not positive definite
     */
    static double[] of(Value a) {
        CholeskyFactor factor = new CholeskyFactor(a);
        int size = factor.n * factor.n;
        for (int matrix = 0; matrix < Matrices.count(a); matrix++) {
            double[] one = Arrays.copyOfRange(factor.elements, matrix * size, (matrix + 1) * size);
            if (Arrays.stream(one).allMatch(Double::isFinite)) {
                factor.checkSymmetry(matrix);
                factor.factorize(matrix);
            } else {
                Arrays.fill(factor.elements, matrix * size, (matrix + 1) * size, Double.NaN);
            }
            factor.clearAbove(matrix);
        }
        return factor.elements;
    }

    private int place(int matrix, int row, int column) {
        return (matrix * n + row) * n + column;
    }

    private void checkSymmetry(int matrix) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double below = elements[place(matrix, i, j)];
                double above = elements[place(matrix, j, i)];
                double size =
                        Math.sqrt(
                                Math.abs(
                                        elements[place(matrix, i, i)]
                                                * elements[place(matrix, j, j)]));
                if (Math.abs(below - above) > ASYMMETRY * size) {
                    throw new ArithmeticException(
                            Messages.of(
                                    "cholesky: %s is not symmetric: element [%d, %d] is %s, and"
                                            + " [%d, %d] is %s; take its symmetric part, as in"
                                            + " a.add(a.transpose()).div(2)",
                                    Matrices.name(a, matrix), i, j, below, j, i, above));
                }
            }
        }
    }

    /** In place, row by row; above the diagonal stay the elements of the matrix. */
    private void factorize(int matrix) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = (elements[place(matrix, i, j)] + elements[place(matrix, j, i)]) / 2;
                double size = Math.abs(rest);
                for (int k = 0; k < j; k++) {
                    double term = elements[place(matrix, i, k)] * elements[place(matrix, j, k)];
                    rest -= term;
                    size += Math.abs(term);
                }
                if (i == j && rest <= rounding * size) {
                    throw new ArithmeticException(
                            Messages.of(
                                    "cholesky: %s is not positive definite: pivot %d is %s; add a"
                                            + " ridge to its diagonal, as in"
                                            + " a.add(Tensor.eye(a.dtype(), %d).mul(1e-3))",
                                    Matrices.name(a, matrix), i, rest, n));
                }
                elements[place(matrix, i, j)] =
                        i == j ? Math.sqrt(rest) : rest / elements[place(matrix, j, j)];
            }
        }
    }

    private void clearAbove(int matrix) {
        for (int i = 0; i < n; i++) {
            Arrays.fill(elements, place(matrix, i, i) + 1, place(matrix, i, 0) + n, 0);
        }
    }
}
