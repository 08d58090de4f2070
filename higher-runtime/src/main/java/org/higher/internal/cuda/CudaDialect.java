package org.higher.internal.cuda;

import org.higher.internal.gpu.driver.Dialect;

/** The words of kernels in CUDA C++. */
final class CudaDialect {
    /** What the compiler may not do: contract products and sums, or round in another way. */
    private static final String[] OPTIONS = {
        "--fmad=false", "--prec-div=true", "--prec-sqrt=true", "--ftz=false", "--std=c++17"
    };

    static final Dialect DIALECT =
            new Dialect(
                    """
                    #ifdef _WIN64
                    #define long long long
                    #endif
                    #define KERNEL extern "C" __global__ __launch_bounds__(256) void
                    #define FUNCTION static __device__
                    #define GLOBAL
                    #define LOCAL __shared__
                    #define BARRIER __syncthreads();
                    #define GROUP_0 blockIdx.x
                    #define GROUP_1 blockIdx.y
                    #define GROUP_2 blockIdx.z
                    #define GROUPS_0 gridDim.x
                    #define GROUPS_1 gridDim.y
                    #define GROUPS_2 gridDim.z
                    #define GROUP(d) ((int) GROUP_##d)
                    #define GROUPS(d) ((int) GROUPS_##d)
                    #define THREAD ((int) threadIdx.x)
                    #define THREADS ((int) blockDim.x)
                    #define FP_FAST_FMAF 1
                    #define FP_FAST_FMA 1
                    #define INFINITE __int_as_float(0x7f800000)
                    #define NOT_A_NUMBER __int_as_float(0x7fc00000)
                    """);

    private CudaDialect() {}

    /** The options of the compiler, but for the card's architecture. */
    static String[] options() {
        return OPTIONS.clone();
    }
}
