package org.higher.processor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.higher.processor.CompilersTest.LEAF;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.optimizer.OptimizerCompiling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eclipse's compiler; the pages of diagnostics are tried under it in {@code diagnostics}. */
class EcjTest {
    private static final JavaFileObject NET =
            source(
                    "Net",
                    """
                    @Functional public class Net {
                        private final Leaf leaf = new Leaf();
                        public Tensor forward(Tensor x) { return leaf.forward(x).relu(); }
                        static Tensor run(Net net, Tensor x) {
                            FunctionalNet twin = FunctionalNet.of(net);
                            return twin.forward(twin.params(), x);
                        }
                    }
                    """);

    private static final JavaFileObject OTHER =
            source(
                    "Other",
                    "@Functional public class Other { public Tensor forward(Tensor x) { return x; } }");

    @TempDir private Path folder;

    private EcjCompilation compile(List<Processor> processors, JavaFileObject... files)
            throws IOException {
        return EcjCompilation.of(folder, Compiling.classPathFiles(), processors, files);
    }

    /** ecj shows no annotation of a component, and calls no processor because of one. */
    @Test
    void aRuleThatIsARecord() throws IOException {
        EcjCompilation ecj =
                EcjCompilation.of(
                        folder,
                        OptimizerCompiling.classPathFiles(),
                        List.of(new HigherProcessor()),
                        source(
                                "Plain",
                                """
                                public record Plain(@Trainable double lr)
                                        implements org.higher.optim.UpdateRule<Tensor> {
                                    @Override public Tensor init(Tensor p) { return p; }
                                    @Override public org.higher.optim.Step<Tensor> update(
                                            Tensor p, Tensor g, Tensor s) {
                                        return new org.higher.optim.Step<>(p.sub(g.mul(lr)), s);
                                    }
                                }
                                """));
        assertThat(ecj.errors()).isEmpty();
        assertThat(ecj.generated()).containsKey("p.DifferentiablePlain");
    }

    @Test
    void sameFilesAsUnderJavac() throws IOException {
        JavaFileObject[] models =
                Stream.of("Layer", "Linear", "Scale", "Sequential", "Ensemble", "Mlp")
                        .map(Compiling::model)
                        .toArray(JavaFileObject[]::new);
        Compilation javac = Compiling.compile(models);
        EcjCompilation ecj = compile(List.of(new HigherProcessor()), models);
        assertThat(ecj.errors()).isEmpty();
        assertThat(ecj.generated()).hasSize(models.length);
        ecj.generated()
                .forEach(
                        (name, text) ->
                                assertWithMessage(name)
                                        .that(text)
                                        .isEqualTo(Compiling.generated(javac, name)));
    }

    @Test
    void twinsComputeWhatTheirModelsDo() throws IOException, ReflectiveOperationException {
        EcjCompilation ecj = compile(List.of(new HigherProcessor()), LEAF, NET);
        assertThat(ecj.errors()).isEmpty();
        Running running = new Running(ecj);
        assertThat(running.twin("p.Net", 3)).isEqualTo(running.model("p.Net", 3));
    }

    /** Another processor makes what a model names, in the round in which the model appears. */
    @Test
    void typesOfOtherProcessorsAreWaitedFor() throws IOException, ReflectiveOperationException {
        JavaFileObject waiting =
                source(
                        "Waiting",
                        """
                        @Functional public class Waiting {
                            private final Made made = new Made();
                            public Tensor forward(Tensor x) { return made.forward(x); }
                        }
                        """);
        EcjCompilation ecj =
                compile(List.of(new HigherProcessor(), new Maker()), LEAF, NET, waiting);
        assertThat(ecj.errors()).isEmpty();
        Running running = new Running(ecj);
        assertThat(running.twin("p.Waiting", 3)).isEqualTo(12.0);
        assertThat(running.twin("p.Net", 3)).isEqualTo(6.0);
    }

    @Test
    void typesThatNobodyMakesAreErrors() throws IOException {
        JavaFileObject waiting =
                source(
                        "Waiting",
                        """
                        @Functional public class Waiting {
                            private Missing missing;
                            public Tensor forward(Tensor x) { return x; }
                        }
                        """);
        List<String> errors = compile(List.of(new HigherProcessor()), LEAF, waiting).errors();
        assertThat(errors).hasSize(2); // ecj's own, and ours
        assertThat(errors.toString())
                .contains("Waiting.java:3 [" + Message.UNRESOLVED_TYPE.tag() + "]");
    }

