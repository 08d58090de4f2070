package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.internal.backend.KernelCases.Case;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel of every backend against its definition, on seeded random arguments. */
class KernelsTest {
    private static final int SEEDS = 60;

    /** Of devices that are launched and waited for, once for each use. */
    private static final int SEEDS_ELSEWHERE = 20;

    /** What a case gives by definition, which takes longer than any backend. */
    private record Defined(Case use, Object result) {}

    /** By type and seed, for the backends to share. */
    private static final Map<List<?>, List<Defined>> DEFINED = new HashMap<>();

    private static List<Defined> defined(int seed, DType dtype) {
        return DEFINED.computeIfAbsent(
                List.of(seed, dtype),
                key ->
                        KernelCases.of(seed, dtype).stream()
                                .map(use -> new Defined(use, definition(use)))
                                .toList());
    }

    private static Object definition(Case use) {
        return use.body().run(NaiveKernels.KERNELS, NaiveKernels.DEVICE);
    }

    @AfterAll
    static void forget() {
        DEFINED.clear();
    }

    static Stream<Arguments> backendsAndTypes() {
        return BackendsUnderTest.usable()
                .flatMap(
                        backend ->
                                Stream.of(DType.values())
                                        .map(dtype -> Arguments.of(backend, dtype)));
    }

    @ParameterizedTest
    @MethodSource("backendsAndTypes")
    void agreesWithTheDefinition(Backend backend, DType dtype) {
        BackendDevice device = backend.devices().get(0);
        List<String> differences = new ArrayList<>();
        boolean isElsewhere = device.backend().fuses() && !backend.name().equals("host");
        int seeds = isElsewhere ? SEEDS_ELSEWHERE : SEEDS;
        for (int seed = 0; seed < seeds; seed++) {
            for (Defined defined : defined(seed, dtype)) {
                Case use = defined.use();
                Object actual;
                try {
                    actual = use.body().run(backend.kernels(), device);
                } catch (RuntimeException e) {
                    differences.add(use + ": " + e);
                    continue;
                }
                Results.difference(use, defined.result(), actual).ifPresent(differences::add);
            }
        }
        assertThat(differences).isEmpty();
    }

    /** Fails for a new method of {@link Kernels}, and for a new constant of its enums. */
    @Test
    void everyFormOfEveryKernelIsUsed() {
        Set<String> used = new TreeSet<>();
        Kernels recorder =
                (Kernels)
                        Proxy.newProxyInstance(
                                Kernels.class.getClassLoader(),
                                new Class<?>[] {Kernels.class},
                                (proxy, method, arguments) -> {
                                    used.add(form(method, constant(arguments)));
                                    return method.invoke(NaiveKernels.KERNELS, arguments);
                                });
        for (Case use : KernelCases.of(1, DType.FLOAT32)) {
            use.body().run(recorder, NaiveKernels.DEVICE);
        }
        Set<String> unused = new TreeSet<>();
        for (Method method : Kernels.class.getMethods()) {
            constants(method).forEach(constant -> unused.add(form(method, constant)));
        }
        unused.removeAll(used);
        assertThat(unused).as("kernels that no case uses").isEmpty();
    }

    private static String form(Method method, Object constant) {
        return method.getName() + Arrays.toString(method.getParameterTypes()) + constant;
    }

    private static Object constant(Object[] arguments) {
        return Stream.of(arguments).filter(Enum.class::isInstance).findFirst().orElse("");
    }

    private static List<?> constants(Method method) {
        for (Class<?> type : method.getParameterTypes()) {
            if (type.isEnum()) {
                return List.of(type.getEnumConstants());
            }
        }
        return List.of("");
    }
}
