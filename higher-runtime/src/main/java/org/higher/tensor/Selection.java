package org.higher.tensor;

import static org.higher.tensor.Tensor.operand;
import static org.higher.tensor.Tensor.tensor;

import org.higher.internal.ops.IndexOps;
import org.higher.internal.ops.SelectionOps;
import org.higher.internal.tape.Value;

/**
 * Selection of single elements: by labels, by indices along an axis, by their order.
 *
 * <p>Negative axes count from the last, negative indices from the end of their axis. A gradient
 * goes to where the element was. NaN counts as the largest element, as for {@link Tensor#argMax}.
 */
sealed interface Selection permits Tensor {
    /**
     * Picks one element along an axis, which is dropped, for each place of the others.
     *
     * <p>{@code logProbabilities.pick(1, labels)} of [rows, classes] has that of each row's label.
     *
     * @param indices row-major over the other axes, as {@link Tensor#argMax} gives them; the same
     *     for all tasks
     */
    default Tensor pick(int axis, int... indices) {
        return tensor(SelectionOps.pick(value(), axis, indices));
    }

    /**
     * As {@link #pick(int, int...)}, by a tensor of whole numbers, which may differ between tasks.
     *
     * @param indices of the shape of this without the axis; see {@link #takeAlongAxis}
     */
    default Tensor pick(int axis, Tensor indices) {
        return tensor(SelectionOps.pick(value(), axis, operand("pick", indices)));
    }

    /**
     * Takes elements along an axis by a tensor of indices, one for each element of the result.
     *
     * <p>This is NumPy's {@code take_along_axis} and PyTorch's {@code take_along_dim}; PyTorch's
     * {@code gather} is the same without broadcasting. The same positions for all lines of an axis
     * are {@link Tensor#gather}.
     *
     * @param indices whole numbers of either element type, with as many axes as this; extents off
     *     the axis agree or are 1. It has no gradient, and is read on the host
     * @throws IllegalArgumentException if one is no whole number, or the shapes do not fit
     * @throws IndexOutOfBoundsException if one is outside the axis
     */
    default Tensor takeAlongAxis(int axis, Tensor indices) {
        return tensor(SelectionOps.takeAlongAxis(value(), axis, operand("takeAlongAxis", indices)));
    }

    /**
     * This with other elements along an axis, at the places of a tensor of indices.
     *
     * <p>This is NumPy's {@code put_along_axis}, but yields another tensor. Where several values
     * are put in one place, the last one counts. The values, and what is not replaced, get their
     * gradients. To add in place of replacing, for the same positions of all lines, there is {@link
     * Tensor#scatterAdd}.
     *
     * @param indices whole numbers of either element type, with as many axes as this; extents off
     *     the axis are those of this or 1. It has no gradient, and is read on the host
     * @param values of a shape that broadcasts to that of the indices
     * @throws IllegalArgumentException if an index is no whole number, or the shapes do not fit
     * @throws IndexOutOfBoundsException if one is outside the axis
     */
    default Tensor putAlongAxis(int axis, Tensor indices, Tensor values) {
        return tensor(
                SelectionOps.putAlongAxis(
                        value(),
                        axis,
                        operand("putAlongAxis", indices),
                        operand("putAlongAxis", values)));
    }

    /** The elements along an axis sorted, the smallest first; ties stay in their order. */
    default Tensor sort(int axis) {
        return sort(axis, false);
    }

    /** As {@link #sort(int)}, with the largest first if {@code descending}. */
    default Tensor sort(int axis, boolean descending) {
        return tensor(SelectionOps.sort(value(), axis, descending));
    }

    /** The indices that sort an axis, for {@link #takeAlongAxis}; they have no gradient. */
    default Tensor argsort(int axis) {
        return argsort(axis, false);
    }

    /** As {@link #argsort(int)}, with the largest element first if {@code descending}. */
    default Tensor argsort(int axis, boolean descending) {
        return tensor(SelectionOps.argsort(value(), axis, descending));
    }

    /** The k largest elements along an axis, the largest first. */
    default Tensor topk(int axis, int k) {
        return tensor(SelectionOps.topk(value(), axis, k));
    }

    /** The indices of {@link #topk}, for {@link #takeAlongAxis}; they have no gradient. */
    default Tensor argTopk(int axis, int k) {
        return tensor(SelectionOps.argTopk(value(), axis, k));
    }

    /** In the reverse order along axes; along all if none is named. */
    default Tensor flip(int... axes) {
        return tensor(IndexOps.flip(value(), axes));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
