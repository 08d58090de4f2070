package org.higher.internal.host;

/**
 * Short rows, as images have them: each method is given two {@code float[]}, or two {@code
 * double[]}.
 */
final class Rows {
    private Rows() {}

    static void copy(Object from, int at, int stride, Object to, int toAt, int toStride, int n) {
        if (stride == 1 && toStride == 1) {
            System.arraycopy(from, at, to, toAt, n);
        } else if (from instanceof float[]) {
            FloatRows.copy(from, at, stride, to, toAt, toStride, n);
        } else {
            DoubleRows.copy(from, at, stride, to, toAt, toStride, n);
        }
    }

    /** to += from. */
    static void add(Object from, int at, Object to, int toAt, int n) {
        if (from instanceof float[]) {
            FloatRows.add(from, at, to, toAt, n);
        } else {
            DoubleRows.add(from, at, to, toAt, n);
        }
    }

    /** Adds a number. */
    static void shift(Object array, int at, int n, Object number, int numberAt) {
        if (array instanceof float[]) {
            FloatRows.shift(array, at, n, number, numberAt);
        } else {
            DoubleRows.shift(array, at, n, number, numberAt);
        }
    }

    static void clear(Object array, int size) {
        clear(array, 0, size);
    }

    static void clear(Object array, int at, int n) {
        if (array instanceof float[]) {
            FloatRows.clear(array, at, n);
        } else {
            DoubleRows.clear(array, at, n);
        }
    }

    /** Zeros at a distance. */
    static void clear(Object array, int at, int stride, int n) {
        if (array instanceof float[]) {
            FloatRows.clear(array, at, stride, n);
        } else {
            DoubleRows.clear(array, at, stride, n);
        }
    }

    /** Writes a number to each element. */
    static void fill(Object array, int at, int n, Object number, int numberAt) {
        if (array instanceof float[]) {
            FloatRows.fill(array, at, n, number, numberAt);
        } else {
            DoubleRows.fill(array, at, n, number, numberAt);
        }
    }
}
