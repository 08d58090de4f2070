package org.higher.array;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of its kernels OpenBLAS runs on a CPU with AVX-512; to be settled before it is loaded.
 *
 * <p>For those that know bfloat16 too (Cooper Lake, Sapphire Rapids, Zen 4 and later), ND4J's
 * OpenBLAS, 0.3.19, takes kernels of which the products of doubles are wrong where the second
 * matrix is given by columns, or all are large. Its kernels for Skylake are right there, and as
 * fast. Only an environment variable tells OpenBLAS to take them, which a JVM can't set for itself
 * but through the C library.
 */
public final class OpenBlasCore {
    /** What the environment may say instead. */
    static final String VARIABLE = "OPENBLAS_CORETYPE";

    private static final Logger LOG = LoggerFactory.getLogger(OpenBlasCore.class);
    private static final Set<String> NEEDED =
            Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
    private static final boolean CHOSEN = choose();

    private OpenBlasCore() {}

    /**
     * Chooses for the whole process, once, unless the environment has chosen.
     *
     * @return whether there was a choice to make: on Linux, with AVX-512
     */
    public static boolean settle() {
        return CHOSEN;
    }

    private static boolean choose() {
        if (System.getenv(VARIABLE) != null || !isSkylakeOrLater(cpuInfo())) {
            return false;
        }
        try {
            return NativeLibrary.getProcess()
                            .getFunction("setenv")
                            .invokeInt(new Object[] {VARIABLE, "SKYLAKEX", 0})
                    == 0;
        } catch (LinkageError missing) {
            LOG.warn(
                    "OpenBLAS may compute wrong products here: start with {}=SKYLAKEX in the environment, or put"
                            + " net.java.dev.jna:jna on the class path ({}).",
                    VARIABLE,
                    missing.toString());
            return false;
        }
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
        } catch (IOException notLinux) {
            return List.of();
        }
    }
}
