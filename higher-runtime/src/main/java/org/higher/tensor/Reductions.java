package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.internal.ops.ReductionOps;
import org.higher.internal.ops.nn.LossOps;
import org.higher.internal.ops.nn.SoftmaxOps;
import org.higher.internal.tape.Value;

/**
 * Reductions along axes: sums, means, variances, extremes, the softmax family, losses.
 *
 * <p>Where several axes can be named, none named means all of them. Negative axes count from the
 * last. An axis that does not exist, or is named twice, is an {@link IllegalArgumentException}.
 */
sealed interface Reductions permits Tensor {
    /** The sum along axes, which are dropped; 0 over no elements. */
    default Tensor sum(int... axes) {
        return tensor(ReductionOps.sum(value(), false, axes));
    }

    /** The sum along axes, which keep an extent of 1 if {@code keepDims}. */
    default Tensor sum(boolean keepDims, int... axes) {
        return tensor(ReductionOps.sum(value(), keepDims, axes));
    }

    /** The mean along axes, which are dropped; NaN over no elements, as 0/0 is. */
    default Tensor mean(int... axes) {
        return tensor(ReductionOps.mean(value(), false, axes));
    }

    /** The mean along axes, which keep an extent of 1 if {@code keepDims}. */
    default Tensor mean(boolean keepDims, int... axes) {
        return tensor(ReductionOps.mean(value(), keepDims, axes));
    }

    /**
     * The population variance along axes, which are dropped: the mean squared deviation.
     *
     * <p>That is NumPy's {@code var}. PyTorch's is the unbiased estimate, {@code var(1, false)}.
     */
    default Tensor var(int... axes) {
        return var(0, false, axes);
    }

    /**
     * The variance along axes: the sum of squared deviations from the mean, over the number of
     * elements less a correction.
     *
     * @param correction 0 for the variance of the elements, 1 for the unbiased estimate of that
     *     which they were drawn with
     * @param keepDims whether axes keep an extent of 1
     * @throws IllegalArgumentException if the correction is negative, or takes away all elements
     */
    default Tensor var(int correction, boolean keepDims, int... axes) {
        return tensor(ReductionOps.var(value(), correction, keepDims, axes));
    }

    /** The population standard deviation along axes, the root of {@link #var(int...)}. */
    default Tensor std(int... axes) {
        return std(0, false, axes);
    }

    /**
     * The standard deviation along axes, the root of {@link #var(int, boolean, int...)}.
     *
     * <p>Its derivatives of every order are taken to be 0 where all elements are the same.
     */
    default Tensor std(int correction, boolean keepDims, int... axes) {
        return tensor(ReductionOps.std(value(), correction, keepDims, axes));
    }

    /** The cumulative sums along an axis, added up in double precision on the host. */
    default Tensor cumsum(int axis) {
        return tensor(ReductionOps.cumsum(value(), axis));
    }

    /**
     * The largest element along axes, which are dropped; ties share the gradient evenly.
     *
     * <p>The name is PyTorch's; ND4J's {@code amax}, of absolute values, is {@code abs().amax()}.
     *
     * @throws IllegalArgumentException if an axis is empty
     */
    default Tensor amax(int... axes) {
        return tensor(ReductionOps.amax(value(), false, axes));
    }

    /** The largest element along axes, which keep an extent of 1 if {@code keepDims}. */
    default Tensor amax(boolean keepDims, int... axes) {
        return tensor(ReductionOps.amax(value(), keepDims, axes));
    }

    /**
     * The smallest element along axes, which are dropped; ties share the gradient evenly.
     *
     * @throws IllegalArgumentException if an axis is empty
     */
    default Tensor amin(int... axes) {
        return tensor(ReductionOps.amin(value(), false, axes));
    }

    /** The smallest element along axes, which keep an extent of 1 if {@code keepDims}. */
    default Tensor amin(boolean keepDims, int... axes) {
        return tensor(ReductionOps.amin(value(), keepDims, axes));
    }

    /**
     * Positions of the first largest elements along an axis, row-major over the other axes.
     *
     * @throws IllegalArgumentException if the axis is empty
     */
    default int[] argMax(int axis) {
        return ReductionOps.argMax(value(), axis);
    }

    /** The softmax: e to the power of this, divided by its sum along an axis. */
    default Tensor softmax(int axis) {
        return tensor(SoftmaxOps.softmax(value(), axis));
    }

    /** The log-softmax: the logarithm of {@link #softmax}, without overflow. */
    default Tensor logSoftmax(int axis) {
        return tensor(SoftmaxOps.logSoftmax(value(), axis));
    }

    /** The logarithm of the sum of exponentials along axes, which are dropped; never overflows. */
    default Tensor logSumExp(int... axes) {
        return tensor(SoftmaxOps.logSumExp(value(), false, axes));
    }

    /** As {@link #logSumExp(int...)}; axes keep an extent of 1 if {@code keepDims}. */
    default Tensor logSumExp(boolean keepDims, int... axes) {
        return tensor(SoftmaxOps.logSumExp(value(), keepDims, axes));
    }

    /**
     * The mean squared error: the mean over all elements of the squared difference from a target.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    default Tensor mse(Tensor target) {
        return tensor(LossOps.mse(value(), operand("mse", target)));
    }

    /**
     * The cross entropy of these logits with probabilities, both of shape [rows, classes]; the mean
     * over rows.
     *
     * @throws IllegalArgumentException if the shapes differ, or are no matrices
     */
    default Tensor crossEntropy(Tensor probabilities) {
        return tensor(LossOps.crossEntropy(value(), operand("crossEntropy", probabilities)));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
