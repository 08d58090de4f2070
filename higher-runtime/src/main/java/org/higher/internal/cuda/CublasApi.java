package org.higher.internal.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of cuBLAS, by the names of its binary interface, and their error codes as results.
 */
final class CublasApi {
    static final int NOT_TRANSPOSED = 0;
    static final int TRANSPOSED = 1;

    /** Every product and sum in the type of the matrices. */
    static final int PEDANTIC_MATH = 2;

    /** Factors of floats may be rounded to ten bits behind the point. */
    static final int TF32_MATH = 3;

    /** Binds the functions. */
    CublasApi(NativeLibrary library) {
        Native.register(CublasApi.class, library);
    }

    native int cublasCreate_v2(PointerByReference handle);

    native int cublasDestroy_v2(Pointer handle);

    native int cublasGetVersion_v2(Pointer handle, IntByReference version);

    native int cublasSetStream_v2(Pointer handle, Pointer stream);

    native int cublasSetWorkspace_v2(Pointer handle, long address, long bytes);

    native int cublasSetMathMode(Pointer handle, int mode);

    native int cublasSgemmStridedBatched(
            Pointer handle,
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            Pointer alpha,
            long a,
            int lda,
            long strideA,
            long b,
            int ldb,
            long strideB,
            Pointer beta,
            long c,
            int ldc,
            long strideC,
            int count);

    native int cublasDgemmStridedBatched(
            Pointer handle,
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            Pointer alpha,
            long a,
            int lda,
            long strideA,
            long b,
            int ldb,
            long strideB,
            Pointer beta,
            long c,
            int ldc,
            long strideC,
            int count);
}
