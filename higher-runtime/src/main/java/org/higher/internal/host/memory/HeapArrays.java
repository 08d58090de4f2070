package org.higher.internal.host.memory;

import org.higher.internal.heap.Allocation;

/**
 * Arrays on the heap whose size depends on data: where there is no memory for one, the error says
 * what keeps it, and what to do.
 */
public final class HeapArrays {
    private static final Allocation ARRAY = new Allocation("allocating an array of %,d bytes");

    private HeapArrays() {}

    /** Zeros. */
    public static float[] floats(int size) {
        try {
            return new float[size];
        } catch (OutOfMemoryError full) {
            throw failed(Float.BYTES, size, full);
        }
    }

    /** Zeros. */
    public static double[] doubles(int size) {
        try {
            return new double[size];
        } catch (OutOfMemoryError full) {
            throw failed(Double.BYTES, size, full);
        }
    }

    /** Zeros. */
    public static int[] ints(int size) {
        try {
            return new int[size];
        } catch (OutOfMemoryError full) {
            throw failed(Integer.BYTES, size, full);
        }
    }

    /** The same elements. */
    public static float[] copy(float[] from) {
        float[] copy = floats(from.length);
        System.arraycopy(from, 0, copy, 0, from.length);
        return copy;
    }

    /** The same elements. */
    public static double[] copy(double[] from) {
        double[] copy = doubles(from.length);
        System.arraycopy(from, 0, copy, 0, from.length);
        return copy;
    }

    private static OutOfMemoryError failed(long bytes, int size, OutOfMemoryError full) {
        return ARRAY.failed(bytes * size, full);
    }
}
