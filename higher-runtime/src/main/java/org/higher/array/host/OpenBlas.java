package org.higher.array.host;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The matrix product of the OpenBLAS that ND4J depends on.
 *
 * <p>Loaded by the first product that is large enough to want it. Where its natives are not on the
 * class path, products stay in Java: right, but slower.
 */
final class OpenBlas {
    private static final Logger LOG = LoggerFactory.getLogger(OpenBlas.class);

    private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
    private static final boolean AVAILABLE = load();

    private OpenBlas() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** c = op(a) op(b), of m x k and k x n. */
    static void multiply(
            float[] a, boolean ta, float[] b, boolean tb, float[] c, int m, int n, int k) {
        openblas_nolapack.cblas_sgemm(
                ROW_MAJOR, flag(ta), flag(tb), m, n, k, 1, a, ta ? m : k, b, tb ? k : n, 0, c, n);
    }

    /** c = op(a) op(b), of m x k and k x n. */
    static void multiply(
            double[] a, boolean ta, double[] b, boolean tb, double[] c, int m, int n, int k) {
        openblas_nolapack.cblas_dgemm(
                ROW_MAJOR, flag(ta), flag(tb), m, n, k, 1, a, ta ? m : k, b, tb ? k : n, 0, c, n);
    }

    /** How many threads products were told to use; below 1 if that was left to OpenBLAS. */
    static int threads() {
        return openblas_nolapack.blas_get_num_threads();
    }

    /** Tells products how many threads to use; below 1 leaves it to OpenBLAS again. */
    static void setThreads(int count) {
        openblas_nolapack.blas_set_num_threads(count);
    }

    private static int flag(boolean transposed) {
        return transposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
    }

    private static boolean load() {
        try {
            Loader.load(openblas_nolapack.class);
            return true;
        } catch (LinkageError missing) {
            LOG.warn(
                    "OpenBLAS is not on the class path: large matrix products run in plain Java."
                            + " Add org.bytedeco:openblas and org.bytedeco:javacpp with the"
                            + " classifier of this platform ({}).",
                    missing.toString());
            return false;
        }
    }
}
