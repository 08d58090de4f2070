package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.Test;

/** Models that are run by methods of other names than forward. */
class EntryPointsTest {
    private static String twin(String name, String text) {
        Compilation compilation =
                Compiling.compile(
                        source(
                                "Leaf",
                                """
                                @Functional public class Leaf {
                                    @Trainable private Tensor w = Tensor.scalar(2);
                                    public Tensor forward(Tensor x) { return x.mul(w); }
                                }
                                """),
                        source(name, text));
        assertThat(compilation).succeededWithoutWarnings();
        return Compiling.generated(compilation, "p.Functional" + name);
    }

    @Test
    void whereThereIsNoForwardAllThatMapTensors() {
        String twin =
                twin(
                        "Net",
                        """
                        @Functional class Net {
                            private final Leaf leaf = new Leaf();
                            Tensor call(Tensor x) { return leaf.forward(x); }
                            public List<Tensor> all(List<Tensor> xs, int n) {
                                return xs.stream().map(this::call).toList();
                            }
                            private Tensor twice(Tensor x) { return call(call(x)); }
                            int size(Tensor x) { return x.shape().length; }
                            Tensor one() { return Tensor.scalar(1); }
                        }
                        """);
        assertThat(twin).contains("Tensor call(Params params, Tensor x) {\n");
        assertThat(twin).contains("return bind(params).call(x);\n");
        assertThat(twin)
                .contains("public List<Tensor> all(Params params, List<Tensor> xs, int n) {\n");
        assertThat(twin).contains("/** Runs {@link Net#all} with the given parameters. */");
        assertThat(twin).doesNotContain("twice");
        assertThat(twin).doesNotContain("size(Params");
        assertThat(twin).doesNotContain("one(Params");
    }

    @Test
    void forwardAloneWhereThereIsOne() {
        String twin =
                twin(
                        "Net",
                        """
                        @Functional class Net {
                            private final Leaf leaf = new Leaf();
                            Tensor forward(Tensor x) { return leaf.forward(x); }
                            Tensor loss(Tensor x, Tensor y) { return forward(x).add(y); }
                        }
                        """);
        assertThat(twin).contains("forward(Params params, Tensor x)");
        assertThat(twin).contains("Tensor loss(Tensor x, Tensor y)"); // of Bound
        assertThat(twin).doesNotContain("loss(Params");
    }

    @Test
    void privateMethodsAreNone() {
        String twin =
                twin(
                        "Net",
                        """
                        @Functional class Net {
                            private final Leaf leaf = new Leaf();
                            private Tensor forward(Tensor x) { return leaf.forward(x); }
                            Tensor call(Tensor x) { return forward(x); }
                        }
                        """);
        assertThat(twin).contains("call(Params params, Tensor x)");
        assertThat(twin).doesNotContain("forward(Params");
    }

    @Test
    void thoseThatTheAnnotationNames() {
        String twin =
                twin(
                        "Net",
                        """
                        @Functional(method = {"forward", "loss"}) class Net {
                            private final Leaf leaf = new Leaf();
                            Tensor forward(Tensor x) { return leaf.forward(x); }
                            Tensor loss(Tensor x, Tensor y) { return forward(x).add(y); }
                            Tensor other(Tensor x) { return x; }
                        }
                        """);
        assertThat(twin).contains("forward(Params params, Tensor x)");
        assertThat(twin).contains("loss(Params params, Tensor x, Tensor y)");
        assertThat(twin).doesNotContain("other(Params");
    }

    @Test
    void interfacesOfLayers() {
        String twin =
                twin(
                        "Block",
                        """
                        @Functional interface Block {
                            Tensor apply(Tensor x);
                            default Tensor twice(Tensor x) { return apply(apply(x)); }
                            @Functional class Tanh implements Block {
                                @Override public Tensor apply(Tensor x) { return x.relu(); }
                            }
                            @Functional class Chain {
                                private final List<Block> blocks = List.of(new Tanh(), new Tanh());
                                Tensor apply(Tensor x) {
                                    for (Block block : blocks) { x = block.apply(x); }
                                    return x;
                                }
                            }
                        }
                        """);
        assertThat(twin).contains("default Tensor apply(P params, Tensor x) {\n");
        assertThat(twin).contains("return bind(params).apply(x);\n");
    }
}
