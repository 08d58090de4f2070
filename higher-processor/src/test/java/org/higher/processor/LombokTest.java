package org.higher.processor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.processing.Processor;
import javax.tools.JavaFileObject;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lombok beside this processor: code that nobody wrote, at positions where something else is. */
class LombokTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable private Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    private static final Map<String, String> MODELS = new TreeMap<>();

    static {
        MODELS.put(
                "Getters",
                """
                @lombok.Getter @lombok.RequiredArgsConstructor @Functional class Getters {
                    private final Leaf leaf;
                    private final double scale;
                    Getters() { this(new Leaf(), 3); }
                    Tensor forward(Tensor x) { return getLeaf().forward(x).mul(this.getScale()); }
                }
                """);
        MODELS.put(
                "Values",
                """
                @lombok.Value @Functional class Values {
                    @Trainable Tensor w = Tensor.scalar(3);
                    double scale = 2;
                    Leaf leaf = new Leaf();
                    Tensor forward(Tensor x) { return leaf.forward(x.mul(w)).mul(getScale()); }
                }
                """);
        MODELS.put(
                "Data",
                """
                @lombok.Data @lombok.experimental.Accessors(fluent = true) @Functional class Data {
                    private Leaf leaf = new Leaf();
                    private int times = 3;
                    private String text = "two\\nlines";
                    Tensor forward(Tensor x) {
                        for (int i = 0; i < times(); i++) { x = leaf().forward(x); }
                        return x.add(text().length());
                    }
                }
                """);
        MODELS.put(
                "Checks",
                """
                @Functional class Checks {
                    private final Leaf leaf = new Leaf();
                    private final int n = 1;
                    Tensor forward(@lombok.NonNull Tensor x) {
                        // a comment
                        UnaryOperator<Tensor> f = t -> leaf.forward(t); // another
                        Tensor y = switch (n) { case 1 -> f.apply(x); default -> { yield x; } };
                        Supplier<Tensor> s = new Supplier<>() { public Tensor get() { return leaf.forward(x); } };
                        for (var q : List.of(leaf)) { y = q.forward(y); }
                        record Pair(int a, int b) { Pair { a++; } int sum() { return a + b; } }
                        String t = \"""
                            a
                              b\""" + -1 + 'c';
                        return y.add(s.get()).add(new Pair(1, 2).sum()).add(t.length());
                    }
                }
                """);
        MODELS.put(
                "Sneaky",
                """
                @lombok.ToString @lombok.EqualsAndHashCode @Functional class Sneaky {
                    private final Leaf leaf = new Leaf();
                    @lombok.SneakyThrows Tensor forward(Tensor x) {
                        if (x == null) { throw new java.io.IOException("none"); }
                        var f = (UnaryOperator<Tensor>) t -> { var r = t.relu(); return r; };
                        return f.apply(leaf.forward(x));
                    }
                }
                """);
    }

    private static Compiler compiler(Processor... processors) {
        return Compiling.withoutProcessor().withProcessors(processors);
    }

    private static Processor lombok() {
        try {
            Class<?> type =
                    Class.forName("lombok.launch.AnnotationProcessorHider$AnnotationProcessor");
            return (Processor) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "Lombok first: {0}")
    @ValueSource(booleans = {true, false})
    void twinsComputeWhatTheirModelsDo(boolean lombokFirst)
            throws IOException, ReflectiveOperationException {
        List<JavaFileObject> files = new ArrayList<>(List.of(LEAF));
        MODELS.forEach((name, text) -> files.add(source(name, text)));
        Compiler compiler =
                lombokFirst
                        ? compiler(lombok(), new HigherProcessor())
                        : compiler(new HigherProcessor(), lombok());
        Compilation compilation = compiler.compile(files);
        assertThat(compilation).succeededWithoutWarnings();
        Running running = new Running(compilation);
        for (String name : MODELS.keySet()) {
            assertWithMessage(Compiling.generated(compilation, "p.Functional" + name))
                    .that(running.twin("p." + name, 3))
                    .isEqualTo(running.model("p." + name, 3));
        }
        assertThat(Compiling.generated(compilation, "p.FunctionalGetters"))
                .contains("            return this.leaf;\n");
        assertThat(Compiling.generated(compilation, "p.FunctionalChecks"))
                .contains("f = t -> leaf.forward(t);\n");
    }

    /** In what javac prints for {@code var}, a text would be edited, too. */
    @Test
    void textThatIsLost() {
        Complaint complaint =
                Complaint.of(
                        Message.UNREADABLE_METHOD,
                        "the text of method forward is not where",
                        "Lost",
                        """
                        @Functional class Lost {
                            @lombok.SneakyThrows
                            Tensor forward(Tensor x) { // <<<
                                return x.mul("/*missing*/".length());
                            }
                        }
                        """);
        complaint.assertIn(compiler(lombok(), new HigherProcessor()).compile(complaint.file()));
    }
}
