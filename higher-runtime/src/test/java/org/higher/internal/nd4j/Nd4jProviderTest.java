package org.higher.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.higher.internal.backend.ProductCheck.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;

/** What is decided about ND4J's backends, on plain values: no card is needed. */
class Nd4jProviderTest {
    private static final Product JAVA = Nd4jProviderTest::matmul;

    @Test
    void findsTheBackendOfTheTests() {
        assertThat(Nd4jProvider.onClassPath()).containsExactly("CpuBackend");
        assertThat(Nd4jBackend.isOnClassPath()).isTrue();
    }

    @Test
    void aMissingBackendNamesTheArtifact() {
        assertThat(Nd4jProvider.missing("linux-x86_64"))
                .hasMessage(
                        "nd4j: no ND4J backend on the class path; add org.nd4j:nd4j-native with"
                                + " the classifier linux-x86_64, or org.nd4j:nd4j-cuda-11.6 with"
                                + " it for an NVIDIA card, both in version 1.0.0-M2.1");
    }

    @Test
    void aCpuIsOneDevice() {
        Properties facts = new Properties();
        facts.put(Nd4jEnvironment.OMP_THREADS_KEY, 2);
        assertThat(Nd4jProvider.describe("CpuBackend", facts))
                .containsExactly("CpuBackend: CPU, 2 threads");
    }

    @Test
    void everyCardIsADevice() {
        assertThat(
                        Nd4jProvider.describe(
                                "JCublasBackend", cards(card("A100", 8, 0), card("T4", 7, 5))))
                .containsExactly(
                        "JCublasBackend: A100, compute capability 8.0, 24.0 GB",
                        "JCublasBackend: T4, compute capability 7.5, 24.0 GB");
    }

    @Test
    void aCardWithoutKernelsIsRefused() {
        assertThatThrownBy(
                        () ->
                                Nd4jProvider.describe(
                                        "JCublasBackend",
                                        cards(card("A100", 8, 0), card("H200", 9, 0))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "nd4j: H200, compute capability 9.0, 24.0 GB is not supported:"
                                + " nd4j-cuda-11.6 has kernels for compute capability 3.7 to 8.x;"
                                + " use -Dhigher.backend=cuda, which compiles its own, hide the"
                                + " card with CUDA_VISIBLE_DEVICES, or run with"
                                + " -Dhigher.backend=host");
    }

    @ParameterizedTest
    @CsvSource({
        "2,1,false",
        "3,5,false",
        "3,7,true",
        "5,0,true",
        "7,5,true",
        "8,6,true",
        "8,7,true",
        "8,9,true",
        "9,0,false",
        "10,0,false",
        "12,0,false"
    })
    void theLimitsOfTheKernels(int major, int minor, boolean supported) {
        GpuCard card = new GpuCard("card", major, minor, 0);
        if (supported) {
            card.requireKernels();
        } else {
            assertThatThrownBy(card::requireKernels).hasMessageContaining("is not supported");
        }
    }

    @Test
    void aDeviceThatComputesWrongIsRefusedWithTheFault() {
        assertThat(StartProbe.fault(Nd4jProviderTest::products, List.of(JAVA))).isEmpty();
        assertThat(StartProbe.fault((x, y) -> x.clone(), List.of(JAVA)))
                .contains("elementwise products are wrong");
        assertThat(
                        StartProbe.fault(
                                Nd4jProviderTest::products,
                                List.of(JAVA, (a, b, m, n, k, t) -> new double[m * n])))
                .contains("matrix products are wrong");
        assertThat(
                        StartProbe.fault(
                                (x, y) -> {
                                    throw new IllegalStateException("no kernel image");
                                },
                                List.of()))
                .contains("a computation failed: java.lang.IllegalStateException: no kernel image");
        assertThat(Nd4jProvider.wrong("JCublasBackend: L4", "matrix products are wrong", true))
                .hasMessage(
                        "nd4j: JCublasBackend: L4 does not compute what Java does at start: matrix"
                                + " products are wrong; its driver or its CUDA libraries may not"
                                + " fit nd4j-cuda-11.6: use -Dhigher.backend=cuda or host");
        assertThat(Nd4jProvider.wrong("CpuBackend: CPU", "matrix products are wrong", false))
                .hasMessageStartingWith(
                        "nd4j: ND4J does not compute what Java does on this CPU: matrix products"
                                + " are wrong, as with OpenBLAS 0.3.19");
    }

    private static double[] products(double[] x, double[] y) {
        double[] products = new double[x.length];
        Arrays.setAll(products, i -> x[i] * y[i]);
        return products;
    }

    private static double[] matmul(double[] a, double[] b, int m, int n, int k, boolean byColumn) {
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                for (int j = 0; a[i * k + l] != 0 && j < n; j++) {
                    c[i * n + j] += a[i * k + l] * b[byColumn ? j * k + l : l * n + j];
                }
            }
        }
        return c;
    }

    private static Map<String, Object> card(String name, long major, long minor) {
        return Map.of(
                Nd4jEnvironment.CUDA_DEVICE_NAME_KEY, name,
                Nd4jEnvironment.CUDA_DEVICE_MAJOR_VERSION_KEY, major,
                Nd4jEnvironment.CUDA_DEVICE_MINOR_VERSION_KEY, minor,
                Nd4jEnvironment.CUDA_TOTAL_MEMORY_KEY, 24_000_000_000L);
    }

    private static Properties cards(Object... cards) {
        Properties facts = new Properties();
        facts.put(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY, List.of(cards));
        return facts;
    }
}
