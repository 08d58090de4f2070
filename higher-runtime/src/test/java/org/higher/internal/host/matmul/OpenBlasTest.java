package org.higher.internal.host.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenBLAS with the kernels that it may choose, each in a JVM of its own. */
class OpenBlasTest {
    private static final String VARIABLE = "OPENBLAS_CORETYPE";
    private static final String ITS_OWN_CHOICE = "";

    /** On a CPU that lacks the instructions of a core, OpenBLAS takes others. */
    @ParameterizedTest
    @ValueSource(strings = {ITS_OWN_CHOICE, "COOPERLAKE", "SKYLAKEX", "HASWELL", "no such core"})
    void itsProductsAreRightAndInUse(String core) throws Exception {
        assertThat(run(core, "host")).endsWith("OpenBLAS right\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {ITS_OWN_CHOICE, "COOPERLAKE"})
    void thoseOfNd4jAreRight(String core) throws Exception {
        assertThat(run(core, "nd4j")).endsWith(" right\n");
    }

    @Test
    void itHasNoThreadsOfItsOwn() {
        assertThat(OpenBlas.isAvailable()).isTrue();
        assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
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
        if (core.equals(ITS_OWN_CHOICE)) {
            child.environment().remove(VARIABLE);
        } else {
            child.environment().put(VARIABLE, core);
        }
        Process process = child.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Of doubles, and wide enough to go wrong with the kernels of OpenBLAS 0.3.19. */
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
            System.out.println(
                    (OpenBlas.isAvailable() ? "OpenBLAS " : "Java ") + (right ? "right" : "wrong"));
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
