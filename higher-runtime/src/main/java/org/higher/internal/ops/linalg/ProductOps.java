package org.higher.internal.ops.linalg;

import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Reduction.NORM2;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ComparisonOps.compare;
import static org.higher.internal.ops.ComparisonOps.where;
import static org.higher.internal.ops.ReductionOps.kept;
import static org.higher.internal.ops.ReductionOps.sum;
import static org.higher.internal.tape.Op.op;

import java.util.Arrays;
import java.util.List;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Shapes;
import org.higher.internal.ops.Checks;
import org.higher.internal.ops.TypePromotion;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/** Linear algebra: products of matrices and vectors, norms. */
public final class ProductOps {
    private ProductOps() {}

    /** The product over the last two axes of a or aᵀ with b or bᵀ; leading axes broadcast. */
    public static Value mmul(Value a, Value b, boolean transposeA, boolean transposeB) {
        if (TypePromotion.applies(a, b)) {
            return mmul(
                    TypePromotion.promote(a, b),
                    TypePromotion.promote(b, a),
                    transposeA,
                    transposeB);
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
                .jvp(t -> mmul(t, b, transposeA, transposeB))
                .wrt(
                        b,
                        g ->
                                transposeB
                                        ? mmul(g, a, true, transposeA)
                                        : mmul(a, g, !transposeA, false))
                .jvp(t -> mmul(a, t, transposeA, transposeB))
                .record();
    }

    /** The product of x with the transposed weight, plus a bias that is the same for every row. */
    public static Value linear(Value x, Value weight, Value bias) {
        if (TypePromotion.applies(x, weight) || TypePromotion.applies(x, bias)) {
            List<Value> typed = TypePromotion.together(List.of(x, weight, bias));
            return linear(typed.get(0), typed.get(1), typed.get(2));
        }
        checkFeatures(x.shape(), weight.shape());
        checkProduct("linear", x, weight, false, true);
        Checks.together("linear", x, bias);
        Checks.together("linear", weight, bias);
        int[] outputs = weight.shape();
        if (bias.rank() != 1 || bias.shape()[0] != outputs[outputs.length - 2]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "linear: the bias %s must have one element for each of the outputs of"
                                    + " the weight %s",
                            bias.shape(), outputs));
        }
        Array rows = TaskAxis.withRank(bias, Math.max(x.rank(), weight.rank()));
        Array left = TaskAxis.beside(weight, x);
        Array right = TaskAxis.beside(x, weight);
        return op("linear", x.kernels().matmul(left, right, false, true, rows))
                .wrt(x, g -> mmul(g, weight, false, false))
                .jvp(t -> mmul(t, weight, false, true))
                .wrt(weight, g -> mmul(g, x, true, false))
                .jvp(t -> mmul(x, t, false, true))
                .wrt(bias, g -> g)
                .jvp(t -> t)
                .record();
    }

    public static Value dot(Value a, Value b) {
        if (TypePromotion.applies(a, b)) {
            return dot(TypePromotion.promote(a, b), TypePromotion.promote(b, a));
        }
        Checks.together("dot", a, b);
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "dot: shapes differ: %s and %s; reshape one, or use mmul",
                            a.shape(), b.shape()));
        }
        return sum(mul(a, b), false);
    }

    /** Where the norm is 0, so is the factor of the direction, and with it every derivative. */
    public static Value norm2(Value a, int... axes) {
        int[] over = Checks.axes("norm2", a, axes);
        int[] shape = a.shape();
        return op("norm2", a.kernels().reduce(NORM2, a.data(), TaskAxis.axes(a, over), false))
                .wrt(
                        a,
                        (g, y) -> {
                            Value zero = compare(EQ, y, 0);
                            Value length = where(zero, y.scalarLike(1), y);
                            Value factor = where(zero, g.scalarLike(0), g);
                            return mul(
                                    div(a, kept(length, shape, over)), kept(factor, shape, over));
                        })
                .jvp(
                        (t, y) -> {
                            Value zero = compare(EQ, y, 0);
                            Value length = where(zero, y.scalarLike(1), y);
                            Value slope = div(sum(mul(a, t), false, over), length);
                            return where(zero, y.scalarLike(0), slope);
                        })
                .record();
    }

    private static void checkFeatures(int[] x, int[] weight) {
        if (x.length > 1 && weight.length > 1 && x[x.length - 1] != weight[weight.length - 1]) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "linear: expects %d features, by its weight %s, and got %d, in the last"
                                    + " axis of its input %s",
                            weight[weight.length - 1], weight, x[x.length - 1], x));
        }
    }

    private static void checkProduct(
            String op, Value a, Value b, boolean transposeA, boolean transposeB) {
        Checks.together(op, a, b);
        int[] left = a.shape();
        int[] right = b.shape();
        if (left.length < 2 || right.length < 2) {
            throw new IllegalArgumentException(
                    Messages.of(
                            "%s: %s x %s: both need two axes or more; reshape vectors to one row or"
                                    + " column",
                            op, left, right));
        }
        int inner = left[left.length - (transposeA ? 2 : 1)];
        if (inner != right[right.length - (transposeB ? 1 : 2)]) {
            throw new IllegalArgumentException(
                    Messages.of(
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
                    Messages.of("%s: leading axes do not broadcast: %s x %s", op, left, right));
        }
        checkSize(
                op,
                a,
                b,
                left[left.length - (transposeA ? 1 : 2)],
                right[right.length - (transposeB ? 2 : 1)]);
    }

    private static void checkSize(String op, Value a, Value b, int rows, int columns) {
        if ((long) a.data().size() * b.data().size() <= Integer.MAX_VALUE) {
            return;
        }
        int[] left = a.shape();
        int[] right = b.shape();
        int[] batch =
                Shapes.broadcast(
                        Arrays.copyOf(left, left.length - 2),
                        Arrays.copyOf(right, right.length - 2));
        int[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = rows;
        shape[batch.length + 1] = columns;
        Shapes.size(op, TaskAxis.shape(TaskAxis.common(op, a, b), shape));
    }
}
