package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenBlasCoreTest {
    private static final String NOTHING = "nothing";
    private static final String AVX512 = "avx512f avx512dq avx512cd avx512bw avx512vl";

    @Test
    void itsKernelsForSkylakeNeedFiveExtensions() {
        assertThat(isSkylakeOrLater("fma avx2 " + AVX512 + " avx512_bf16")).isTrue();
        for (String one : AVX512.split(" ")) {
            assertThat(isSkylakeOrLater(("fma avx2 " + AVX512).replace(one, ""))).isFalse();
        }
        assertThat(OpenBlasCore.isSkylakeOrLater(List.of())).isFalse();
    }

    private static boolean isSkylakeOrLater(String flags) {
        return OpenBlasCore.isSkylakeOrLater(
                List.of("processor\t: 0", "flags\t\t: fpu vme " + flags, "flags\t\t: fpu"));
    }

    /** Kernels for Cooper Lake are wrong; a CPU that lacks their instructions gets others. */
    @ParameterizedTest
    @ValueSource(strings = {"COOPERLAKE", "SKYLAKEX", "HASWELL", "no such core", NOTHING})
    void productsAreRightWhateverTheEnvironmentSays(String core) throws Exception {
        assertThat(run(core, "host")).endsWith("right\n");
    }

    /** Or else there are none. */
    @ParameterizedTest
    @ValueSource(strings = {"COOPERLAKE", NOTHING})
    void thoseOfNd4jToo(String core) throws Exception {
        String output = run(core, "nd4j");
        if (output.contains("nd4j: ND4J computes wrong products of doubles on this CPU")) {
            assertThat(core).isEqualTo("COOPERLAKE");
            assertThat(output).contains("start with OPENBLAS_CORETYPE=SKYLAKEX or HASWELL");
        } else {
            assertThat(output).endsWith("right\n");
        }
    }

    @Test
    void aProductThatGoesWrongIsNoticed() {
        assertThat(OpenBlasCore.isRight((a, b, m, n, k, transposed) -> new double[m * n], 1))
                .isFalse();
    }

    private static String run(String core, String backend)
            throws IOException, InterruptedException {
        ProcessBuilder child =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dhigher.backend=" + backend,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Product.class.getName());
        if (core.equals(NOTHING)) {
            child.environment().remove(OpenBlasCore.VARIABLE);
        } else {
            child.environment().put(OpenBlasCore.VARIABLE, core);
        }
        Process process = child.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Of doubles, and wide enough to go wrong. */
    static final class Product {
        private Product() {}

        public static void main(String[] args) {
            double[] a = whole(7, 127 * 32);
            double[] b = whole(11, 256 * 32);
            double[] product =
                    Tensor.of(a, 127, 32).mmul(Tensor.of(b, 256, 32).transpose()).toDoubles();
            boolean right = true;
            for (int i = 0; i < product.length; i++) {
                double sum = 0;
                for (int l = 0; l < 32; l++) {
                    sum += a[i / 256 * 32 + l] * b[i % 256 * 32 + l];
                }
                right &= sum == product[i];
            }
            System.out.println(right ? "right" : "wrong");
        }

        private static double[] whole(int period, int size) {
            double[] numbers = new double[size];
            for (int i = 0; i < size; i++) {
                numbers[i] = i % period - period / 2;
            }
            return numbers;
        }
    }
}
