package org.higher.internal.host.memory;

import java.util.Arrays;

/** Ranges of {@code float[]}; see {@link ArrayRanges}. */
@AlsoForDouble
public final class FloatRanges {
    private FloatRanges() {}

    static void copy(Object from, int at, int stride, Object to, int toAt, int toStride, int n) {
        float[] x = (float[]) from;
        float[] y = (float[]) to;
        for (int i = 0; i < n; i++) y[toAt + i * toStride] = x[at + i * stride];
    }

    static void add(Object from, int at, Object to, int toAt, int n) {
        float[] x = (float[]) from;
        float[] y = (float[]) to;
        for (int i = 0; i < n; i++) y[toAt + i] += x[at + i];
    }

    static void shift(Object array, int at, int n, Object number, int numberAt) {
        float[] x = (float[]) array;
        float c = ((float[]) number)[numberAt];
        for (int i = at; i < at + n; i++) x[i] += c;
    }

    static void clear(Object array, int at, int n) {
        Arrays.fill((float[]) array, at, at + n, 0);
    }

    static void clear(Object array, int at, int stride, int n) {
        float[] x = (float[]) array;
        for (int i = 0; i < n; i++) x[at + i * stride] = 0;
    }

    static void fill(Object array, int at, int n, Object number, int numberAt) {
        Arrays.fill((float[]) array, at, at + n, ((float[]) number)[numberAt]);
    }

    public static float[] filled(double value, int n) {
        float[] x = HeapArrays.floats(n);
        Arrays.fill(x, (float) value);
        return x;
    }
}
