package org.higher.array.host;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
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

    /** c = op(a) op(b), of m x k and k x n, each from an offset on. */
    static void multiply(
            float[] a,
            int ai,
            boolean ta,
            float[] b,
            int bi,
            boolean tb,
            float[] c,
            int ci,
            int m,
            int n,
            int k) {
        NativeRoom room = NativeRoom.ofThisThread();
        FloatPointer left = room.floats(0, m * k).put(a, ai, m * k);
        FloatPointer right = room.floats(1, k * n).put(b, bi, k * n);
        FloatPointer out = room.floats(2, m * n);
        openblas_nolapack.cblas_sgemm(
                ROW_MAJOR,
                flag(ta),
                flag(tb),
                m,
                n,
                k,
                1,
                left,
                ta ? m : k,
                right,
                tb ? k : n,
                0,
                out,
                n);
        out.get(c, ci, m * n);
        room.trim();
    }

    /** c = op(a) op(b), of m x k and k x n, each from an offset on. */
    static void multiply(
            double[] a,
            int ai,
            boolean ta,
            double[] b,
            int bi,
            boolean tb,
            double[] c,
            int ci,
            int m,
            int n,
            int k) {
        NativeRoom room = NativeRoom.ofThisThread();
        DoublePointer left = room.doubles(0, m * k).put(a, ai, m * k);
        DoublePointer right = room.doubles(1, k * n).put(b, bi, k * n);
        DoublePointer out = room.doubles(2, m * n);
        openblas_nolapack.cblas_dgemm(
                ROW_MAJOR,
                flag(ta),
                flag(tb),
                m,
                n,
                k,
                1,
                left,
                ta ? m : k,
                right,
                tb ? k : n,
                0,
                out,
                n);
        out.get(c, ci, m * n);
        room.trim();
    }

    /** c = op(a) op(b), or c += op(a) op(b); each operand with the distance of its rows. */
    static void multiply(
            FloatPointer a,
            int pitchA,
            boolean ta,
            FloatPointer b,
            int pitchB,
            boolean tb,
            FloatPointer c,
            int pitchC,
            int m,
            int n,
            int k,
            boolean add) {
        openblas_nolapack.cblas_sgemm(
                ROW_MAJOR,
                flag(ta),
                flag(tb),
                m,
                n,
                k,
                1,
                a,
                pitchA,
                b,
                pitchB,
                add ? 1 : 0,
                c,
                pitchC);
    }

    /** c = op(a) op(b), or c += op(a) op(b); each operand with the distance of its rows. */
    static void multiply(
            DoublePointer a,
            int pitchA,
            boolean ta,
            DoublePointer b,
            int pitchB,
            boolean tb,
            DoublePointer c,
            int pitchC,
            int m,
            int n,
            int k,
            boolean add) {
        openblas_nolapack.cblas_dgemm(
                ROW_MAJOR,
                flag(ta),
                flag(tb),
                m,
                n,
                k,
                1,
                a,
                pitchA,
                b,
                pitchB,
                add ? 1 : 0,
                c,
                pitchC);
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
