package org.higher.internal.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.higher.array.DType;
import org.higher.internal.cuda.driver.Card;
import org.higher.internal.cuda.driver.CudaMemory;
import org.higher.internal.cuda.driver.CudaStream;
import org.higher.internal.cuda.driver.CudaStreams;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Products;

/**
 * Matrix products by cuBLAS.
 *
 * <p>Each stream has a handle and a workspace of its own, so that results are the same each time,
 * whichever stream computes them. Floats are multiplied as floats unless {@value #TF32} is true.
 */
final class Cublas implements Products {
    /** The system property by which factors of floats may be rounded to ten bits (TF32). */
    static final String TF32 = "higher.cuda.tf32";

    /** What NVIDIA recommends for a workspace, from Hopper (compute capability 9.0) on. */
    private static final long WORKSPACE_BYTES = 32L << 20;

    /** What it recommends for cards before. */
    private static final long SMALL_WORKSPACE_BYTES = 4L << 20;

    private static final int HOPPER = 90;

    /** How many products one call may be about, on every version. */
    private static final int MOST_PRODUCTS = 65_535;

    private final CublasApi api;
    private final CudaStreams streams;
    private final long workspaceBytes;
    private final boolean tf32 = Boolean.getBoolean(TF32);
    private final String description;

    /** 1 and 0: what products and earlier contents are multiplied by. */
    private final Memory floats = new Memory(8);

    private final Memory doubles = new Memory(16);
    private final Pointer zeroFloat = floats.share(4);
    private final Pointer zeroDouble = doubles.share(8);

    /**
     * Starts the library, on the stream of this thread.
     *
     * @param file the library, which was found
     */
    Cublas(String file, CudaStreams streams, Card card) {
        this.api = new CublasApi(NativeLibrary.getInstance(file));
        this.streams = streams;
        this.workspaceBytes = card.capability() < HOPPER ? SMALL_WORKSPACE_BYTES : WORKSPACE_BYTES;
        floats.setFloat(0, 1);
        floats.setFloat(4, 0);
        doubles.setDouble(0, 1);
        doubles.setDouble(8, 0);
        IntByReference version = new IntByReference();
        try (CudaStream on = streams.enter()) {
            check(api.cublasGetVersion_v2(handle(on), version), "cublasGetVersion");
        }
        description = "cuBLAS " + version(version.getValue()) + (tf32 ? ", with TF32" : "");
    }

    private Pointer handle(CudaStream on) {
        return on.handleOf(this, () -> create(on));
    }

    private Pointer create(CudaStream on) {
        PointerByReference made = new PointerByReference();
        check(api.cublasCreate_v2(made), "cublasCreate");
        Pointer handle = made.getValue();
        try {
            setUp(handle, on);
        } catch (IllegalStateException failed) {
            api.cublasDestroy_v2(handle);
            throw failed;
        }
        return handle;
    }

    private void setUp(Pointer handle, CudaStream on) {
        check(api.cublasSetStream_v2(handle, on.handle()), "cublasSetStream");
        check(
                api.cublasSetMathMode(handle, tf32 ? CublasApi.TF32_MATH : CublasApi.PEDANTIC_MATH),
                "cublasSetMathMode");
        LongByReference workspace = new LongByReference();
        on.check(on.api().cuMemAlloc_v2(workspace, workspaceBytes), "cuMemAlloc");
        check(
                api.cublasSetWorkspace_v2(handle, workspace.getValue(), workspaceBytes),
                "cublasSetWorkspace");
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
            try (CudaStream on = streams.enter()) {
                long a = ((CudaMemory) p.a()).use(on, false);
                long b = ((CudaMemory) p.b()).use(on, false);
                long c = ((CudaMemory) p.c()).use(on, true);
                int error =
                        multiply(
                                handle(on),
                                p,
                                count,
                                a + (p.offsetA() + first * p.strideA()) * width,
                                b + (p.offsetB() + first * p.strideB()) * width,
                                c + (p.offsetC() + first * p.strideC()) * width);
                check(error, "cublas" + (width == 4 ? "S" : "D") + "gemm");
            }
        }
    }

    private int multiply(Pointer handle, MatrixProducts p, int count, long a, long b, long c) {
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
