package org.higher.internal.backend;

import org.higher.array.DType;

/**
 * An array whose values were released, since nobody reads them any more; type and shape are left.
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
