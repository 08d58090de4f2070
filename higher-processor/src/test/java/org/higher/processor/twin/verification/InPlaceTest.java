package org.higher.processor.twin.verification;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.higher.processor.Running;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copied code that changes a tensor in place is an error where it does, or left out. */
class InPlaceTest {
    private static final String MEMBERS =
            """
                @Trainable final Tensor w = Tensor.scalar(2);
                @Buffer Tensor mean = Tensor.scalar(0);
                @Buffer final Tensor fixed = Tensor.scalar(0);
                @Buffer final List<Tensor> means = new ArrayList<>(List.of(Tensor.scalar(0)));
                @Buffer final Tensor[] array = {Tensor.scalar(0)};
                @Buffer final Map<String, Tensor> named = new HashMap<>();
            """;

    private static final JavaFileObject TOOLS =
            source(
                    "Tools",
                    """
                    class Tools {
                        static Tensor into(Tensor to, Tensor x) { to.assign(x); return to; }
                        static void clear(List<Tensor> all) { for (Tensor t : all) t.zeroGrad(); }
                        static Tensor copy(Tensor x) {
                            Tensor t = x.detach();
                            t.assign(x);
                            return t;
                        }
                    }
                    """);

    private static Complaint complaint(String name, String excerpt, String statement) {
        return Complaint.of(
                Message.WRITES_TENSOR,
                excerpt,
                name,
                """
                @Functional public class %s {
                %s
                    public Tensor forward(Tensor x) {
                        x = x.mul(w);
                        %s // <<<
                        return x;
                    }
                    private Tensor self(Tensor t) { return t; }
                    static void store(Tensor to, Tensor x) { to.assign(x); }
                }
                """
                        .formatted(name, MEMBERS, statement));
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                complaint("Field", "write mean = ...", "mean.assign(x);"),
                complaint("ThisField", "write this.mean = ...", "this.mean.assign(x);"),
                complaint("Final", "make fixed not final and write fixed =", "fixed.assign(x);"),
                complaint("Weight", "annotate w @Buffer and write w = ...", "w.assign(x);"),
                complaint("Element", "return the new tensor", "means.get(0).assign(x);"),
                complaint("InArray", "write array[0] = ...", "array[0].assign(x);"),
                complaint("InMap", "named.get(\"a\").assign", "named.get(\"a\").assign(x);"),
                complaint("Alias", "m.assign", "Tensor m = mean; m.assign(x);"),
                complaint("AliasVar", "m.assign", "var m = mean; m.assign(x);"),
                complaint(
                        "Maybe",
                        "m.assign",
                        "Tensor m = Tensor.scalar(0); if (x.item() > 0) { m = mean; } m.assign(x);"),
                complaint("Either", "assign", "(x.item() > 0 ? mean : x.detach()).assign(x);"),
                complaint("Loop", "m.assign", "for (Tensor m : means) { m.assign(x); }"),
                complaint("Lambda", "m.assign", "means.forEach(m -> m.assign(Tensor.scalar(0)));"),
                complaint("Reference", "mean::assign", "means.forEach(mean::assign);"),
                complaint("Argument", "x.assign", "x.assign(mean);"),
                complaint("Returned", "self(mean).assign", "self(mean).assign(x);"),
                complaint("Zero", "forget gradients where", "w.zeroGrad();"),
                complaint("ZeroAll", "Tensor::zeroGrad", "means.forEach(Tensor::zeroGrad);"),
                complaint("Backward", "Grad.of(loss)", "x.tanh().backward();"),
                complaint("Helper", "store changes", "store(mean, x);"),
                complaint("Tool", "Tools.into changes", "x = Tools.into(mean, x);"),
                complaint("ToolAll", "Tools.clear changes", "Tools.clear(means);"));
    }

    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        compilation =
                compile(
                        Stream.concat(Stream.of(TOOLS), complaints().map(Complaint::file))
                                .toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("complaints")
    void isAnErrorAtItsLine(Complaint complaint) {
        complaint.assertIn(compilation);
    }

    @Test
    void whatIsMadeHereMayBeChanged() throws Exception {
        Compilation fine =
                compile(
                        TOOLS,
                        source(
                                "Fine",
                                """
                                @Functional public class Fine {
                                    @Trainable final Tensor w = Tensor.scalar(2);
                                    @Buffer Tensor mean = Tensor.scalar(0);
                                    public Tensor forward(Tensor x) {
                                        Tensor a = Tensor.scalar(1);
                                        var b = x.detach();
                                        a.assign(b);
                                        (x.item() > 0 ? a : b).assign(b);
                                        b = mean.withRequiresGrad(false);
                                        b.assign(a);
                                        mean = Tools.copy(b);
                                        return x.mul(w).add(a).add(mean);
                                    }
                                    public double train(Tensor x, Tensor y) {
                                        Tensor loss = forward(x).add(y).tanh();
                                        loss.backward();
                                        w.assign(w.add(w.grad().get().mul(0.1)));
                                        w.zeroGrad();
                                        return loss.item();
                                    }
                                    public void trainAll(Map<String, List<Tensor>> data) {
                                        for (var xs : data.values()) {
                                            for (var x : xs) { forward(x).backward(); }
                                        }
                                    }
                                }
                                """));
        assertThat(fine).succeededWithoutWarnings();
        String twin = Compiling.text(fine.generatedSourceFile("p.FunctionalFine").orElseThrow());
        assertThat(twin).doesNotContain("train");
        Running running = new Running(fine);
        assertThat(running.twin("p.Fine", 3)).isEqualTo(running.model("p.Fine", 3));
    }
}
