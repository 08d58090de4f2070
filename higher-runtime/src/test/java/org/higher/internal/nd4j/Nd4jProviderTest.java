package org.higher.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;

/** What is decided about ND4J's backends, on plain values: no card is needed. */
class Nd4jProviderTest {
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
                        "JCublasBackend: A100, compute capability 8.0",
                        "JCublasBackend: T4, compute capability 7.5");
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
                        "nd4j: H200, compute capability 9.0 is not supported: nd4j-cuda-11.6 has"
                                + " kernels for compute capability 3.7 to 8.6; hide the card with"
                                + " CUDA_VISIBLE_DEVICES, or run with -Dhigher.backend=host");
    }

    @ParameterizedTest
    @CsvSource({
        "3,5,false",
        "3,7,true",
        "5,0,true",
        "8,6,true",
        "8,9,false",
        "9,0,false",
        "10,0,false"
    })
    void theLimitsOfTheKernels(int major, int minor, boolean supported) {
        GpuCard card = new GpuCard("card", major, minor);
        if (supported) {
            card.requireKernels();
        } else {
            assertThatThrownBy(card::requireKernels).hasMessageContaining("is not supported");
        }
    }

    private static Map<String, Object> card(String name, long major, long minor) {
        return Map.of(
                Nd4jEnvironment.CUDA_DEVICE_NAME_KEY, name,
                Nd4jEnvironment.CUDA_DEVICE_MAJOR_VERSION_KEY, major,
                Nd4jEnvironment.CUDA_DEVICE_MINOR_VERSION_KEY, minor);
    }

    private static Properties cards(Object... cards) {
        Properties facts = new Properties();
        facts.put(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY, List.of(cards));
        return facts;
    }
}
