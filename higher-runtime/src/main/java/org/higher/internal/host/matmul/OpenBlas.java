package org.higher.internal.host.matmul;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.higher.internal.backend.ProductCheck;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.threads.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenBLAS, whose matrix product is {@link FloatBlas#multiply} and that of {@code DoubleBlas}.
 *
 * <p>It runs in the thread that calls; {@link BlasProduct} divides what is worth more of them.
 * Loaded by the first product that is large enough to want it. Where its natives are not on the
 * class path, products stay in Java: right, but slower.
 */
final class OpenBlas {
    private static final Logger LOG = LoggerFactory.getLogger(OpenBlas.class);

    private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    /** More bytes than the check of its products takes. */
    private static final long FOR_THE_CHECK = 1 << 20;

    /** The usual one. */
    static final String REMEDY =
            "put org.bytedeco:openblas "
                    + ProductCheck.OPENBLAS
                    + " and org.bytedeco:javacpp "
                    + ProductCheck.OPENBLAS.replaceFirst(".*-", "")
                    + " on the class path, each also with the classifier of this platform, and no"
                    + " other versions of them";

    private static final boolean AVAILABLE = load();

    private OpenBlas() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    private static boolean load() {
        // JavaCPP counts the whole process, and refuses what does not fit into four times the heap
        if (System.getProperty(LIMIT) == null) {
            System.setProperty(LIMIT, "0");
        }
        try {
            DaemonThreads.detached(
                    () -> {
                        Loader.load(openblas_nolapack.class);
                        Pointer.deallocateReferences(); // starts the thread that frees memory
                    });
            // JavaCPP at its limits corrupts native memory when it makes this call's pointer.
            if (!OffHeapWorkspace.fits(FOR_THE_CHECK)) {
                warnOfMemory("the limits of JavaCPP are reached");
                return false;
            }
            openblas_nolapack.blas_set_num_threads(1);
            boolean right = isRight();
            if (right) {
                LOG.info("large matrix products by OpenBLAS");
            }
            return right;
        } catch (LinkageError missing) {
            LOG.warn(
                    "OpenBLAS can't be loaded: large matrix products run in plain Java. For speed, {}"
                            + " ({}).",
                    REMEDY,
                    missing.toString());
            return false;
        } catch (OutOfMemoryError full) {
            warnOfMemory(String.valueOf(full.getMessage()));
            return false;
        }
    }

    private static void warnOfMemory(String reason) {
        LOG.warn(
                "OpenBLAS has no memory: large matrix products run in plain Java. Start with a"
                        + " larger -Dorg.bytedeco.javacpp.maxBytes and maxPhysicalBytes ({}).",
                reason);
    }

    private static boolean isRight() {
        boolean right =
                ProductCheck.isRight(DoubleBlas::product, 1)
                        && ProductCheck.isRight(OpenBlas::floats, 1);
        if (!right) {
            LOG.error(
                    "OpenBLAS computes wrong products on this CPU: products run in plain Java, right"
                            + " but slower. Use org.bytedeco:openblas in version {} or later, or"
                            + " start with OPENBLAS_CORETYPE=HASWELL in the environment.",
                    ProductCheck.OPENBLAS);
        }
        return right;
    }

    private static double[] floats(
            double[] a, double[] b, int m, int n, int k, boolean transposed) {
        float[] left = ElementwiseKernels.rounded(a);
        float[] right = ElementwiseKernels.rounded(b);
        return ElementwiseKernels.widened(FloatBlas.product(left, right, m, n, k, transposed));
    }
}
