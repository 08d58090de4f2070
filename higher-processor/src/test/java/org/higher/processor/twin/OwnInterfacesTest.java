package org.higher.processor.twin;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interfaces of a model that {@code Bound} has as well. */
class OwnInterfacesTest {
    private static final String MODEL =
            """
            @Functional public class Net %s {
                @Trainable private final Tensor w = Tensor.scalar(2);
                private double scale = 1;
                public Tensor forward(Tensor x) { return x.mul(w).mul(scale); }
                public Tensor apply(Tensor x) { return forward(x); }
                public void setScale(double s) { scale = s; }
                public Net self(Net other) { return this; }
                Tensor hidden(Tensor x) { return forward(x); }
            }
            """;

    private static Compilation compile(String heading, String use, String member) {
        return Compiling.compile(
                source("Net", MODEL.formatted(heading)),
                source("Own", "public interface Own { Tensor forward(Tensor x); " + member + "}"),
                source("Of", "public interface Of<T> { T forward(T x); }"),
                source("Wider", "interface Wider extends Own { void setScale(double s); }"),
                source("Same", "interface Same { Net self(Net other); }"),
                source(
                        "Use",
                        "class Use { Object use(FunctionalNet.Bound bound) { " + use + " } }"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "implements Own | Own own = bound; return own.forward(null);",
                "implements java.util.function.UnaryOperator<Tensor>"
                        + "| java.util.function.Function<Tensor, Tensor> f = bound; return f;",
                "implements Of<Tensor> | Of<Tensor> of = bound; return of;",
                "implements Wider | Own own = bound; return own;",
            })
    void areThoseWhoseMethodsItHas(String heading, String use) {
        assertThat(compile(heading, use, "")).succeeded();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default Tensor twice(Tensor x) { return forward(forward(x)); }"
                        + " | return bound.twice(null);",
                "static int one() { return 1; } | Own own = bound; return own;",
            })
    void bringTheirDefaultMethods(String member, String use) {
        assertThat(compile("implements Own", use, member)).succeeded();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "implements Wider | Wider wider = bound; return wider;",
                "implements Same | Same same = bound; return same;",
                "implements java.io.Serializable | java.io.Serializable s = bound; return s;",
            })
    void othersAreNot(String heading, String use) {
        assertThat(compile(heading, use, "")).hadErrorContaining("incompatible types");
    }

    /** The interface's own default method would hide what the model says instead. */
    @Test
    void notIfAMethodOfTheModelIsMissing() {
        Compilation compilation =
                Compiling.compile(
                        source(
                                "Own",
                                """
                                public interface Own {
                                    Tensor forward(Tensor x);
                                    default String name() { return "own"; }
                                }
                                """),
                        source(
                                "Net",
                                """
                                @Functional public class Net implements Own {
                                    @Trainable private final Tensor w = Tensor.scalar(2);
                                    public Tensor forward(Tensor x) { return x.mul(w); }
                                    @Override public String name() {
                                        return new Object() { Net net = Net.this; }.toString();
                                    }
                                }
                                """),
                        source(
                                "Use",
                                "class Use { Own own(FunctionalNet.Bound b) { return b; } }"));
        assertThat(compilation).hadErrorContaining("incompatible types");
    }

    /** Javac would warn of it in the generated file. */
    @Test
    void notOneThatHasNoFileOfItsName() {
        Compilation compilation =
                Compiling.compile(
                        source(
                                "Net",
                                """
                                @Functional public class Net implements Beside {
                                    @Trainable private final Tensor w = Tensor.scalar(2);
                                    public Tensor forward(Tensor x) { return x.mul(w); }
                                }
                                interface Beside { Tensor forward(Tensor x); }
                                """));
        assertThat(compilation).succeededWithoutWarnings();
    }
}
