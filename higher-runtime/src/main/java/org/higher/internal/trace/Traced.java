package org.higher.internal.trace;

import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Shapes;

/**
 * An array without contents: a step of the program that its tracer writes.
 *
 * @param dtype that of the step; numbers may be of any
 * @param places by axis of the shape: the axis of the tracer's that it is, or {@link #NONE} where
 *     the extent is 1. They ascend, and may be more than the step has, which is repeated along
 *     these.
 */
record Traced(Tracer tracer, int step, DType dtype, int[] places, int... shape) implements Array {
    /** The place of an extent of 1. */
    static final int NONE = -1;

    @Override
    public int size() {
        return Shapes.size(shape);
    }

    @Override
    public BackendDevice device() {
        return tracer.device();
    }
}
