package org.higher.tensor;

import static org.higher.tensor.Tensor.tensor;
import static org.higher.tensor.Tensor.tensors;

import java.util.List;
import org.higher.internal.ops.IndexOps;
import org.higher.internal.ops.ShapeOps;
import org.higher.internal.tape.Value;

/**
 * Shapes and indexing: reshaping, transposition, broadcasting, slices, gather and scatter.
 *
 * <p>Negative axes count from the last. Shapes and axes that do not fit are an {@link
 * IllegalArgumentException}, positions outside an axis an {@link IndexOutOfBoundsException}.
 */
sealed interface Shaping permits Tensor {
    /** The same elements in row-major order; one extent may be -1, for what is left over. */
    default Tensor reshape(int... shape) {
        return tensor(ShapeOps.reshape(value(), shape));
    }

    /** Axis {@code i} of the result is axis {@code axes[i]} of this. */
    default Tensor permute(int... axes) {
        return tensor(ShapeOps.permute(value(), axes));
    }

    /** The last two axes exchanged. */
    default Tensor transpose() {
        return tensor(ShapeOps.transpose(value()));
    }

    /** Broadcasting to a shape: extents of 1 are repeated, and axes are added in front. */
    default Tensor broadcast(int... shape) {
        return tensor(ShapeOps.broadcast(value(), shape));
    }

    /** Without an axis that has an extent of 1. */
    default Tensor squeeze(int axis) {
        return tensor(ShapeOps.squeeze(value(), axis));
    }

    /** With an axis of extent 1 added, to be at the position given. */
    default Tensor unsqueeze(int axis) {
        return tensor(ShapeOps.unsqueeze(value(), axis));
    }

    /** The axes from one on merged into it; a scalar becomes [1]. */
    default Tensor flatten(int fromAxis) {
        return tensor(ShapeOps.flatten(value(), fromAxis));
    }

    /** Positions [from, to) of an axis; negative ones count from its end. */
    default Tensor slice(int axis, int from, int to) {
        return tensor(IndexOps.slice(value(), axis, from, to));
    }

    /**
     * Positions {@code starts[i] + k * steps[i]}, for k in [0, {@code sizes[i]}), of each axis;
     * negative starts count from its end.
     */
    default Tensor slice(int[] starts, int[] sizes, int[] steps) {
        return tensor(IndexOps.slice(value(), starts, sizes, steps));
    }

    /** One position of the first axis, which is dropped; negative ones count from its end. */
    default Tensor get(int index) {
        return tensor(IndexOps.get(value(), index));
    }

    /**
     * Gather: positions of an axis, in the order given; they may repeat, and negative ones count
     * from its end.
     */
    default Tensor gather(int axis, int... indices) {
        return tensor(IndexOps.gather(value(), axis, indices));
    }

    /**
     * Scatter-add, the reverse of {@link #gather}: zeros, of a new extent along the axis, to which
     * position k of this is added at {@code indices[k]}.
     */
    default Tensor scatterAdd(int axis, int extent, int... indices) {
        return tensor(IndexOps.scatterAdd(value(), axis, extent, indices));
    }

    /** Every position of an axis, which is dropped; the reverse of {@link Tensor#stack}. */
    default List<Tensor> unstack(int axis) {
        return tensors(IndexOps.unstack(value(), axis));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
