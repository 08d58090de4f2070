package org.higher.internal.host;

import org.higher.internal.backend.Poison;

/** Arrays of floats that a thread keeps; see {@link Scratch}. */
@AlsoForDouble
final class FloatScratch {
    private final float[][] arrays = new float[Scratch.ARRAYS][0];

    float[] array(int number, int size) {
        Poison.fill(arrays[number]);
        if (arrays[number].length < size || Poison.isOn()) {
            arrays[number] = new float[size];
            Poison.fill(arrays[number]);
        }
        return arrays[number];
    }
}
