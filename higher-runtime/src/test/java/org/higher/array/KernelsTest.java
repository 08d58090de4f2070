package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.higher.array.KernelCases.Case;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel of every backend against its definition, on seeded random arguments. */
class KernelsTest {
    private static final int SEEDS = 200;

    static Stream<Arguments> draws() {
        return Backends.list().stream()
                .flatMap(
                        backend ->
                                Stream.of(DType.values())
                                        .map(dtype -> Arguments.of(backend, dtype)));
    }

    @ParameterizedTest
    @MethodSource("draws")
    void agreesWithTheDefinition(Backend backend, DType dtype) {
        Device device = backend.devices().get(0);
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Case use : KernelCases.of(seed, dtype)) {
                Object expected =
                        use.body()
                                .run(NaiveKernels.DEVICE.backend().kernels(), NaiveKernels.DEVICE);
                Object actual = use.body().run(backend.kernels(), device);
                Results.assertClose(use, "seed " + seed, expected, actual);
            }
        }
        assertThat(backend.devices()).isNotEmpty();
    }
}
