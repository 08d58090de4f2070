package org.higher.internal.backend;

import org.higher.array.DType;

/**
 * What is left of an array whose values nobody reads any more: it fills its place among others.
 *
 * <p>A {@link Program} that does not read an input takes this for it; every other use is an error.
 */
public record ReleasedArray(DType dtype, int[] shape, BackendDevice device) implements Array {
    public ReleasedArray(Array of) {
        this(of.dtype(), of.shape(), of.device());
    }

    @Override
    public int size() {
        return Shapes.size(shape);
    }
}
