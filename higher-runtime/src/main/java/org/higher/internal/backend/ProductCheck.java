package org.higher.internal.backend;

/**
 * Whether a native library multiplies matrices right on this CPU, asked once at start.
 *
 * <p>OpenBLAS chooses its kernels by the CPU, and some were wrong: those of 0.3.19 for CPUs with
 * AVX-512 and bfloat16 (Cooper Lake, Sapphire Rapids, Zen 4 and later), of doubles where the second
 * matrix is given by columns, or all are large. A program may bring another OpenBLAS than the one
 * that this library was tested with.
 */
public final class ProductCheck {
    /** The version of {@code org.bytedeco:openblas} that this library is tested with. */
    public static final String OPENBLAS = "0.3.31-1.5.13";

    private ProductCheck() {}

    /** The product of an m x k matrix and a k x n one, which may be given as n x k. */
    public interface Product {
        /** Its elements, row by row; those of the factors are small whole numbers. */
        double[] of(double[] a, double[] b, int m, int n, int k, boolean transposed);
    }

    /**
     * Whether products come out right, in the two ways that are known to go wrong: of a second
     * matrix that is given by columns, and of large ones.
     *
     * <p>Rows of the first matrix have one element that is not 0, so each element of the product is
     * one product, which a float holds exactly.
     *
     * @param threads that divide a product among them: each is to have a part that can go wrong
     */
    public static boolean isRight(Product product, int threads) {
        int side = 256 * threads;
        return isRight(product, 16, side, 16) && isRight(product, side, side, 96);
    }

    private static boolean isRight(Product product, int m, int n, int k) {
        double[] a = new double[m * k];
        double[] b = new double[k * n];
        double[] transposed = new double[n * k];
        double[] expected = new double[m * n];
        for (int i = 0; i < m; i++) {
            a[i * k + i % k] = i % 7 - 3;
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = i % 1009 - 504;
            transposed[i % n * k + i / n] = b[i];
        }
        for (int i = 0; i < expected.length; i++) {
            int row = i / n;
            expected[i] = a[row * k + row % k] * b[row % k * n + i % n];
        }
        return equal(product.of(a, transposed, m, n, k, true), expected)
                && equal(product.of(a, b, m, n, k, false), expected);
    }

    /** Where -0 equals 0, unlike in {@link java.util.Arrays}. */
    private static boolean equal(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            if (x[i] != y[i]) {
                return false;
            }
        }
        return true;
    }
}
