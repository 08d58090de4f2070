package org.higher.array;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of its kernels OpenBLAS runs on a CPU with AVX-512, to be settled before it is loaded, and
 * whether they are right.
 *
 * <p>For those that know bfloat16 too (Cooper Lake, Sapphire Rapids, Zen 4 and later), ND4J's
 * OpenBLAS, 0.3.19, takes kernels of which the products of doubles are wrong where the second
 * matrix is given by columns, or all are large. Its kernels for Skylake are right there. Only an
 * environment variable tells OpenBLAS to take them, which a JVM can't set for itself but through
 * the C library.
 */
public final class OpenBlasCore {
    /** What the environment may say instead. */
    static final String VARIABLE = "OPENBLAS_CORETYPE";

    private static final Logger LOG = LoggerFactory.getLogger(OpenBlasCore.class);
    private static final Set<String> NEEDED =
            Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
    private static boolean settled;

    private OpenBlasCore() {}

    /** Chooses for the whole process, once; what the environment says has precedence. */
    public static synchronized void settle() {
        if (settled) {
            return;
        }
        settled = true;
        if (System.getenv(VARIABLE) != null || !isSkylakeOrLater(cpuInfo())) {
            return;
        }
        try {
            NativeLibrary.getProcess()
                    .getFunction("setenv")
                    .invokeInt(new Object[] {VARIABLE, "SKYLAKEX", 0});
        } catch (LinkageError missing) {
            LOG.warn(
                    "OpenBLAS may compute wrong products here: start with {}=SKYLAKEX in the"
                            + " environment, or put net.java.dev.jna:jna on the class path ({}).",
                    VARIABLE,
                    missing.toString());
        }
    }

    /** The product of an m x k matrix and a k x n one, which may be given as n x k. */
    public interface Product {
        /** Its elements, row by row; those of the factors are small whole numbers. */
        double[] of(double[] a, double[] b, int m, int n, int k, boolean transposed);
    }

    /**
     * Whether products of doubles come out right, in the two ways that are known to go wrong: of a
     * second matrix that is given by columns, and of large ones.
     *
     * <p>Rows of the first matrix have one element that is not 0, so each element of the product is
     * one product.
     *
     * @param threads that divide a product among them: each is to have a part that can go wrong
     */
    public static boolean isRight(Product product, int threads) {
        int side = 256 * threads;
        return isRight(product, 16, side, 16) && isRight(product, side, side, 96);
    }

    private static boolean isRight(Product product, int m, int n, int k) {
        double[] a = new double[m * k];
        double[] b = new double[k * n];
        double[] turned = new double[n * k];
        double[] expected = new double[m * n];
        for (int i = 0; i < m; i++) {
            a[i * k + i % k] = i % 7 - 3;
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = i % 1009 - 504;
            turned[i % n * k + i / n] = b[i];
        }
        for (int i = 0; i < expected.length; i++) {
            int row = i / n;
            expected[i] = a[row * k + row % k] * b[row % k * n + i % n];
        }
        return equal(product.of(a, turned, m, n, k, true), expected)
                && equal(product.of(a, b, m, n, k, false), expected);
    }

    /** Where -0 equals 0, unlike in {@link java.util.Arrays}. */
    private static boolean equal(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            if (x[i] != y[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a CPU, as Linux describes it, has the instructions of OpenBLAS's Skylake kernels. */
    static boolean isSkylakeOrLater(List<String> cpuInfo) {
        return cpuInfo.stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> List.of(line.split("\\s+")).containsAll(NEEDED))
                .orElse(false);
    }

    private static List<String> cpuInfo() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.limit(64).toList(); // the first CPU; they are alike
        } catch (IOException | UncheckedIOException notLinux) {
            return List.of();
        }
    }
}
