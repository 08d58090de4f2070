package org.higher.array.host;

import org.higher.array.Poison;

/** Heap arrays that a thread keeps to arrange operands of products in. */
final class Scratch {
    private static final PerThread<Scratch> OWN = new PerThread<>(Scratch::new);

    private final float[][] floats = new float[3][0];
    private final double[][] doubles = new double[3][0];

    private Scratch() {}

    static Scratch ofThisThread() {
        return OWN.get();
    }

    /**
     * An array of this size or more with anything in it, until the next call for its number.
     *
     * <p>In tests, one of exactly this size with NaN in it, and NaN in the one before.
     */
    Object array(boolean isFloat, int number, int size) {
        if (isFloat) {
            Poison.fill(floats[number]);
            if (floats[number].length < size || Poison.isOn()) {
                floats[number] = new float[size];
                Poison.fill(floats[number]);
            }
            return floats[number];
        }
        Poison.fill(doubles[number]);
        if (doubles[number].length < size || Poison.isOn()) {
            doubles[number] = new double[size];
            Poison.fill(doubles[number]);
        }
        return doubles[number];
    }

    /** As {@link #array}, with zeros in the first elements. */
    Object zeros(boolean isFloat, int number, int size) {
        Object array = array(isFloat, number, size);
        Rows.clear(array, size);
        return array;
    }
}
