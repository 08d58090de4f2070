package org.higher.internal.opencl;

import org.higher.internal.gpu.driver.Dialect;

/** OpenCL C 1.2 as the language of kernels. */
final class OpenClDialect {
    private static final String WORDS =
            """
            #pragma OPENCL FP_CONTRACT OFF
            #define KERNEL __kernel void
            #define FUNCTION static
            #define GLOBAL __global
            #define LOCAL __local
            #define BARRIER barrier(CLK_LOCAL_MEM_FENCE);
            #define GROUP(d) ((int) get_group_id(d))
            #define GROUPS(d) ((int) get_num_groups(d))
            #define THREAD ((int) get_local_id(0))
            #define THREADS ((int) get_local_size(0))
            #define INFINITE INFINITY
            #define NOT_A_NUMBER NAN
            """;

    private static final String DOUBLES = "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n";

    private OpenClDialect() {}

    static Dialect of(boolean hasDoubles) {
        return new Dialect(hasDoubles ? DOUBLES + WORDS : WORDS);
    }
}
