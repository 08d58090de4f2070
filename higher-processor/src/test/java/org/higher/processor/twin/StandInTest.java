package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.Test;

/** A model that has errors brings no others with it. */
class StandInTest {
    private static final String REFUSED =
            """
            @Functional public class Net {
                @Trainable private final Tensor w = Tensor.scalar(2);
                private int calls;
                public Tensor forward(Tensor x) { calls++; return x.mul(w).mul(calls); }
            }
            """;

    @Test
    void codeThatNamesTheTwinHasNoErrors() {
        Compilation compilation =
                Compiling.compile(
                        source("Net", REFUSED),
                        source(
                                "Use",
                                """
                                class Use {
                                    FunctionalNet net;
                                    java.util.List<FunctionalNet.Params> all;
                                    FunctionalNet.Bound bound() { return null; }
                                }
                                """));
        assertThat(compilation).hadErrorCount(1);
        assertThat(compilation).hadErrorContaining("calls");
    }

    @Test
    void modelsThatHoldItHaveNone() {
        Compilation compilation =
                Compiling.compile(
                        source("Net", REFUSED),
                        source(
                                "Two",
                                """
                                @Functional class Two {
                                    private final Net first = new Net();
                                    private final List<Net> more = List.of(new Net());
                                    Tensor forward(Tensor x) {
                                        return more.get(0).forward(first.forward(x));
                                    }
                                }
                                """));
        assertThat(compilation).hadErrorCount(1);
    }

    @Test
    void onesWithTypeParametersHaveAllOfThem() {
        Compilation compilation =
                Compiling.compile(
                        source(
                                "Leaf",
                                """
                                @Functional public class Leaf {
                                    @Trainable private final Tensor w = Tensor.scalar(2);
                                    public Tensor forward(Tensor x) { return x.mul(w); }
                                }
                                """),
                        source("Chain", REFUSED.replace("Net {", "Chain<T> {")),
                        source("Use", "class Use { FunctionalChain<String> chain; }"));
        assertThat(compilation).hadErrorCount(1);
    }

    @Test
    void aClassOfThatNameStays() {
        Compilation compilation =
                Compiling.compile(
                        source("Net", REFUSED), source("FunctionalNet", "class FunctionalNet {}"));
        assertThat(compilation).hadErrorContaining("calls");
        assertThat(compilation.errors()).hasSize(1);
    }
}
