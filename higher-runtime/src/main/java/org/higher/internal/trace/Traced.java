package org.higher.internal.trace;

import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Shapes;

/**
 * An array without contents: a step of the program that its tracer writes.
 *
 * @param dtype that of the step; numbers may be of any
 */
record Traced(Tracer tracer, int step, DType dtype, int... shape) implements Array {
    @Override
    public int size() {
        return Shapes.size(shape);
    }

    @Override
    public BackendDevice device() {
        return tracer.device();
    }
}
