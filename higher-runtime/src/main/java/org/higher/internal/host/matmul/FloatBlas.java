package org.higher.internal.host.matmul;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.higher.internal.host.memory.AlsoForDouble;
import org.higher.internal.host.memory.HeapArrays;

/** The matrix product of OpenBLAS over floats; see {@link OpenBlas}. */
@AlsoForDouble
final class FloatBlas {
    private FloatBlas() {}

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
                openblas_nolapack.CblasRowMajor,
                ta ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
                tb ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
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

    /** a op(b), in memory of its own. */
    static float[] product(float[] a, float[] b, int m, int n, int k, boolean transposed) {
        float[] product = HeapArrays.floats(m * n);
        try (FloatPointer left = new FloatPointer(a);
                FloatPointer right = new FloatPointer(b);
                FloatPointer out = new FloatPointer((long) m * n)) {
            multiply(left, k, false, right, transposed ? k : n, transposed, out, n, m, n, k, false);
            out.get(product);
        }
        return product;
    }
}