    /** Where javac has something to say that no error of ours explains, classes are unchecked. */
    @Test
    void codeThatJavacRefusesIsAnError() throws IOException {
        JavaFileObject odd =
                source(
                        "Odd",
                        """
                        @Functional public class Odd {
                            public Tensor forward(Tensor x) {
                                return x;
                            }
                            static int f() {
                                return missing;
                            }
                        }
                        """);
        List<String> errors = compile(List.of(new HigherProcessor()), odd).errors();
        assertThat(errors.toString()).contains("Odd.java:8 [" + Message.JAVAC_REFUSES.tag() + "]");
    }

    /** The compiler says itself what is wrong with code that has no annotations. */
    @Test
    void plainCodeThatJavacRefusesIsNoErrorOfOurs() throws IOException {
        JavaFileObject plain = source("Plain", "class Plain { int f() { return missing; } }");
        List<String> errors = compile(List.of(new HigherProcessor()), LEAF, plain).errors();
        assertThat(errors).containsExactly("Plain.java:3 missing cannot be resolved to a variable");
    }

    /** A text block in escapes, which the formatter does not lay out. */
    @Test
    void notesStayNotes() throws IOException {
        JavaFileObject odd =
                source(
                        "Odd",
                        """
                        @Functional public class Odd {
                            public Tensor forward(Tensor x) {
                                String name = \\u0022\\u0022\\u0022
                                        it's\\u0022\\u0022\\u0022;
                                return name.isEmpty() ? x : x.relu();
                            }
                        }
                        """);
        assertThat(
                        compile(List.of(new HigherProcessor()), odd).diagnostics().stream()
                                .filter(d -> d.getMessage(Locale.ROOT).startsWith("["))
                                .map(d -> d.getLineNumber() + " " + d.getKind()))
                .containsExactly("3 NOTE");
    }

    @Test
    void eclipseThatIsNotKnownGetsOneReadableError() throws IOException {
        List<String> errors = compile(List.of(Wrapping.likeOtherEclipse()), LEAF, OTHER).errors();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).startsWith("Leaf.java:3 [" + Message.UNKNOWN_ECLIPSE.tag() + "]");
        assertThat(errors.get(0)).contains("isTestCode");
    }

    /** A note in the same file says nothing of what javac has not checked. */
    @Test
    void noteDoesNotHideWhatJavacRefuses() throws IOException {
        JavaFileObject odd =
                source(
                        "Odd",
                        """
                        @Functional public class Odd {
                            public Tensor forward(Tensor x) {
                                String name = \\u0022\\u0022\\u0022
                                        it's\\u0022\\u0022\\u0022;
                                return name.isEmpty() ? x : x.relu();
                            }
                            static int f() {
                                return missing;
                            }
                        }
                        """);
        String found =
                compile(List.of(new HigherProcessor()), odd).diagnostics().stream()
                        .map(d -> d.getMessage(Locale.ROOT))
                        .toList()
                        .toString();
        assertThat(found).contains("[" + Message.NOT_FORMATTED.tag() + "]");
        assertThat(found).contains("[" + Message.JAVAC_REFUSES.tag() + "]");
    }

    /** Nothing would be generated, and nobody told. */
    @Test
    void eclipseThatTellsNoSourceIsAnError() {
        new Complaint(Message.UNKNOWN_ECLIPSE, "lacks what it asks for (its source)", LEAF)
                .assertIn(Compiling.with(Wrapping.likeOtherEclipse()).compile(LEAF), 3);
    }

    @Test
    void runtimeWithoutJavacGetsOneReadableError() throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        Path leaf = Files.writeString(folder.resolve("Leaf.java"), Compiling.text(LEAF));
        Path other = Files.writeString(folder.resolve("Other.java"), Compiling.text(OTHER));
        Process ecj =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--limit-modules",
                                "java.se",
                                "-cp",
                                classPath,
                                "org.eclipse.jdt.internal.compiler.batch.Main",
                                "-17",
                                "-processor",
                                HigherProcessor.class.getName(),
                                "-d",
                                folder.toString(),
                                "-cp",
                                classPath,
                                leaf.toString(),
                                other.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(ecj.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ecj.waitFor();
        assertThat(output).contains("[" + Message.NO_JAVAC.tag() + "]");
        assertThat(output).contains("1 error");
    }

    /** Makes a model in the first round. */
    private static final class Maker extends AbstractProcessor {
        private boolean made;

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public Set<String> getSupportedAnnotationTypes() {
            return Set.of("*");
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            if (!made) {
                made = true;
                try (Writer out =
                        processingEnv.getFiler().createSourceFile("p.Made").openWriter()) {
                    out.write(
                            """
                            package p;
                            import org.higher.annotations.*;
                            import org.higher.tensor.Tensor;
                            @Functional public class Made {
                                @Trainable private Tensor w = Tensor.scalar(4);
                                public Tensor forward(Tensor x) { return x.mul(w); }
                            }
                            """);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        }
    }
}
