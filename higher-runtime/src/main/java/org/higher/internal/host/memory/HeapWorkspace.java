package org.higher.internal.host.memory;

import org.higher.internal.threads.WeakThreadLocal;

/**
 * A workspace on the heap: arrays that a thread keeps to arrange operands of products in, and for
 * intermediate results of fused programs.
 */
public final class HeapWorkspace {
    /** How many arrays a fused program may take. */
    public static final int FOR_PROGRAMS = 4;

    private static final int FOR_PRODUCTS = 3;

    static final int ARRAYS = FOR_PRODUCTS + FOR_PROGRAMS;

    private static final WeakThreadLocal<HeapWorkspace> OWN =
            new WeakThreadLocal<>(HeapWorkspace::new);

    private final FloatHeapWorkspace floats = new FloatHeapWorkspace();
    private final DoubleHeapWorkspace doubles = new DoubleHeapWorkspace();

    private HeapWorkspace() {}

    public static HeapWorkspace ofThisThread() {
        return OWN.get();
    }

    /**
     * An array of this size or more with anything in it, until the next call for its number.
     *
     * <p>In tests, one of exactly this size with NaN in it, and NaN in the one before.
     */
    public Object array(boolean isFloat, int number, int size) {
        return isFloat ? floats.array(number, size) : doubles.array(number, size);
    }

    /** As {@link #array}, one of those for fused programs. */
    public Object forProgram(boolean isFloat, int number, int size) {
        return array(isFloat, FOR_PRODUCTS + number, size);
    }

    /** As {@link #array}, with zeros in the first elements. */
    public Object zeros(boolean isFloat, int number, int size) {
        Object array = array(isFloat, number, size);
        ArrayRanges.clear(array, size);
        return array;
    }
}
