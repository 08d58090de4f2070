package org.higher.internal.opencl;

/**
 * The functions of CLBlast that are called, under their own names (C. Nugteren: CLBlast: A Tuned
 * OpenCL BLAS Library, 2018).
 */
@SuppressWarnings("MethodName") // they are the library's
final class ClBlast {
    static final int ROW_MAJOR = 101;
    static final int AS_GIVEN = 111;
    static final int TRANSPOSED = 112;

    private ClBlast() {}

    static native int CLBlastSgemmStridedBatched(
            int layout,
            int transposeA,
            int transposeB,
            long m,
            long n,
            long k,
            float alpha,
            long a,
            long offsetA,
            long rowA,
            long strideA,
            long b,
            long offsetB,
            long rowB,
            long strideB,
            float beta,
            long c,
            long offsetC,
            long rowC,
            long strideC,
            long count,
            long[] queue,
            long event);

    static native int CLBlastDgemmStridedBatched(
            int layout,
            int transposeA,
            int transposeB,
            long m,
            long n,
            long k,
            double alpha,
            long a,
            long offsetA,
            long rowA,
            long strideA,
            long b,
            long offsetB,
            long rowB,
            long strideB,
            double beta,
            long c,
            long offsetC,
            long rowC,
            long strideC,
            long count,
            long[] queue,
            long event);

    static native int CLBlastSgemm(
            int layout,
            int transposeA,
            int transposeB,
            long m,
            long n,
            long k,
            float alpha,
            long a,
            long offsetA,
            long rowA,
            long b,
            long offsetB,
            long rowB,
            float beta,
            long c,
            long offsetC,
            long rowC,
            long[] queue,
            long event);

    static native int CLBlastDgemm(
            int layout,
            int transposeA,
            int transposeB,
            long m,
            long n,
            long k,
            double alpha,
            long a,
            long offsetA,
            long rowA,
            long b,
            long offsetB,
            long rowB,
            double beta,
            long c,
            long offsetC,
            long rowC,
            long[] queue,
            long event);
}
