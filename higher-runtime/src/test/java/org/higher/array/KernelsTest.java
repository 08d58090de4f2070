package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.higher.array.KernelCases.Case;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel of every backend against its definition, on seeded random arguments. */
class KernelsTest {
    private static final int SEEDS = 100;

    static Stream<Arguments> backendsAndTypes() {
        return Backends.list().stream()
                .flatMap(
                        backend ->
                                Stream.of(DType.values())
                                        .map(dtype -> Arguments.of(backend, dtype)));
    }

    @ParameterizedTest
    @MethodSource("backendsAndTypes")
    void agreesWithTheDefinition(Backend backend, DType dtype) {
        Device device = backend.devices().get(0);
        List<String> differences = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            for (Case use : KernelCases.of(seed, dtype)) {
                Object expected = use.body().run(NaiveKernels.KERNELS, NaiveKernels.DEVICE);
                Object actual;
                try {
                    actual = use.body().run(backend.kernels(), device);
                } catch (RuntimeException e) {
                    differences.add(use + ": " + e);
                    continue;
                }
                Results.difference(use, expected, actual).ifPresent(differences::add);
            }
        }
        assertThat(differences).isEmpty();
    }
}
