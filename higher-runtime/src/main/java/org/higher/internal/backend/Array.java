package org.higher.internal.backend;

import org.higher.array.DType;

/**
 * An n-dimensional array that a backend owns: an element type, a shape, contents.
 *
 * <p>Contents never change once an array is returned by a kernel, so arrays are shared freely
 * between tensors and threads, and a reshape may be a view.
 */
public interface Array {
    /** The element type. */
    DType dtype();

    /** The extents, outermost first; empty for a scalar. Callers must not write to it. */
    int[] shape();

    /** The number of elements; 1 for a scalar. */
    int size();

    /** The device that holds the contents. */
    BackendDevice device();

    /** The backend that computes with this array. */
    default Backend backend() {
        return device().backend();
    }

    /** The same contents on a device; the array itself where it lives there already. */
    default Array to(BackendDevice target) {
        if (target.equals(device())) {
            return this;
        }
        Kernels here = backend().kernels();
        Kernels there = target.backend().kernels();
        return dtype() == DType.FLOAT32
                ? there.of(here.toFloats(this), shape(), target)
                : there.of(here.toDoubles(this), shape(), target);
    }
}
