package org.higher.internal.gpu.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.higher.internal.gpu.driver.KernelParameters.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelParametersTest {
    @Test
    void whatIsConstIsRead() {
        String text =
                """
                KERNEL add_all(GLOBAL int *x) { x[0] = 1; }
                KERNEL add(
                        GLOBAL REAL *out, GLOBAL const REAL *x, GLOBAL F(ACC) *partial,
                        GLOBAL const F(ACC)* sums, LAYOUT2 layout, long n) {
                }
                KERNEL none() {}
                """;
        assertThat(kinds(text, "add"))
                .containsExactly(
                        Kind.WRITTEN, Kind.READ, Kind.WRITTEN, Kind.READ, Kind.VALUE, Kind.VALUE);
        assertThat(kinds(text, "add_all")).containsExactly(Kind.WRITTEN);
    }

    private static List<Kind> kinds(String text, String name) {
        KernelParameters parameters = KernelParameters.of(text, name);
        return IntStream.range(0, parameters.count()).mapToObj(parameters::kind).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GLOBAL REAL const *x",
                "const REAL *x",
                "REAL *x",
                "GLOBAL REAL **x",
                "GLOBAL const REAL *const x",
                "GLOBAL REAL x[]",
                "GLOBAL const REAL x",
                "GLOBAL REAL /* out */ *x",
                "unsigned int x",
                ""
            })
    void otherFormsAreRefused(String parameter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelParameters.of("KERNEL f(" + parameter + ") {}", "f"))
                .withMessage(
                        "kernel f: the parameter '%s' is not of the form GLOBAL const TYPE *name"
                                        .formatted(parameter)
                                + " (memory that is read), GLOBAL TYPE *name (any other memory) or"
                                + " TYPE name");
    }

    @Test
    void theHeadIsThereOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelParameters.of("KERNEL f_##g(int n) {}", "f_g"))
                .withMessageStartingWith("kernel f_g: no KERNEL f_g( in its text");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> KernelParameters.of("KERNEL f(int n) {} KERNEL f (int n) {}", "f"))
                .withMessage("kernel f: its text has two heads of it; use two names");
    }
}
