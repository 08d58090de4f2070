package org.higher.internal.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.gpu.driver.Accelerator;

/** Puts the texts of kernels together, which are beside this class as resources. */
public final class KernelTexts {
    /** The largest magnitude, a reduction that is none of a backend's. */
    static final int MAX_ABS = Reduction.values().length;

    private KernelTexts() {}

    /** The families of kernels, each a text that is compiled by itself when it is needed. */
    public enum Family {
        ARITHMETIC("arithmetic.c"),
        TRANSCENDENTAL("transcendental.c"),
        MOVEMENT("movement.c"),
        REDUCTION("reduction.c"),
        CONVOLUTION("convolution.c"),
        MATMUL("matmul.c"),
        SMALL_TILES("tiles.c"),
        LARGE_TILES("tiles.c");

        private final String resource;

        Family(String resource) {
            this.resource = resource;
        }
    }

    /**
     * The kernels of a family, over elements of one type.
     *
     * @param rank the most axes of a layout
     */
    static String fixed(Accelerator accelerator, Family family, DType dtype, int rank) {
        return accelerator.dialect().prelude()
                + common(accelerator)
                + "#define RANK "
                + rank
                + "\n"
                + "#define PER "
                + (family == Family.LARGE_TILES ? 4 : 1)
                + "\n"
                + read("layouts.c")
                + real(dtype)
                + read("functions.c")
                + read("sums.c")
                + read(family.resource);
    }

    /** What comes before a printed program: the functions of all types that there are. */
    static String program(Accelerator accelerator) {
        return accelerator.dialect().prelude()
                + common(accelerator)
                + "#define INDEX ((long) GROUP(0) * GROUP_SIZE + THREAD)\n"
                + (accelerator.hasDoubles() ? functions(DType.FLOAT64) : "")
                + functions(DType.FLOAT32);
    }

    private static String functions(DType dtype) {
        return real(dtype)
                + read("functions.c")
                + read("sums.c")
                + "#undef REAL\n#undef F\n#undef MULTIPLY_ADD\n";
    }

    private static String common(Accelerator accelerator) {
        return "#define HAS_DOUBLES "
                + (accelerator.hasDoubles() ? 1 : 0)
                + "\n#define GROUP_SIZE "
                + GpuDevice.GROUP_SIZE
                + "\n"
                + numbers("OP_", Reduction.values())
                + "#define OP_MAX_ABS "
                + MAX_ABS
                + "\n"
                + numbers("UNARY_", Unary.values())
                + numbers("BINARY_", Binary.values());
    }

    /** What texts call a function or a reduction by. */
    @SuppressWarnings("EnumOrdinal") // printed and passed within one run
    static int number(Enum<?> f) {
        return f.ordinal();
    }

    private static String numbers(String prefix, Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(f -> "#define " + prefix + f.name() + " " + number(f) + "\n")
                .collect(Collectors.joining());
    }

    private static String real(DType dtype) {
        boolean isFloat = dtype == DType.FLOAT32;
        return """
        #define REAL %s
        #define F(name) name##_%s
        #ifdef %s
        #define MULTIPLY_ADD(a, b, c) fma(a, b, c)
        #else
        #define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
        #endif
        """
                .formatted(
                        isFloat ? "float" : "double",
                        isFloat ? "f" : "d",
                        isFloat ? "FP_FAST_FMAF" : "FP_FAST_FMA");
    }

    private static String read(String resource) {
        try (InputStream text = KernelTexts.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException(
                        resource + ": the library's JAR lacks this text of kernels");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
