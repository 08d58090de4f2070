package org.higher.internal.host;

/** Heap arrays that a thread keeps to arrange operands of products in. */
final class Scratch {
    static final int ARRAYS = 3;

    private static final PerThread<Scratch> OWN = new PerThread<>(Scratch::new);

    private final FloatScratch floats = new FloatScratch();
    private final DoubleScratch doubles = new DoubleScratch();

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
        return isFloat ? floats.array(number, size) : doubles.array(number, size);
    }

    /** As {@link #array}, with zeros in the first elements. */
    Object zeros(boolean isFloat, int number, int size) {
        Object array = array(isFloat, number, size);
        Rows.clear(array, size);
        return array;
    }
}
