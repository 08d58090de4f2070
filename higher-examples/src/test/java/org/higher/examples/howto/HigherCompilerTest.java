package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.processor.HigherCompiler;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Models that are compiled while a program runs")
class HigherCompilerTest {
    private static final String NET =
            """
            import org.higher.annotations.Functional;
            import org.higher.annotations.Trainable;
            import org.higher.tensor.Tensor;

            class Factor {
                static final double TWO = 2;
            }

            @Functional
            public class Net {
                @Trainable private Tensor w = Tensor.scalar(3);

                public Tensor forward(Tensor x) {
                    return x.mul(w).mul(Factor.TWO);
                }
            }
            """;

    private static final String PAIR =
            """
            package pairs;

            import org.higher.annotations.Functional;
            import org.higher.annotations.Trainable;
            import org.higher.tensor.Tensor;

            @Functional
            public class Pair {
                @Trainable public Tensor w = Tensor.scalar(3);
                @Trainable public Tensor b = Tensor.scalar(0.5);

                public Tensor forward(Tensor x) {
                    return x.mul(w).add(b);
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void haveTwins() throws Exception {
        Path classes = folder.resolve("classes");
        assertThat(HigherCompiler.compile(classes, NET, PAIR))
                .containsExactly(
                        "Factor", "FunctionalNet", "Net", "pairs.FunctionalPair", "pairs.Pair");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Object pair = loader.loadClass("pairs.Pair").getConstructor().newInstance();
            FunctionalModule<?, ?> twin =
                    (FunctionalModule<?, ?>)
                            loader.loadClass("pairs.FunctionalPair")
                                    .getMethod("of", pair.getClass())
                                    .invoke(null, pair);
            assertThat(twin.parameters()).hasSize(2);
            BoundModule bound = bound(twin);
            Object y =
                    bound.getClass()
                            .getMethod("forward", Tensor.class)
                            .invoke(bound, Tensor.scalar(2));
            assertThat(((Tensor) y).item()).isEqualTo(6.5);
        }
    }

    private static <P extends org.higher.functional.ParamTree, B extends BoundModule> B bound(
            FunctionalModule<P, B> twin) {
        return twin.bind(twin.params());
    }

    @Test
    void mayUseThoseBefore() {
        HigherCompiler.compile(folder, PAIR);
        assertThat(
                        HigherCompiler.compile(
                                folder,
                                """
                                import org.higher.annotations.Functional;
                                import org.higher.tensor.Tensor;
                                import pairs.Pair;

                                @Functional
                                public class Net {
                                    private final Pair pair = new Pair();

                                    public Tensor forward(Tensor x) {
                                        return pair.forward(x).tanh();
                                    }
                                }
                                """))
                .containsExactly("FunctionalNet", "Net");
    }

    @Test
    void withErrorsLeaveNothing() throws IOException {
        assertThatThrownBy(
                        () -> HigherCompiler.compile(folder, PAIR, NET.replace("@Trainable", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "HigherCompiler:\nNet.java:11: error: [UnannotatedTensor] Tensor field w");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void withoutANameAreErrorsOfTheirLine() {
        assertThatThrownBy(() -> HigherCompiler.compile(folder, NET.replace("class Net", "class")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("HigherCompiler:\nSource.java:10: error: <identifier>");
        assertThatThrownBy(() -> HigherCompiler.compile(folder, "class {"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("HigherCompiler:\nSource.java:1: error: <identifier>");
    }
}
