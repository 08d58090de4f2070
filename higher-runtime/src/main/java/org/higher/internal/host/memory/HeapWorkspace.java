package org.higher.internal.host.memory;

import org.higher.internal.threads.WeakThreadLocal;

/** A workspace on the heap: arrays that a thread keeps to arrange operands of products in. */
public final class HeapWorkspace {
    static final int ARRAYS = 3;

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

    /** As {@link #array}, with zeros in the first elements. */
    public Object zeros(boolean isFloat, int number, int size) {
        Object array = array(isFloat, number, size);
        ArrayRanges.clear(array, size);
        return array;
    }
}
