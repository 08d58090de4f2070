package org.higher.internal.host.convolution;

import org.higher.internal.host.elementwise.ElementwiseLoops;

/**
 * The sums that {@link WinogradConvolution} takes before and after its products.
 *
 * <p>Each element of a tile is an array of its own, so that all arrays are read and written at the
 * same index: only then does HotSpot vectorise; see {@link ElementwiseLoops}.
 */
final class WinogradLoops {
    private WinogradLoops() {}

    /** What an image contributes: (a - c, b + c, c - b, b - d). */
    static void image(
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            float[] p,
            float[] q,
            float[] r,
            float[] s,
            int n) {
        for (int i = 0; i < n; i++) {
            float left = b[i];
            float right = c[i];
            p[i] = a[i] - right;
            q[i] = left + right;
            r[i] = right - left;
            s[i] = left - d[i];
        }
    }

    /** What a filter of three contributes beside its ends: half of (a + b + c, a - b + c). */
    static void filter(float[] a, float[] b, float[] c, float[] q, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            float ends = a[i] + c[i];
            float middle = b[i];
            q[i] = 0.5f * (ends + middle);
            r[i] = 0.5f * (ends - middle);
        }
    }

    /** Two neighbouring places: (p + q + r, q - r - s). */
    static void place(float[] p, float[] q, float[] r, float[] s, float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            float left = q[i];
            float right = r[i];
            a[i] = p[i] + left + right;
            b[i] = left - right - s[i];
        }
    }

    /** The reverse of {@link #filter}: (p + (q + r) / 2, (q - r) / 2, (q + r) / 2 - s). */
    static void gradient(
            float[] p, float[] q, float[] r, float[] s, float[] a, float[] b, float[] c, int n) {
        for (int i = 0; i < n; i++) {
            float left = 0.5f * q[i];
            float right = 0.5f * r[i];
            float sum = left + right;
            a[i] = p[i] + sum;
            b[i] = left - right;
            c[i] = sum - s[i];
        }
    }

    static void addAndSubtract(float[] a, float[] b, float[] sum, float[] difference, int n) {
        for (int i = 0; i < n; i++) {
            float left = a[i];
            float right = b[i];
            sum[i] = left + right;
            difference[i] = left - right;
        }
    }

    static void add(float[] a, float[] b, float[] sum, int n) {
        for (int i = 0; i < n; i++) sum[i] = a[i] + b[i];
    }

    /** From rows to an array for each column, of which there may be more to the right. */
    static void split(
            float[] x, int from, int pitch, float[][] columns, int at, int count, int rows) {
        int j = 0;
        for (; j + 7 < count; j += 8) {
            splitEight(x, from + j, pitch, columns, j, at, rows);
        }
        for (; j < count; j++) {
            float[] column = columns[j];
            for (int i = 0, k = from + j; i < rows; i++, k += pitch) column[at + i] = x[k];
        }
    }

    private static void splitEight(
            float[] x, int from, int pitch, float[][] columns, int j, int at, int rows) {
        float[] a = columns[j];
        float[] b = columns[j + 1];
        float[] c = columns[j + 2];
        float[] d = columns[j + 3];
        float[] e = columns[j + 4];
        float[] f = columns[j + 5];
        float[] g = columns[j + 6];
        float[] h = columns[j + 7];
        int k = from;
        for (int i = at; i < at + rows; i++, k += pitch) {
            a[i] = x[k];
            b[i] = x[k + 1];
            c[i] = x[k + 2];
            d[i] = x[k + 3];
            e[i] = x[k + 4];
            f[i] = x[k + 5];
            g[i] = x[k + 6];
            h[i] = x[k + 7];
        }
    }

    /** The reverse of {@link #split}. */
    static void join(float[][] columns, int count, int rows, float[] x, int at, int pitch) {
        int j = 0;
        for (; j + 7 < count; j += 8) {
            joinEight(columns, j, rows, x, at + j, pitch);
        }
        for (; j < count; j++) {
            float[] column = columns[j];
            for (int i = 0, to = at + j; i < rows; i++, to += pitch) x[to] = column[i];
        }
    }

    private static void joinEight(
            float[][] columns, int j, int rows, float[] x, int at, int pitch) {
        float[] a = columns[j];
        float[] b = columns[j + 1];
        float[] c = columns[j + 2];
        float[] d = columns[j + 3];
        float[] e = columns[j + 4];
        float[] f = columns[j + 5];
        float[] g = columns[j + 6];
        float[] h = columns[j + 7];
        for (int i = 0, to = at; i < rows; i++, to += pitch) {
            x[to] = a[i];
            x[to + 1] = b[i];
            x[to + 2] = c[i];
            x[to + 3] = d[i];
            x[to + 4] = e[i];
            x[to + 5] = f[i];
            x[to + 6] = g[i];
            x[to + 7] = h[i];
        }
    }
}
