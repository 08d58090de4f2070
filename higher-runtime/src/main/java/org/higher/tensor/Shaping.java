package org.higher.tensor;

import java.util.List;

/**
 * How tensors are rearranged, cut and put together.
 *
 * <p>Negative axes count from the last. Shapes and axes that do not fit are an {@link
 * IllegalArgumentException}, positions outside an axis an {@link IndexOutOfBoundsException}.
 */
public sealed interface Shaping permits Tensor {
    /** The same elements in row-major order; one extent may be -1, for what is left over. */
    default Tensor reshape(int... shape) {
        return ShapeOps.reshape(self(), shape);
    }

    /** Axis {@code i} of the result is axis {@code axes[i]} of this. */
    default Tensor permute(int... axes) {
        return ShapeOps.permute(self(), axes);
    }

    /** The last two axes exchanged. */
    default Tensor transpose() {
        return ShapeOps.transpose(self());
    }

    /** Extents of 1 stretched, and axes added in front, to reach the shape. */
    default Tensor broadcast(int... shape) {
        return ShapeOps.broadcast(self(), shape);
    }

    /** Without an axis that has an extent of 1. */
    default Tensor squeeze(int axis) {
        return ShapeOps.squeeze(self(), axis);
    }

    /** With an axis of extent 1 added, to be at the position given. */
    default Tensor unsqueeze(int axis) {
        return ShapeOps.unsqueeze(self(), axis);
    }

    /** The axes from one on merged into it; a scalar becomes [1]. */
    default Tensor flatten(int fromAxis) {
        return ShapeOps.flatten(self(), fromAxis);
    }

    /** Positions [from, to) of an axis; negative ones count from its end. */
    default Tensor slice(int axis, int from, int to) {
        return IndexOps.slice(self(), axis, from, to);
    }

    /**
     * Positions {@code starts[i] + k * steps[i]}, for k in [0, {@code sizes[i]}), of each axis;
     * negative starts count from its end.
     */
    default Tensor slice(int[] starts, int[] sizes, int[] steps) {
        return IndexOps.slice(self(), starts, sizes, steps);
    }

    /** One position of the first axis, which is dropped; negative ones count from its end. */
    default Tensor get(int index) {
        return IndexOps.get(self(), index);
    }

    /**
     * Positions of an axis, in the order given; they may repeat, and negative ones count from its
     * end.
     */
    default Tensor gather(int axis, int... indices) {
        return IndexOps.gather(self(), axis, indices);
    }

    /**
     * The reverse of {@link #gather}: zeros, of a new extent along the axis, to which position k of
     * this is added at {@code indices[k]}.
     */
    default Tensor scatterAdd(int axis, int extent, int... indices) {
        return IndexOps.scatterAdd(self(), axis, extent, indices);
    }

    /** Every position of an axis, which is dropped; the reverse of {@link Tensor#stack}. */
    default List<Tensor> unstack(int axis) {
        return IndexOps.unstack(self(), axis);
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
