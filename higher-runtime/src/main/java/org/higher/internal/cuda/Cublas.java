package org.higher.internal.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.higher.array.DType;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Products;

/**
 * Matrix products by cuBLAS.
 *
 * <p>It has its own workspace, so that results are the same each time, and multiplies floats as
 * floats unless {@value #TF32} is true.
 */
final class Cublas implements Products {
    /** The system property by which factors of floats may be rounded to ten bits (TF32). */
    static final String TF32 = "higher.cuda.tf32";

    /** What NVIDIA recommends for Hopper, eight times as much as for cards before. */
    private static final long WORKSPACE_BYTES = 32L << 20;

    /** How many products one call may be about, on every version. */
    private static final int MOST_PRODUCTS = 65_535;

    private final CublasApi api;
    private final CudaStream stream;
    private final Pointer handle;
    private final String description;

    /** 1 and 0: what products and earlier contents are multiplied by. */
    private final Memory floats = new Memory(8);

    private final Memory doubles = new Memory(16);
    private final Pointer zeroFloat = floats.share(4);
    private final Pointer zeroDouble = doubles.share(8);

    /**
     * Starts the library on a stream.
     *
     * @param file the library, which was found
     */
    Cublas(String file, CudaStream stream) {
        this.api = new CublasApi(NativeLibrary.getInstance(file));
        this.stream = stream;
        floats.setFloat(0, 1);
        floats.setFloat(4, 0);
        doubles.setDouble(0, 1);
        doubles.setDouble(8, 0);
        boolean tf32 = Boolean.getBoolean(TF32);
        synchronized (stream) {
            stream.enter();
            PointerByReference made = new PointerByReference();
            check(api.cublasCreate_v2(made), "cublasCreate");
            handle = made.getValue();
            check(api.cublasSetStream_v2(handle, stream.handle()), "cublasSetStream");
            LongByReference workspace = new LongByReference();
            stream.check(stream.api().cuMemAlloc_v2(workspace, WORKSPACE_BYTES), "cuMemAlloc");
            check(
                    api.cublasSetWorkspace_v2(handle, workspace.getValue(), WORKSPACE_BYTES),
                    "cublasSetWorkspace");
            check(
                    api.cublasSetMathMode(
                            handle, tf32 ? CublasApi.TF32_MATH : CublasApi.PEDANTIC_MATH),
                    "cublasSetMathMode");
            IntByReference version = new IntByReference();
            check(api.cublasGetVersion_v2(handle, version), "cublasGetVersion");
            description = "cuBLAS " + version(version.getValue()) + (tf32 ? ", with TF32" : "");
        }
    }

    /** As {@code "12.4.5"}; from version 11 on the first number counts for 10,000. */
    private static String version(int number) {
        return number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean takes(MatrixProducts products) {
        return true;
    }

    /**
     * A row-major matrix is the transpose of a column-major one: cuBLAS computes the transpose of
     * the product, from the transposed factors in reverse order.
     */
    @Override
    public void multiply(MatrixProducts p) {
        int width = p.dtype() == DType.FLOAT32 ? 4 : 8;
        for (int first = 0; first < p.count(); first += MOST_PRODUCTS) {
            int count = Math.min(MOST_PRODUCTS, p.count() - first);
            long a = address(p.a(), p.offsetA() + first * p.strideA(), width);
            long b = address(p.b(), p.offsetB() + first * p.strideB(), width);
            long c = address(p.c(), p.offsetC() + first * p.strideC(), width);
            synchronized (stream) {
                stream.enter();
                check(multiply(p, count, a, b, c), "cublas" + (width == 4 ? "S" : "D") + "gemm");
            }
        }
    }

    private int multiply(MatrixProducts p, int count, long a, long b, long c) {
        int first = p.transposeB() ? CublasApi.TRANSPOSED : CublasApi.NOT_TRANSPOSED;
        int second = p.transposeA() ? CublasApi.TRANSPOSED : CublasApi.NOT_TRANSPOSED;
        int rowOfA = p.transposeA() ? p.m() : p.k();
        int rowOfB = p.transposeB() ? p.k() : p.n();
        if (p.dtype() == DType.FLOAT32) {
            return api.cublasSgemmStridedBatched(
                    handle,
                    first,
                    second,
                    p.n(),
                    p.m(),
                    p.k(),
                    floats,
                    b,
                    rowOfB,
                    p.strideB(),
                    a,
                    rowOfA,
                    p.strideA(),
                    zeroFloat,
                    c,
                    p.n(),
                    p.strideC(),
                    count);
        }
        return api.cublasDgemmStridedBatched(
                handle,
                first,
                second,
                p.n(),
                p.m(),
                p.k(),
                doubles,
                b,
                rowOfB,
                p.strideB(),
                a,
                rowOfA,
                p.strideA(),
                zeroDouble,
                c,
                p.n(),
                p.strideC(),
                count);
    }

    private static long address(
            org.higher.internal.gpu.driver.Memory memory, long elements, int width) {
        return ((CudaMemory) memory).address() + elements * width;
    }

    private static void check(int error, String call) {
        if (error != 0) {
            throw new IllegalStateException(
                    "cuda: %s failed: status %d of cuBLAS, %s"
                            .formatted(
                                    call,
                                    error,
                                    switch (error) {
                                        case 1 -> "not initialized";
                                        case 3 -> "no memory";
                                        case 7 -> "invalid value";
                                        case 8 -> "a card that it has no code for";
                                        case 13 -> "execution failed";
                                        case 14 -> "internal error";
                                        case 15 -> "not supported";
                                        default -> "see cublasStatus_t";
                                    }));
        }
    }
}
