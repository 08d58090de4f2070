package org.higher.internal.ops.nn;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.EQ;
import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Reduction.MAX;
import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.internal.backend.Kernels.Unary.ABS;
import static org.higher.internal.backend.Kernels.Unary.EXP;
import static org.higher.internal.backend.Kernels.Unary.LOG;
import static org.higher.internal.ops.ArithmeticOps.add;
import static org.higher.internal.ops.ArithmeticOps.div;
import static org.higher.internal.ops.ArithmeticOps.mul;
import static org.higher.internal.ops.ArithmeticOps.sub;
import static org.higher.internal.ops.ComparisonOps.compare;
import static org.higher.internal.ops.ComparisonOps.max;
import static org.higher.internal.ops.ComparisonOps.where;
import static org.higher.internal.ops.FunctionOps.exp;
import static org.higher.internal.ops.ReductionOps.kept;
import static org.higher.internal.ops.ReductionOps.sum;
import static org.higher.internal.tape.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Shapes;
import org.higher.internal.ops.Checks;
import org.higher.internal.tape.TaskAxis;
import org.higher.internal.tape.Value;

/**
 * Softmax, log-softmax and log-sum-exp.
 *
 * <p>The largest element is subtracted first, so that no exponential overflows.
 */
public final class SoftmaxOps {
    private SoftmaxOps() {}

    public static Value softmax(Value a, int axis) {
        int[] over = {Checks.axis("softmax", a, axis)};
        int[] along = TaskAxis.axes(a, over);
        Kernels kernels = a.kernels();
        Array shifted = kernels.binary(SUB, a.data(), largest(a, along));
        Array powers = kernels.unary(EXP, shifted);
        Array total = kernels.reduce(SUM, powers, along, true);
        return op("softmax", kernels.binary(DIV, powers, total))
                .symmetric()
                .wrt(a, (g, y) -> mul(y, sub(g, sum(mul(g, y), true, over))))
                .record();
    }

    public static Value logSoftmax(Value a, int axis) {
        int[] over = {Checks.axis("logSoftmax", a, axis)};
        int[] along = TaskAxis.axes(a, over);
        Kernels kernels = a.kernels();
        Array shifted = kernels.binary(SUB, a.data(), largest(a, along));
        Array total = kernels.reduce(SUM, kernels.unary(EXP, shifted), along, true);
        return op("logSoftmax", kernels.binary(SUB, shifted, kernels.unary(LOG, total)))
                .wrt(a, (g, y) -> sub(g, mul(exp(y), sum(g, true, over))))
                .jvp((t, y) -> sub(t, sum(mul(exp(y), t), true, over)))
                .record();
    }

    public static Value logSumExp(Value a, boolean keepDims, int... axes) {
        int[] over = Checks.axes("logSumExp", a, axes);
        int[] along = TaskAxis.axes(a, over);
        int[] shape = a.shape();
        Kernels kernels = a.kernels();
        Array largest = finite(a, kernels.reduce(MAX, a.data(), along, true));
        Array powers = kernels.unary(EXP, kernels.binary(SUB, a.data(), largest));
        Array log = kernels.unary(LOG, kernels.reduce(SUM, powers, along, true));
        Array value = kernels.binary(ADD, log, largest);
        int[] reduced = Shapes.reduced(shape, over, keepDims);
        return op("logSumExp", kernels.reshape(value, TaskAxis.shape(a, reduced)))
                .wrt(
                        a,
                        (g, y) -> {
                            Value sum = kept(y, shape, over);
                            return mul(kept(g, shape, over), shares(a, sum, over));
                        })
                .jvp(
                        (t, y) -> {
                            Value sum = kept(y, shape, over);
                            return sum(mul(shares(a, sum, over), t), keepDims, over);
                        })
                .record();
    }

    /**
     * What each element contributes to the logarithm of a sum, as a part of 1.
     *
     * <p>Of none, if the sum is 0; infinite ones share the whole, as equal ones do a maximum.
     */
    private static Value shares(Value a, Value logSum, int... over) {
        Value infinite = compare(EQ, logSum, Double.POSITIVE_INFINITY);
        Value none = compare(EQ, logSum, Double.NEGATIVE_INFINITY);
        Value finiteSum = where(add(infinite, none), a.scalarLike(0), logSum);
        Value finite = where(infinite, a.scalarLike(0), a); // no infinite slope behind it
        Value winners = compare(EQ, a, Double.POSITIVE_INFINITY);
        Value ofWinners = div(winners, max(sum(winners, true, over), 1));
        return where(infinite, ofWinners, exp(sub(finite, finiteSum)));
    }

    /** The largest element along axes of the array, 0 where there is none but -infinity. */
    private static Array largest(Value a, int... along) {
        Kernels kernels = a.kernels();
        Array largest = kernels.reduce(MAX, a.data(), along, true);
        Array none = kernels.binary(Binary.EQ, largest, Double.NEGATIVE_INFINITY);
        return kernels.where(none, a.scalarLike(0).data(), largest);
    }

    /** 0 in place of an infinity. */
    private static Array finite(Value a, Array x) {
        Kernels kernels = a.kernels();
        Array size = kernels.unary(ABS, x);
        Array infinite = kernels.binary(Binary.EQ, size, Double.POSITIVE_INFINITY);
        return kernels.where(infinite, a.scalarLike(0).data(), x);
    }
}
