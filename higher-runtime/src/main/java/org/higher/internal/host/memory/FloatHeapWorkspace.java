package org.higher.internal.host.memory;

import org.higher.internal.backend.MemoryPoisoning;

/** The arrays of floats of a workspace; see {@link HeapWorkspace}. */
@AlsoForDouble
final class FloatHeapWorkspace {
    private final float[][] arrays = new float[HeapWorkspace.ARRAYS][0];

    float[] array(int number, int size) {
        MemoryPoisoning.fill(arrays[number]);
        if (arrays[number].length < size || MemoryPoisoning.isOn()) {
            arrays[number] = HeapArrays.floats(size);
            MemoryPoisoning.fill(arrays[number]);
        }
        return arrays[number];
    }
}
