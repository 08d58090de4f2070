package org.higher.internal.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.Native;
import java.util.List;
import java.util.Optional;
import org.higher.internal.cuda.driver.Card;
import org.junit.jupiter.api.Test;

/** Kernels for all cards from Turing to Blackwell, compiled without one. */
class CardCompilerTest {
    private static final int[] ARCHITECTURES = {75, 80, 86, 89, 90, 100, 120};

    private static final String EVERY_WORD =
            """
            FUNCTION REAL twice(REAL x) { return x + x; }

            KERNEL words(GLOBAL const REAL *x, GLOBAL REAL *y, long offset, REAL a, int n) {
                LOCAL REAL part[256];
                int i = (GROUP(0) + GROUPS(0) * (GROUP(1) + GROUPS(1) * GROUP(2))) * THREADS + THREAD;
                REAL v = i < n ? x[offset + i] : (REAL) INFINITE;
                part[THREAD] = fma(v, a, (REAL) NOT_A_NUMBER);
                BARRIER
                v = part[THREADS - 1 - THREAD];
                v = exp(v) + log(v) + sqrt(v) + sin(v) + cos(v) + tanh(v) + erf(v) + pow(v, a);
                v = v + fabs(v) + fmax(v, a) + fmin(v, a) + log1p(v) + expm1(v) + floor(v);
                if (i < n && !isnan(v) && !isinf(v) && GROUPS(2) == 1) {
                    y[offset + i] = twice(v);
                }
            }
            """;

    private final Optional<CardCompiler> compiler = CardCompiler.ofThisMachine();

    private CardCompiler compiler() {
        assumeThat(compiler)
                .as("neither NVRTC (its folder: -Dhigher.cuda.libraries) nor nvcc is here")
                .isPresent();
        return compiler.orElseThrow();
    }

    @Test
    void everyWordOfTheDialectCompilesForEveryCard() {
        for (String real : List.of("float", "double")) {
            compiler()
                    .compile(
                            text("#define REAL " + real + "\n" + EVERY_WORD),
                            "words",
                            ARCHITECTURES);
        }
    }

    @Test
    void whatDoesNotCompileIsAnErrorWithTheCompilersWords() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                compiler()
                                        .compile(
                                                text("KERNEL bad(int n) { int m = nowhere; }"),
                                                "bad",
                                                90))
                .withMessageStartingWith("cuda: the kernel bad does not compile")
                .withMessageContaining("nowhere");
    }

    /**
     * Machine code where it is known, else that of an older card of the same major version, or PTX.
     */
    @Test
    void cardsGetWhatTheCompilerHasForThem() {
        assumeThat(compiler()).isInstanceOf(CardCompiler.WithNvrtc.class);
        Nvrtc nvrtc = ((CardCompiler.WithNvrtc) compiler()).compiler();
        assertThat(nvrtc.architecture(card(8, 9))).isEqualTo("sm_89");
        assertThat(nvrtc.architecture(card(8, 5))).isEqualTo("sm_80");
        assertThat(nvrtc.architecture(card(99, 0))).startsWith("compute_");
        assertThatIllegalStateException()
                .isThrownBy(() -> nvrtc.architecture(card(2, 0)))
                .withMessageStartingWith("cuda: card, compute capability 2.0, 1.0 GB is too old");
        byte[] text = nvrtc.compile(text("KERNEL none(int n) {}"), "none", "compute_80");
        assertThat(Native.toString(text)).contains(".entry none");
    }

    private static Card card(int major, int minor) {
        return new Card(0, "card", major, minor, 1_000_000_000);
    }

    private static String text(String kernels) {
        return CudaDialect.DIALECT.prelude() + kernels;
    }
}
