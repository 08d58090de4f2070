package org.higher.internal.ops.linalg;

import static org.higher.internal.ops.ArithmeticOps.add;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.neg;
import static org.higher.internal.ops.ReductionOps.sum;
import static org.higher.internal.ops.ShapeOps.reshape;
import static org.higher.internal.ops.ShapeOps.transpose;
import static org.higher.internal.ops.linalg.ProductOps.mmul;
import static org.higher.internal.tape.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/**
 * Square matrices: systems of equations, inverses, determinants, the Cholesky factorization.
 *
 * <p>Source of the derivatives: Giles, Collected matrix derivative results for forward and reverse
 * mode algorithmic differentiation, 2008; of those of the Cholesky factor: Murray, Differentiation
 * of the Cholesky decomposition, arXiv 1602.07527, section 3.
 */
public final class SolveOps {
    private SolveOps() {}

    /** The solutions of a x = b, or of aᵀ x = b. */
    public static Value solve(Value a, Value b, boolean transposed) {
        Matrices.checkSystem("solve", a, b);
        return solve(a, LuFactors.of("solve", a), b, transposed);
    }

    /** The derivatives are systems with the same matrix, and so of the same factors. */
    private static Value solve(Value a, LuFactors lu, Value b, boolean transposed) {
        return op("solve", lu.solutions("solve", a, b, transposed))
                .wrt(a, (g, y) -> neg(outer(solve(a, lu, g, !transposed), y, transposed)))
                .jvp((t, y) -> neg(mmul(t, y, transposed, false)))
                .wrt(b, g -> solve(a, lu, g, !transposed))
                .jvp(t -> t)
                .jvpThrough(sum -> solve(a, lu, sum, transposed))
                .record();
    }

    /** The products s yᵀ, or their transposes. */
    private static Value outer(Value s, Value y, boolean transposed) {
        return transposed ? mmul(y, s, false, true) : mmul(s, y, false, true);
    }

    /** The solutions of t x = b, or of tᵀ x = b, for one triangle of a matrix. */
    public static Value solveTriangular(Value a, Value b, boolean upper, boolean transposed) {
        Matrices.checkSystem("solveTriangular", a, b);
        double[] elements = Matrices.elements(a);
        int n = Matrices.rows(a);
        checkDiagonal(a, elements, n);
        Array value =
                Matrices.solutions(
                        "solveTriangular",
                        a,
                        b,
                        (matrix, sides, offset, columns) ->
                                new Triangle(elements, matrix * n * n, n, upper, transposed, false)
                                        .solve(sides, offset, columns));
        return op("solveTriangular", value)
                .wrt(
                        a,
                        (g, y) -> {
                            Value s = solveTriangular(a, g, upper, !transposed);
                            return neg(triangle(outer(s, y, transposed), upper));
                        })
                .jvp((t, y) -> neg(mmul(triangle(t, upper), y, transposed, false)))
                .wrt(b, g -> solveTriangular(a, g, upper, !transposed))
                .jvp(t -> t)
                .jvpThrough(sum -> solveTriangular(a, sum, upper, transposed))
                .record();
    }

    private static void checkDiagonal(Value a, double[] elements, int n) {
        for (int i = 0; i < Matrices.count(a) * n; i++) {
            int matrix = i / n;
            int k = i % n;
            if (elements[matrix * n * n + k * (n + 1)] == 0) {
                throw new ArithmeticException(
                        Messages.of(
                                "solveTriangular: %s is singular: element %d of its diagonal is 0;"
                                        + " it takes one triangle of the matrix, and solve all"
                                        + " of it",
                                Matrices.name(a, matrix), k));
            }
        }
    }

    /** Zeros off the triangle. */
    private static Value triangle(Value a, boolean upper) {
        int n = Matrices.rows(a);
        return mul(a, Matrices.constant(a, n, upper ? 0 : 1, 1, upper ? 1 : 0));
    }

    public static Value inverse(Value a) {
        Matrices.checkSquare("inverse", a);
        return inverse(a, LuFactors.of("inverse", a));
    }

    private static Value inverse(Value a, LuFactors lu) {
        Value identity = Matrices.constant(a, Matrices.rows(a), 0, 1, 0);
        return op("inverse", lu.solutions("inverse", a, identity, false))
                .wrt(a, (g, y) -> neg(mmul(mmul(y, g, true, false), y, false, true)))
                .jvp((t, y) -> neg(mmul(mmul(y, t, false, false), y, false, false)))
                .record();
    }

    public static Value logDet(Value a) {
        Matrices.checkSquare("logDet", a);
        LuFactors lu = LuFactors.of("logDet", a);
        int[] leads = Matrices.leads(a.shape());
        int[] factors = Matrices.shape(leads, 1, 1);
        double[] logs = lu.logDets("logDet", a);
        return op("logDet", Matrices.array(a, logs, TaskAxis.shape(a, leads)))
                .wrt(a, g -> mul(transpose(inverse(a, lu)), reshape(g, factors)))
                .jvp(t -> sum(mul(transpose(inverse(a, lu)), t), false, -2, -1))
                .record();
    }

    /**
     * The lower triangle l with l lᵀ = (a + aᵀ) / 2.
     *
     * <p>So it is a function of all elements, and its gradient is symmetric.
     */
    public static Value cholesky(Value a) {
        Matrices.checkSquare("cholesky", a);
        return op("cholesky", Matrices.array(a, CholeskyFactor.of(a), a.data().shape()))
                .wrt(
                        a,
                        (g, y) -> {
                            Value inner = half(mmul(y, triangle(g, false), true, false));
                            Value left = solveTriangular(y, inner, false, true);
                            Value both = solveTriangular(y, transpose(left), false, true);
                            return symmetric(both);
                        })
                .jvp(
                        (t, y) -> {
                            Value left = solveTriangular(y, symmetric(t), false, false);
                            Value both = solveTriangular(y, transpose(left), false, false);
                            return mmul(y, half(both), false, false);
                        })
                .record();
    }

    /** The lower triangle, with half of the diagonal. */
    private static Value half(Value a) {
        return mul(a, Matrices.constant(a, Matrices.rows(a), 1, 0.5, 0));
    }

    private static Value symmetric(Value a) {
        return mul(add(a, transpose(a)), 0.5);
    }
}
