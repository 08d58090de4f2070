package org.higher.tensor;

import static org.higher.array.Kernels.Binary.ADD;
import static org.higher.array.Kernels.Binary.DIV;
import static org.higher.array.Kernels.Binary.SUB;
import static org.higher.array.Kernels.Reduction.MAX;
import static org.higher.array.Kernels.Reduction.SUM;
import static org.higher.array.Kernels.Unary.EXP;
import static org.higher.array.Kernels.Unary.LOG;
import static org.higher.tensor.Op.op;

import org.higher.array.Array;
import org.higher.array.Kernels;
import org.higher.array.Kernels.Binary;
import org.higher.array.Shapes;

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
        Array largest = largest(a, along);
        Array powers = kernels.unary(EXP, kernels.binary(SUB, a.data(), largest));
        Array log = kernels.unary(LOG, kernels.reduce(SUM, powers, along, true));
        Array value = kernels.binary(ADD, log, largest);
        int[] reduced = Shapes.reduced(shape, over, keepDims);
        return op("logSumExp", kernels.reshape(value, TaskAxis.shape(a, reduced)))
                .wrt(
                        a,
                        (g, y) -> {
                            // all of -infinity: -inf - -inf would be NaN, the share of each is 0
                            Tensor sum = SelectionOps.keep(y.ne(Double.NEGATIVE_INFINITY), y);
                            Tensor logShare = a.sub(ReductionOps.kept(sum, shape, over));
                            return ReductionOps.kept(g, shape, over).mul(logShare.exp());
                        })
                .record();
    }

    /** The largest element along axes of the array, 0 where there is no finite one. */
    private static Array largest(Tensor a, int... along) {
        Kernels kernels = a.kernels();
        Array largest = kernels.reduce(MAX, a.data(), along, true);
        Array zero = a.constant(0).data();
        Array none = kernels.binary(Binary.EQ, largest, Double.NEGATIVE_INFINITY);
        return kernels.where(none, zero, largest);
    }
}
