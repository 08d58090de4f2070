package org.higher.internal.opencl;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.internal.backend.ProductCheck;
import org.higher.internal.gpu.driver.MatrixProducts;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.driver.Products;
import org.higher.internal.threads.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Matrix products by CLBlast, where it is installed.
 *
 * <p>It is asked for on GPUs: for a CPU it compiles longer than it computes.
 */
final class ClBlastProducts implements Products {
    /** The system property that says {@code true} or {@code false} for every device. */
    static final String PROPERTY = "higher.opencl.clblast";

    private static final Logger LOG = LoggerFactory.getLogger(ClBlastProducts.class);

    /** What people call it. */
    static final String NAME = "CLBlast";

    /** What the system's loader may call it. */
    private static final List<String> NAMES = List.of("clblast", "libclblast.so.1");

    /** Multiplications below this many are left to our own kernel. */
    private static final double FEW = 64 * 64 * 64;

    private static @Nullable Boolean installed;

    private final long queue;

    private ClBlastProducts(long queue) {
        this.queue = queue;
    }

    /**
     * Whether the library is wanted and installed.
     *
     * @param usual whether it is wanted where the property says nothing
     */
    static boolean isThere(boolean usual) {
        String property = System.getProperty(PROPERTY, "");
        boolean wanted = property.isBlank() ? usual : Boolean.parseBoolean(property.strip());
        return wanted && isInstalled();
    }

    private static synchronized boolean isInstalled() {
        Boolean known = installed;
        if (known == null) {
            known = bind();
            installed = known;
        }
        return known;
    }

    private static boolean bind() {
        for (String name : NAMES) {
            try {
                DaemonThreads.detached(
                        () -> Native.register(ClBlast.class, NativeLibrary.getInstance(name)));
                return true;
            } catch (UnsatisfiedLinkError missing) {
                LOG.debug("no {}", name, missing);
            }
        }
        return false;
    }

    /** The library, if it is installed, wanted, and right on this device. */
    static Optional<Products> find(OpenClAccelerator accelerator, long queue, boolean usual) {
        if (!isThere(usual)) {
            return Optional.empty();
        }
        ClBlastProducts found = new ClBlastProducts(queue);
        if (found.isRight(accelerator)) {
            return Optional.of(found);
        }
        LOG.error(
                "{} computes wrong products on {}; it is not used, the library's own kernels are",
                NAME,
                accelerator.description());
        return Optional.empty();
    }

    private boolean isRight(OpenClAccelerator accelerator) {
        return ProductCheck.isRight(
                (a, b, m, n, k, transposed) -> {
                    Memory left = accelerator.allocate(4L * a.length).orElseThrow();
                    Memory right = accelerator.allocate(4L * b.length).orElseThrow();
                    Memory result = accelerator.allocate(4L * m * n).orElseThrow();
                    accelerator.write(left, floats(a));
                    accelerator.write(right, floats(b));
                    float[] product = new float[m * n];
                    multiply(
                            new MatrixProducts(
                                    DType.FLOAT32,
                                    1,
                                    m,
                                    n,
                                    k,
                                    false,
                                    transposed,
                                    left,
                                    0,
                                    0,
                                    right,
                                    0,
                                    0,
                                    result,
                                    0,
                                    (long) m * n));
                    accelerator.read(result, product);
                    List.of(left, right, result).forEach(accelerator::free);
                    double[] doubles = new double[product.length];
                    Arrays.setAll(doubles, i -> product[i]);
                    return doubles;
                },
                1);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public String description() {
        return NAME;
    }

    @Override
    public boolean takes(MatrixProducts of) {
        return (double) of.count() * of.m() * of.n() * of.k() >= FEW
                && Math.min(of.m(), of.n()) >= 16;
    }

    @Override
    public void multiply(MatrixProducts of) {
        int transposeA = of.transposeA() ? ClBlast.TRANSPOSED : ClBlast.AS_GIVEN;
        int transposeB = of.transposeB() ? ClBlast.TRANSPOSED : ClBlast.AS_GIVEN;
        long rowA = of.transposeA() ? of.m() : of.k();
        long rowB = of.transposeB() ? of.k() : of.n();
        long a = ((OpenClMemory) of.a()).handle();
        long b = ((OpenClMemory) of.b()).handle();
        long c = ((OpenClMemory) of.c()).handle();
        long[] queues = {queue};
        boolean isFloat = of.dtype() == DType.FLOAT32;
        int code;
        if (of.count() == 1 && isFloat) {
            code =
                    ClBlast.CLBlastSgemm(
                            ClBlast.ROW_MAJOR,
                            transposeA,
                            transposeB,
                            of.m(),
                            of.n(),
                            of.k(),
                            1,
                            a,
                            of.offsetA(),
                            rowA,
                            b,
                            of.offsetB(),
                            rowB,
                            0,
                            c,
                            of.offsetC(),
                            of.n(),
                            queues,
                            0);
        } else if (of.count() == 1) {
            code =
                    ClBlast.CLBlastDgemm(
                            ClBlast.ROW_MAJOR,
                            transposeA,
                            transposeB,
                            of.m(),
                            of.n(),
                            of.k(),
                            1,
                            a,
                            of.offsetA(),
                            rowA,
                            b,
                            of.offsetB(),
                            rowB,
                            0,
                            c,
                            of.offsetC(),
                            of.n(),
                            queues,
                            0);
        } else if (isFloat) {
            code =
                    ClBlast.CLBlastSgemmStridedBatched(
                            ClBlast.ROW_MAJOR,
                            transposeA,
                            transposeB,
                            of.m(),
                            of.n(),
                            of.k(),
                            1,
                            a,
                            of.offsetA(),
                            rowA,
                            of.strideA(),
                            b,
                            of.offsetB(),
                            rowB,
                            of.strideB(),
                            0,
                            c,
                            of.offsetC(),
                            of.n(),
                            of.strideC(),
                            of.count(),
                            queues,
                            0);
        } else {
            code =
                    ClBlast.CLBlastDgemmStridedBatched(
                            ClBlast.ROW_MAJOR,
                            transposeA,
                            transposeB,
                            of.m(),
                            of.n(),
                            of.k(),
                            1,
                            a,
                            of.offsetA(),
                            rowA,
                            of.strideA(),
                            b,
                            of.offsetB(),
                            rowB,
                            of.strideB(),
                            0,
                            c,
                            of.offsetC(),
                            of.n(),
                            of.strideC(),
                            of.count(),
                            queues,
                            0);
        }
        if (code != 0) {
            throw new IllegalStateException(
                    "opencl: CLBlast: %s, for %d products [%d, %d] x [%d, %d]"
                            .formatted(
                                    OpenClLibrary.name(code),
                                    of.count(),
                                    of.m(),
                                    of.k(),
                                    of.k(),
                                    of.n()));
        }
    }
}
