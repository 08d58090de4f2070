package org.higher.tensor;

import static org.higher.tensor.OpRow.several;
import static org.higher.tensor.OpRow.shaped;
import static org.higher.tensor.Tensor.tensor;

import java.util.ArrayList;
import java.util.List;
import org.higher.internal.ops.linalg.SolveOps;

/** Rows of the op table for square matrices, all well-conditioned. */
final class MatrixRows {
    private MatrixRows() {}

    static List<OpRow> rows() {
        List<OpRow> rows = new ArrayList<>();
        int[][][] shapes = {
            {{3, 3}, {3, 2}},
            {{2, 3, 3}, {3, 1}},
            {{3, 1, 2, 2}, {2, 2, 3}},
            {{1, 1}, {2, 1, 1}},
            {{0, 0}, {0, 2}},
        };
        for (int i = 0; i < shapes.length; i++) {
            boolean transposed = i % 2 == 1;
            rows.add(
                    several(
                            "solve(Tensor, Tensor, boolean)",
                            3,
                            x ->
                                    tensor(
                                            SolveOps.solve(
                                                    regular(x[0]).value(),
                                                    x[1].value(),
                                                    transposed)),
                            shapes[i]));
        }
        for (int i = 0; i < 4; i++) {
            boolean upper = i % 2 == 1;
            boolean transposed = i >= 2;
            rows.add(
                    several(
                            "solveTriangular(Tensor, Tensor, boolean, boolean)",
                            3,
                            x ->
                                    tensor(
                                            SolveOps.solveTriangular(
                                                    regular(x[0]).value(),
                                                    x[1].value(),
                                                    upper,
                                                    transposed)),
                            shapes[i]));
        }
        for (int[] shape : new int[][] {{3, 3}, {2, 2, 2}, {1, 1}}) {
            rows.add(shaped("inverse(Tensor)", 3, x -> regular(x).inverse(), shape));
            rows.add(shaped("logDet(Tensor)", 3, x -> definite(x).logDet(), shape));
            rows.add(shaped("cholesky(Tensor)", 3, x -> definite(x).cholesky(), shape));
        }
        // of a matrix that is not symmetric it is that of the symmetric part
        rows.add(
                shaped(
                        "cholesky(Tensor)",
                        3,
                        x -> x.mul(1e-4).add(eye(x).mul(2)).cholesky().square(),
                        3,
                        3));
        return rows;
    }

    /** With eigenvalues away from 0. */
    private static Tensor regular(Tensor x) {
        return x.mul(0.3).add(eye(x).mul(2));
    }

    private static Tensor definite(Tensor x) {
        return x.mmulTransposed(x).mul(0.3).add(eye(x).mul(2));
    }

    private static Tensor eye(Tensor x) {
        return Tensor.eye(x.dtype(), x.size(-1));
    }
}
