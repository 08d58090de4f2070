package org.higher.processor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.CompilersTest.LEAF;
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
import org.higher.processor.optimizer.OptimizerCompiling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lombok beside this processor: code that nobody wrote, at positions where something else is. */
class LombokTest {
    /** As much of it as Lombok's annotation asks for. */
    private static final List<JavaFileObject> SLF4J =
            List.of(
                    Compiling.file(
                            "org.slf4j.Logger",
                            "package org.slf4j; public interface Logger { void debug(String s); }"),
                    Compiling.file(
                            "org.slf4j.LoggerFactory",
                            """
                            package org.slf4j;
                            public class LoggerFactory {
                                public static Logger getLogger(Class<?> type) { return s -> {}; }
                            }
                            """));

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
        MODELS.put(
                "Defaults",
                """
                @lombok.experimental.FieldDefaults(makeFinal = true, level = lombok.AccessLevel.PRIVATE)
                @Functional class Defaults {
                    Leaf leaf = new Leaf();
                    @Trainable Tensor w = Tensor.scalar(5);
                    double scale = 2;
                    Tensor forward(Tensor x) { return leaf.forward(x).mul(w).mul(scale); }
                }
                """);
        MODELS.put(
                "Parts",
                """
                @Functional class Parts {
                    @lombok.Value static class Block {
                        Leaf leaf;
                        double scale;
                        Tensor run(Tensor x) { return leaf.forward(x).mul(scale); }
                    }
                    @lombok.Value static class Affine {
                        Tensor w;
                        Tensor b;
                        Tensor run(Tensor x) { return x.mul(w).add(b); }
                    }
                    private final Block block = new Block(new Leaf(), 3);
                    private final Affine affine =
                            new Affine(Tensor.parameter(Tensor.scalar(2)), Tensor.parameter(Tensor.scalar(1)));
                    Tensor forward(Tensor x) {
                        return affine.run(block.run(x)).add(block.getLeaf().forward(x)).mul(affine.getB());
                    }
                }
                """);
        MODELS.put(
                "Locked",
                """
                @Functional class Locked {
                    private final Leaf leaf = new Leaf();
                    @lombok.Synchronized Tensor forward(Tensor x) { return leaf.forward(x).relu(); }
                }
                """);
        MODELS.put(
                "Closing",
                """
                @Functional class Closing {
                    private final Leaf leaf = new Leaf();
                    Tensor forward(Tensor x) throws java.io.IOException {
                        @lombok.Cleanup java.io.StringReader reader = new java.io.StringReader("a");
                        return leaf.forward(x).mul(reader.read());
                    }
                }
                """);
        MODELS.put(
                "Logging",
                """
                @lombok.extern.java.Log @Functional class Logging {
                    private final Leaf leaf = new Leaf();
                    Tensor forward(Tensor x) {
                        log.fine(() -> "x has " + x);
                        return leaf.forward(x);
                    }
                }
                """);
        MODELS.put(
                "Logging4j",
                """
                @lombok.extern.slf4j.Slf4j @Functional class Logging4j {
                    private final Leaf leaf = new Leaf();
                    Tensor forward(Tensor x) {
                        log.debug("a loss");
                        return leaf.forward(x);
                    }
                }
                """);
        MODELS.put(
                "Built",
                """
                @lombok.Builder @lombok.AllArgsConstructor @Functional class Built {
                    @lombok.Builder.Default private Leaf leaf = new Leaf();
                    @Trainable @lombok.Builder.Default private Tensor w = Tensor.scalar(7);
                    private double scale;
                    Built() { this(new Leaf(), Tensor.scalar(7), 3); }
                    Tensor forward(Tensor x) { return leaf.forward(x).mul(w).mul(scale); }
                }
                """);
        MODELS.put(
                "Withers",
                """
                @lombok.With @lombok.AllArgsConstructor @Functional class Withers {
                    private final Leaf leaf;
                    private final double scale;
                    Withers() { this(new Leaf(), 3); }
                    Tensor forward(Tensor x) { return leaf.forward(x).mul(scale); }
                }
                """);
        MODELS.put(
                "Vals",
                """
                @Functional class Vals {
                    private final Leaf leaf = new Leaf();
                    Tensor forward(Tensor x) {
                        lombok.val first = leaf.forward(x);
                        Tensor y = first.relu();
                        for (lombok.val factor : List.of(2.0, 3.0)) { y = y.mul(factor); }
                        return y;
                    }
                }
                """);
        MODELS.put(
                "Lazy",
                """
                @Functional class Lazy {
                    private final Leaf leaf = new Leaf();
                    @lombok.Getter private final boolean deep = true;
                    @lombok.Getter(lombok.AccessLevel.PRIVATE) private final double[] scales = {2, 3};
                    Tensor forward(Tensor x) {
                        Tensor y = isDeep() ? leaf.forward(leaf.forward(x)) : x;
                        return y.mul(getScales()[1]);
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
        files.addAll(SLF4J);
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

    /** A rule that Lombok completes is lifted to what the rule that is written out is lifted to. */
    @ParameterizedTest(name = "Lombok first: {0}")
    @ValueSource(booleans = {true, false})
    void rules(boolean lombokFirst) {
        Compiler compiler =
                (lombokFirst
                                ? compiler(lombok(), new HigherProcessor())
                                : compiler(new HigherProcessor(), lombok()))
                        .withClasspath(OptimizerCompiling.classPathFiles());
        String members =
                """
                    @Override public Tensor init(Tensor p) { return p.zerosLike(); }
                    @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor m) {
                        Tensor next = m.mul(momentum).add(g);
                        return new Step<>(p.sub(next.mul(lr)), next);
                    }
                }
                """;
        String written =
                """
                final class Written implements UpdateRule<Tensor> {
                    @Trainable private final double lr;
                    @Trainable private final double momentum;
                    Written(double lr, double momentum) { this.lr = lr; this.momentum = momentum; }
                    double getLr() { return lr; }
                """;
        Map<String, String> heads =
                Map.of(
                        "Valued",
                        """
                        @lombok.Value class Valued implements UpdateRule<Tensor> {
                            @Trainable double lr;
                            @Trainable double momentum;
                        """,
                        "Got",
                        """
                        @lombok.Getter @lombok.RequiredArgsConstructor @lombok.ToString
                        final class Got implements UpdateRule<Tensor> {
                            @Trainable private final double lr;
                            @Trainable private final double momentum;
                        """,
                        "Maker",
                        """
                        @lombok.Builder @lombok.With @lombok.extern.java.Log
                        final class Maker implements UpdateRule<Tensor> {
                            @Trainable private final double lr;
                            @Trainable private final double momentum;
                        """);
        List<JavaFileObject> files = new ArrayList<>(List.of(rule("Written", written + members)));
        heads.forEach((name, head) -> files.add(rule(name, head + members)));
        Compilation compilation = compiler.compile(files);
        assertThat(compilation).succeededWithoutWarnings();
        String expected = generated(compilation, "Written");
        for (String name : heads.keySet()) {
            assertWithMessage(name)
                    .that(generated(compilation, name))
                    .isEqualTo(expected.replace("Written", name));
        }
    }

    /** A getter that nobody wrote is the field that it reads; so it is in code that is lifted. */
    @ParameterizedTest(name = "Lombok first: {0}")
    @ValueSource(booleans = {true, false})
    void gettersInRules(boolean lombokFirst) {
        Compiler compiler =
                (lombokFirst
                                ? compiler(lombok(), new HigherProcessor())
                                : compiler(new HigherProcessor(), lombok()))
                        .withClasspath(OptimizerCompiling.classPathFiles());
        String rule =
                """
                final class %s implements UpdateRule<Tensor> {
                    @Trainable private final double lr = 0.1;
                    @Trainable private final double momentum = 0.9;
                    private final boolean nesterov = true;
                    @Override public Tensor init(Tensor p) { return p.zerosLike(); }
                    @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor m) {
                        Tensor next = m.mul(%s).add(g);
                        return new Step<>(p.sub(next.mul(%s * 2)), %s ? next : g);
                    }
                }
                """;
        Compilation compilation =
                compiler.compile(
                        rule("Read", String.format(rule, "Read", "momentum", "lr", "nesterov")),
                        rule(
                                "Got",
                                "@lombok.Getter "
                                        + String.format(
                                                rule,
                                                "Got",
                                                "this.getMomentum()",
                                                "getLr()",
                                                "isNesterov()")));
        assertThat(compilation).succeededWithoutWarnings();
        assertWithMessage("Got")
                .that(generated(compilation, "Got"))
                .isEqualTo(generated(compilation, "Read").replace("Read", "Got"));
    }

    /** A generated optimizer, without the lines that its methods come from. */
    private static String generated(Compilation compilation, String rule) {
        return Compiling.generated(compilation, "p.Differentiable" + rule)
                .replaceAll(" *// \\w+\\.java:\\d+\n|(?s)@SourceLines\\(.*?\\)\n", "");
    }

    private static JavaFileObject rule(String name, String text) {
        return Compiling.file(
                "p." + name,
                "package p; import org.higher.annotations.*; import org.higher.optim.*;"
                        + " import org.higher.tensor.Tensor;\n"
                        + text);
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
