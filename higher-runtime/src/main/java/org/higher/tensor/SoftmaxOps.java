package org.higher.tensor;

import static org.higher.internal.backend.Kernels.Binary.ADD;
import static org.higher.internal.backend.Kernels.Binary.DIV;
import static org.higher.internal.backend.Kernels.Binary.SUB;
import static org.higher.internal.backend.Kernels.Reduction.MAX;
import static org.higher.internal.backend.Kernels.Reduction.SUM;
import static org.higher.internal.backend.Kernels.Unary.ABS;
import static org.higher.internal.backend.Kernels.Unary.EXP;
import static org.higher.internal.backend.Kernels.Unary.LOG;
import static org.higher.tensor.Op.op;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Shapes;

/**
 * The softmax family; the largest element is subtracted first, so that no exponential overflows.
 */
final class SoftmaxOps {
    private SoftmaxOps() {}

    static Tensor softmax(Tensor a, int axis) {
        int[] over = {Checks.axis("softmax", a, axis)};
        int[] along = TaskAxis.axes(a, over);
        Kernels kernels = a.kernels();
        Array shifted = kernels.binary(SUB, a.data(), largest(a, along));
        Array powers = kernels.unary(EXP, shifted);
        Array total = kernels.reduce(SUM, powers, along, true);
        return op("softmax", kernels.binary(DIV, powers, total))
                .wrt(a, (g, y) -> y.mul(g.sub(g.mul(y).sum(true, over))))
                .record();
    }

    static Tensor logSoftmax(Tensor a, int axis) {
        int[] over = {Checks.axis("logSoftmax", a, axis)};
        int[] along = TaskAxis.axes(a, over);
        Kernels kernels = a.kernels();
        Array shifted = kernels.binary(SUB, a.data(), largest(a, along));
        Array total = kernels.reduce(SUM, kernels.unary(EXP, shifted), along, true);
        return op("logSoftmax", kernels.binary(SUB, shifted, kernels.unary(LOG, total)))
                .wrt(a, (g, y) -> g.sub(y.exp().mul(g.sum(true, over))))
                .record();
    }

    static Tensor logSumExp(Tensor a, boolean keepDims, int... axes) {
        int[] over = Checks.axes("logSumExp", a, axes);
        int[] along = TaskAxis.axes(a, over);
        int[] shape = a.shapeRef();
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
                            Tensor sum = ReductionOps.kept(y, shape, over);
                            return ReductionOps.kept(g, shape, over).mul(shares(a, sum, over));
                        })
                .record();
    }

    /**
     * What each element contributes to the logarithm of a sum, as a part of 1.
     *
     * <p>Of none, if the sum is 0; infinite ones share the whole, as equal ones do a maximum.
     */
    private static Tensor shares(Tensor a, Tensor logSum, int... over) {
        Tensor infinite = logSum.eq(Double.POSITIVE_INFINITY);
        Tensor none = logSum.eq(Double.NEGATIVE_INFINITY);
        Tensor finiteSum = Tensor.where(infinite.add(none), a.constant(0), logSum);
        Tensor finite = Tensor.where(infinite, a.constant(0), a); // no infinite slope behind it
        Tensor winners = a.eq(Double.POSITIVE_INFINITY);
        Tensor ofWinners = winners.div(winners.sum(true, over).max(1));
        return Tensor.where(infinite, ofWinners, finite.sub(finiteSum).exp());
    }

    /** The largest element along axes of the array, 0 where there is none but -infinity. */
    private static Array largest(Tensor a, int... along) {
        Kernels kernels = a.kernels();
        Array largest = kernels.reduce(MAX, a.data(), along, true);
        Array none = kernels.binary(Binary.EQ, largest, Double.NEGATIVE_INFINITY);
        return kernels.where(none, a.constant(0).data(), largest);
    }

    /** 0 in place of an infinity. */
    private static Array finite(Tensor a, Array x) {
        Kernels kernels = a.kernels();
        Array size = kernels.unary(ABS, x);
        Array infinite = kernels.binary(Binary.EQ, size, Double.POSITIVE_INFINITY);
        return kernels.where(infinite, a.constant(0).data(), x);
    }
}
