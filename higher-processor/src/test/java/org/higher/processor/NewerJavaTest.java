package org.higher.processor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import javax.tools.JavaFileObject;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Code that is newer than the oldest Java the processor itself runs on. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "patterns in switch came with Java 21")
class NewerJavaTest {
    private static final JavaFileObject LAYERS =
            source(
                    "Layer",
                    """
                    @Functional public sealed interface Layer { Tensor forward(Tensor x);
                        @Functional record Scale(@Trainable Tensor gain, int times) implements Layer {
                            public Tensor forward(Tensor x) { return x.mul(gain); }
                        }
                        @Functional final class Relu implements Layer {
                            public Tensor forward(Tensor x) { return x.relu(); }
                        }
                    }
                    """);

    @Test
    void exhaustiveSwitchOverASealedLayer() {
        JavaFileObject model =
                source(
                        "Net",
                        """
                        @Functional class Net {
                            private final Layer layer = new Layer.Relu();
                            private final int limit = 3;
                            Tensor forward(Tensor x) {
                                return switch (layer) {
                                    case Layer.Scale s when s.times() > limit -> s.forward(x).mul(s.times());
                                    case Layer.Scale limit -> limit.forward(x);
                                    case Layer.Relu r -> r.forward(x).mul(limit);
                                };
                            }
                        }
                        """);
        Compilation compilation = compile(LAYERS, model);
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(generated(compilation, "p.FunctionalNet"))
                .contains("case FunctionalLayerScale.Bound limit -> limit.forward(x);");
    }

    @Test
    void recordPatterns() {
        JavaFileObject model =
                source(
                        "Net",
                        """
                        @Functional class Net {
                            record Pair(Object a, Tensor b) {}
                            @Trainable private final Tensor w = Tensor.scalar(1);
                            private final Layer.Relu relu = new Layer.Relu();
                            Tensor forward(Tensor x) {
                                Object o = new Pair(relu, x);
                                if (!(o instanceof Pair(Layer.Relu r, Tensor w))) { return x.mul(this.w); }
                                Tensor y = switch (o) {
                                    case Pair(Layer.Relu q, var b) when b.item() > 1 -> q.forward(b).mul(w);
                                    case Pair(Object a, Tensor b) -> b;
                                    default -> x;
                                };
                                return r.forward(y);
                            }
                        }
                        """);
        Compilation compilation = compile(LAYERS, model);
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(generated(compilation, "p.FunctionalNet"))
                .contains("if (!(o instanceof Net.Pair(FunctionalLayerRelu.Bound r, Tensor w)))");
    }

    @Test
    void modelIsNotTakenApart() {
        Complaint complaint =
                Complaint.of(
                        Message.DECONSTRUCTS_MODEL,
                        "cannot take Scale apart",
                        "Net",
                        """
                        @Functional class Net {
                            private final Layer layer = new Layer.Relu();
                            Tensor forward(Tensor x) {
                                return layer instanceof Layer.Scale(Tensor gain, int times) // <<<
                                        ? x.mul(gain)
                                        : x;
                            }
                        }
                        """);
        complaint.assertIn(compile(LAYERS, complaint.file()));
    }
}
