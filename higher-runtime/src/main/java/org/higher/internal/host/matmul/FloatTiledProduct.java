package org.higher.internal.host.matmul;

import org.higher.internal.host.memory.AlsoForDouble;

/**
 * Matrix products over {@code float[]} in plain Java: register blocking with tiles of 2 x 4 sums.
 *
 * <p>A tile's sums stay in registers, so that a step of the inner loop reads six elements for eight
 * multiplications and writes none. Rows and columns may lie at any distance: a transposed matrix is
 * one with its two strides exchanged.
 */
@AlsoForDouble
final class FloatTiledProduct {
    private final int m;
    private final int n;
    private final int k;

    // distances of rows and of columns, by matrix
    private final int ar;
    private final int ac;
    private final int br;
    private final int bc;
    private final int cr;
    private final int cc;

    /** Whether the product is computed as its transpose: tiles are wider than they are high. */
    private final boolean transposed;

    /** For m x k and k x n elements, as they lie in arrays. */
    FloatTiledProduct(MatrixLayout a, MatrixLayout b, MatrixLayout c, int m, int n, int k) {
        transposed = n < 4 && m > n;
        MatrixLayout left = transposed ? b.transposed() : a;
        MatrixLayout right = transposed ? a.transposed() : b;
        MatrixLayout out = transposed ? c.transposed() : c;
        this.m = transposed ? n : m;
        this.n = transposed ? m : n;
        this.k = k;
        ar = left.rowStride();
        ac = left.columnStride();
        br = right.rowStride();
        bc = right.columnStride();
        cr = out.rowStride();
        cc = out.columnStride();
    }

    /** Adds the product of the matrices that begin at {@code ai} and {@code bi} to {@code c}. */
    void addProduct(float[] a, int ai, float[] b, int bi, float[] c, int ci) {
        if (transposed) {
            multiply(b, bi, a, ai, c, ci);
        } else {
            multiply(a, ai, b, bi, c, ci);
        }
    }

    private void multiply(float[] a, int ai, float[] b, int bi, float[] c, int ci) {
        int i = 0;
        for (; i + 1 < m; i += 2) {
            int from = ai + i * ar;
            int to = ci + i * cr;
            int j = 0;
            for (; j + 3 < n; j += 4) {
                twoByFour(a, from, b, bi + j * bc, c, to + j * cc);
            }
            for (; j < n; j++) {
                int column = bi + j * bc;
                c[to + j * cc] += dot(a, from, b, column);
                c[to + cr + j * cc] += dot(a, from + ar, b, column);
            }
        }
        if (i < m) {
            int from = ai + i * ar;
            int to = ci + i * cr;
            int j = 0;
            for (; j + 3 < n; j += 4) {
                oneByFour(a, from, b, bi + j * bc, c, to + j * cc);
            }
            for (; j < n; j++) {
                c[to + j * cc] += dot(a, from, b, bi + j * bc);
            }
        }
    }

    private void twoByFour(float[] a, int ai, float[] b, int bi, float[] c, int ci) {
        float c00 = 0;
        float c01 = 0;
        float c02 = 0;
        float c03 = 0;
        float c10 = 0;
        float c11 = 0;
        float c12 = 0;
        float c13 = 0;
        for (int l = 0; l < k; l++) {
            float a0 = a[ai];
            float a1 = a[ai + ar];
            float b0 = b[bi];
            float b1 = b[bi + bc];
            float b2 = b[bi + 2 * bc];
            float b3 = b[bi + 3 * bc];
            c00 += a0 * b0;
            c01 += a0 * b1;
            c02 += a0 * b2;
            c03 += a0 * b3;
            c10 += a1 * b0;
            c11 += a1 * b1;
            c12 += a1 * b2;
            c13 += a1 * b3;
            ai += ac;
            bi += br;
        }
        c[ci] += c00;
        c[ci + cc] += c01;
        c[ci + 2 * cc] += c02;
        c[ci + 3 * cc] += c03;
        c[ci + cr] += c10;
        c[ci + cr + cc] += c11;
        c[ci + cr + 2 * cc] += c12;
        c[ci + cr + 3 * cc] += c13;
    }

    private void oneByFour(float[] a, int ai, float[] b, int bi, float[] c, int ci) {
        float c0 = 0;
        float c1 = 0;
        float c2 = 0;
        float c3 = 0;
        for (int l = 0; l < k; l++) {
            float a0 = a[ai];
            c0 += a0 * b[bi];
            c1 += a0 * b[bi + bc];
            c2 += a0 * b[bi + 2 * bc];
            c3 += a0 * b[bi + 3 * bc];
            ai += ac;
            bi += br;
        }
        c[ci] += c0;
        c[ci + cc] += c1;
        c[ci + 2 * cc] += c2;
        c[ci + 3 * cc] += c3;
    }

    private float dot(float[] a, int ai, float[] b, int bi) {
        float sum = 0;
        for (int l = 0; l < k; l++) {
            sum += a[ai] * b[bi];
            ai += ac;
            bi += br;
        }
        return sum;
    }
}
