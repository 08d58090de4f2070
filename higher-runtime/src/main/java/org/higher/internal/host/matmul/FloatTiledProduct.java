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
    private final MatrixLayout a;
    private final MatrixLayout b;
    private final MatrixLayout c;
    private final int m;
    private final int n;
    private final int k;

    /** For m x k and k x n elements, as they lie in arrays. */
    FloatTiledProduct(MatrixLayout a, MatrixLayout b, MatrixLayout c, int m, int n, int k) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.m = m;
        this.n = n;
        this.k = k;
    }

    /**
     * Adds the product of the matrices that begin at {@code ai} and {@code bi} to those at {@code
     * ci}.
     */
    void addProduct(float[] left, int ai, float[] right, int bi, float[] out, int ci) {
        multiply(
                left,
                ai,
                a.rowStride(),
                a.columnStride(),
                right,
                bi,
                b.rowStride(),
                b.columnStride(),
                out,
                ci,
                c.rowStride(),
                c.columnStride(),
                m,
                n,
                k);
    }

    // strides are arguments here, not fields: the loops take a fifth longer with fields

    private static void multiply(
            float[] a,
            int ai,
            int ar,
            int ac,
            float[] b,
            int bi,
            int br,
            int bc,
            float[] c,
            int ci,
            int cr,
            int cc,
            int m,
            int n,
            int k) {
        if (n < 4 && m > n) {
            // tiles are wider than they are high
            multiply(b, bi, bc, br, a, ai, ac, ar, c, ci, cc, cr, n, m, k);
            return;
        }
        int i = 0;
        for (; i + 1 < m; i += 2) {
            int from = ai + i * ar;
            int to = ci + i * cr;
            int j = 0;
            for (; j + 3 < n; j += 4) {
                twoByFour(a, from, ar, ac, b, bi + j * bc, br, bc, c, to + j * cc, cr, cc, k);
            }
            for (; j < n; j++) {
                int column = bi + j * bc;
                c[to + j * cc] += dot(a, from, ac, b, column, br, k);
                c[to + cr + j * cc] += dot(a, from + ar, ac, b, column, br, k);
            }
        }
        if (i < m) {
            int from = ai + i * ar;
            int to = ci + i * cr;
            int j = 0;
            for (; j + 3 < n; j += 4) {
                oneByFour(a, from, ac, b, bi + j * bc, br, bc, c, to + j * cc, cc, k);
            }
            for (; j < n; j++) {
                c[to + j * cc] += dot(a, from, ac, b, bi + j * bc, br, k);
            }
        }
    }

    private static void twoByFour(
            float[] a,
            int ai,
            int ar,
            int ac,
            float[] b,
            int bi,
            int br,
            int bc,
            float[] c,
            int ci,
            int cr,
            int cc,
            int k) {
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

    private static void oneByFour(
            float[] a,
            int ai,
            int ac,
            float[] b,
            int bi,
            int br,
            int bc,
            float[] c,
            int ci,
            int cc,
            int k) {
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

    private static float dot(float[] a, int ai, int ac, float[] b, int bi, int br, int k) {
        float sum = 0;
        for (int l = 0; l < k; l++) {
            sum += a[ai] * b[bi];
            ai += ac;
            bi += br;
        }
        return sum;
    }
}
