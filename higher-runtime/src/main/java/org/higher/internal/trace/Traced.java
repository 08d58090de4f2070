package org.higher.internal.trace;

import java.util.List;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Shapes;

/**
 * An array without contents: a step of the program that its tracer writes.
 *
 * @param dtype that of the step; numbers may be of any
 * @param places by axis of the shape: the axis of the tracer's that it is, or {@link Places#NONE}
 *     where the extent is 1. They are distinct, in any order, and may be more than the step has,
 *     which is repeated along these.
 */
record Traced(Tracer tracer, int step, DType dtype, int[] places, int... shape) implements Array {
    /** The axes of the tracer's that this has, in its own order; empty if they ascend. */
    List<Integer> order() {
        return Places.order(places);
    }

    @Override
    public int size() {
        return Shapes.size(shape);
    }

    @Override
    public BackendDevice device() {
        return tracer.device();
    }
}
