package org.higher.internal.host.memory;

/**
 * Strided copies, sums and fills of short ranges of arrays: each method is given two {@code
 * float[]}, or two {@code double[]}.
 */
public final class ArrayRanges {
    private ArrayRanges() {}

    public static void copy(
            Object from, int at, int stride, Object to, int toAt, int toStride, int n) {
        if (stride == 1 && toStride == 1) {
            System.arraycopy(from, at, to, toAt, n);
        } else if (from instanceof float[]) {
            FloatRanges.copy(from, at, stride, to, toAt, toStride, n);
        } else {
            DoubleRanges.copy(from, at, stride, to, toAt, toStride, n);
        }
    }

    /** to += from. */
    public static void add(Object from, int at, Object to, int toAt, int n) {
        if (from instanceof float[]) {
            FloatRanges.add(from, at, to, toAt, n);
        } else {
            DoubleRanges.add(from, at, to, toAt, n);
        }
    }

    /** Adds a number. */
    public static void shift(Object array, int at, int n, Object number, int numberAt) {
        if (array instanceof float[]) {
            FloatRanges.shift(array, at, n, number, numberAt);
        } else {
            DoubleRanges.shift(array, at, n, number, numberAt);
        }
    }

    public static void clear(Object array, int size) {
        clear(array, 0, size);
    }

    public static void clear(Object array, int at, int n) {
        if (array instanceof float[]) {
            FloatRanges.clear(array, at, n);
        } else {
            DoubleRanges.clear(array, at, n);
        }
    }

    /** Zeros at a distance. */
    public static void clear(Object array, int at, int stride, int n) {
        if (array instanceof float[]) {
            FloatRanges.clear(array, at, stride, n);
        } else {
            DoubleRanges.clear(array, at, stride, n);
        }
    }

    /** Writes a number to each element. */
    public static void fill(Object array, int at, int n, Object number, int numberAt) {
        if (array instanceof float[]) {
            FloatRanges.fill(array, at, n, number, numberAt);
        } else {
            DoubleRanges.fill(array, at, n, number, numberAt);
        }
    }
}
