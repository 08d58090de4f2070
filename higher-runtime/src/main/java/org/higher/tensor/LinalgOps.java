package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Reduction.NORM2;
import static org.higher.tensor.Op.op;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;

/** Products of matrices and vectors. */
final class LinalgOps {
    private LinalgOps() {}

    /** The product over the last two axes of a or aᵀ with b or bᵀ; leading axes broadcast. */
    static Tensor mmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        if (Numbers.meet(a, b)) {
            return mmul(Numbers.beside(b, a), Numbers.beside(a, b), transposeA, transposeB);
        }
        checkProduct("mmul", a, b, transposeA, transposeB);
        Array left = TaskAxis.beside(b, a);
        Array right = TaskAxis.beside(a, b);
        return op("mmul", a.kernels().matmul(left, right, transposeA, transposeB))
                .wrt(
                        a,
                        g ->
                                transposeA
                                        ? mmul(b, g, transposeB, true)
                                        : mmul(g, b, false, !transposeB))
                .wrt(
                        b,
                        g ->
                                transposeB
                                        ? mmul(g, a, true, transposeA)
                                        : mmul(a, g, !transposeA, false))
                .record();
    }

    /** The product of x with the transposed weight, plus a bias that is the same for every row. */
    static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        if (Numbers.meet(x, weight) || Numbers.meet(x, bias)) {
            List<Tensor> typed = Numbers.together(List.of(x, weight, bias));
            return linear(typed.get(0), typed.get(1), typed.get(2));
        }
        checkProduct("linear", x, weight, false, true);
        Checks.together("linear", x, bias);
        Checks.together("linear", weight, bias);
        int[] outputs = weight.shapeRef();
        if (bias.rank() != 1 || bias.size(0) != outputs[outputs.length - 2]) {
            throw new IllegalArgumentException(
                    Text.of(
                            "linear: the bias %s must have one element for each of the outputs of"
                                    + " the weight %s",
                            bias.shapeRef(), outputs));
        }
        Array rows = TaskAxis.withRank(bias, Math.max(x.rank(), weight.rank()));
        Array left = TaskAxis.beside(weight, x);
        Array right = TaskAxis.beside(x, weight);
        return op("linear", x.kernels().matmul(left, right, false, true, rows))
                .wrt(x, g -> mmul(g, weight, false, false))
                .wrt(weight, g -> mmul(g, x, true, false))
                .wrt(bias, g -> g)
                .record();
    }

    static Tensor dot(Tensor a, Tensor b) {
        if (Numbers.meet(a, b)) {
            return dot(Numbers.beside(b, a), Numbers.beside(a, b));
        }
        Checks.together("dot", a, b);
        if (!Arrays.equals(a.shapeRef(), b.shapeRef())) {
            throw new IllegalArgumentException(
                    Text.of(
                            "dot: shapes differ: %s and %s; reshape one, or use mmul",
                            a.shapeRef(), b.shapeRef()));
        }
        return a.mul(b).sum();
    }

    /** Where the norm is 0, so is the factor of the direction, and with it every derivative. */
    static Tensor norm2(Tensor a, int... axes) {
        int[] over = Checks.axes("norm2", a, axes);
        int[] shape = a.shapeRef();
        return op("norm2", a.kernels().reduce(NORM2, a.data(), TaskAxis.axes(a, over), false))
                .wrt(
                        a,
                        (g, y) -> {
                            Tensor zero = y.eq(0);
                            Tensor length = Tensor.where(zero, y.constant(1), y);
                            Tensor factor = Tensor.where(zero, g.constant(0), g);
                            return a.div(ReductionOps.kept(length, shape, over))
                                    .mul(ReductionOps.kept(factor, shape, over));
                        })
                .record();
    }

    private static void checkProduct(
            String op, Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        Checks.together(op, a, b);
        int[] left = a.shapeRef();
        int[] right = b.shapeRef();
        if (left.length < 2 || right.length < 2) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: %s x %s: both need two axes or more; reshape vectors to one row or"
                                    + " column",
                            op, left, right));
        }
        int inner = left[left.length - (transposeA ? 2 : 1)];
        if (inner != right[right.length - (transposeB ? 1 : 2)]) {
            throw new IllegalArgumentException(
                    Text.of(
                            "%s: inner dimensions differ: %s%s x %s%s",
                            op,
                            left,
                            transposeA ? " transposed" : "",
                            right,
                            transposeB ? " transposed" : ""));
        }
        if (!Shapes.canBroadcast(
                Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2))) {
            throw new IllegalArgumentException(
                    Text.of("%s: leading axes do not broadcast: %s x %s", op, left, right));
        }
        checkSize(
                op,
                a,
                b,
                left[left.length - (transposeA ? 1 : 2)],
                right[right.length - (transposeB ? 2 : 1)]);
    }

    private static void checkSize(String op, Tensor a, Tensor b, int rows, int columns) {
        if ((long) a.data().size() * b.data().size() <= Integer.MAX_VALUE) {
            return;
        }
        int[] left = a.shapeRef();
        int[] right = b.shapeRef();
        int[] batch =
                Shapes.broadcast(
                        Arrays.copyOf(left, left.length - 2),
                        Arrays.copyOf(right, right.length - 2));
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = rows;
        shape[batch.length + 1] = columns;
        Shapes.size(op, TaskAxis.shape(a.tasks() == null ? b : a, shape));
    }
}
