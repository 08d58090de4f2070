package org.higher.array.host;

import java.util.Arrays;

/** Short rows of two {@code float[]} or two {@code double[]}, as images have them. */
final class Rows {
    private Rows() {}

    static void copy(Object from, int at, int stride, Object to, int toAt, int toStride, int n) {
        if (stride == 1 && toStride == 1) {
            System.arraycopy(from, at, to, toAt, n);
        } else if (from instanceof float[] x) {
            copy(x, at, stride, (float[]) to, toAt, toStride, n);
        } else {
            copy((double[]) from, at, stride, (double[]) to, toAt, toStride, n);
        }
    }

    private static void copy(
            float[] from, int at, int stride, float[] to, int toAt, int toStride, int n) {
        for (int i = 0; i < n; i++) to[toAt + i * toStride] = from[at + i * stride];
    }

    private static void copy(
            double[] from, int at, int stride, double[] to, int toAt, int toStride, int n) {
        for (int i = 0; i < n; i++) to[toAt + i * toStride] = from[at + i * stride];
    }

    /** to += from. */
    static void add(Object from, int at, Object to, int toAt, int n) {
        if (from instanceof float[] x) {
            float[] y = (float[]) to;
            for (int i = 0; i < n; i++) y[toAt + i] += x[at + i];
        } else {
            double[] x = (double[]) from;
            double[] y = (double[]) to;
            for (int i = 0; i < n; i++) y[toAt + i] += x[at + i];
        }
    }

    /** Adds a number. */
    static void shift(Object array, int at, int n, Object number, int numberAt) {
        if (array instanceof float[] x) {
            float c = ((float[]) number)[numberAt];
            for (int i = at; i < at + n; i++) x[i] += c;
        } else {
            double[] x = (double[]) array;
            double c = ((double[]) number)[numberAt];
            for (int i = at; i < at + n; i++) x[i] += c;
        }
    }

    static void clear(Object array, int size) {
        clear(array, 0, size);
    }

    static void clear(Object array, int at, int n) {
        if (array instanceof float[] x) {
            Arrays.fill(x, at, at + n, 0);
        } else {
            Arrays.fill((double[]) array, at, at + n, 0);
        }
    }

    /** Zeros at a distance. */
    static void clear(Object array, int at, int stride, int n) {
        if (array instanceof float[] x) {
            for (int i = 0; i < n; i++) x[at + i * stride] = 0;
        } else {
            double[] x = (double[]) array;
            for (int i = 0; i < n; i++) x[at + i * stride] = 0;
        }
    }
}
