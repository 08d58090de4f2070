package org.higher.processor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compilers, build tools and rounds other than one plain run of javac. */
class CompilersTest {
    static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable private Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    private static final JavaFileObject NET =
            source(
                    "Net",
                    """
                    @Functional public class Net {
                        private final Leaf leaf = new Leaf();
                        public Tensor forward(Tensor x) { return leaf.forward(x).relu(); }
                    }
                    """);

    @Test
    void wrappedEnvironment() {
        assertThat(Wrapping.namesOfFiles(LEAF, NET))
                .containsExactly("p.FunctionalLeaf", "p.FunctionalNet");
    }

    @Test
    void proxiedEnvironment() {
        assertThat(Compiling.with(Wrapping.likeIntellij()).compile(LEAF, NET))
                .succeededWithoutWarnings();
    }

    @Test
    void fileThatCannotBeWritten() {
        Wrapping processor =
                Wrapping.likeGradle(
                        name -> {
                            throw new IOException("disk full");
                        });
        Compilation compilation = Compiling.with(processor).compile(LEAF);
        new Complaint(Message.CANNOT_WRITE, "FunctionalLeaf cannot be written: disk full", LEAF)
                .assertIn(compilation, 3);
    }

    /** Whatever goes wrong inside, javac goes on, and so does the processor. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void faultOfTheProcessor(Class<? extends Throwable> fault) {
        List<String> created = new ArrayList<>();
        Wrapping processor =
                Wrapping.likeGradle(
                        name -> {
                            created.add(name);
                            if (name.equals("p.FunctionalLeaf")) {
                                throwUnchecked(fault);
                            }
                        });
        Compilation compilation = Compiling.with(processor).compile(LEAF, otherModel());
        new Complaint(Message.PROCESSOR_FAULT, "p.Leaf cannot be processed", LEAF)
                .assertIn(compilation, 3);
        assertThat(created).containsExactly("p.FunctionalLeaf", "p.FunctionalOther");
        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.notes().toString()).contains("at org.higher.processor.");
    }

    private static void throwUnchecked(Class<? extends Throwable> fault) {
        if (fault == StackOverflowError.class) {
            throw overflow(0);
        }
        throw new IllegalStateException("what nobody thought of");
    }

    private static StackOverflowError overflow(int depth) {
        try {
            return overflow(depth + 1);
        } catch (StackOverflowError e) {
            return e;
        }
    }

    private static JavaFileObject otherModel() {
        return source(
                "Other",
                "@Functional class Other { Tensor forward(Tensor x) { return x.relu(); } }");
    }

    @Test
    void compilerOfUnknownKindGetsOneReadableError() {
        Compilation compilation = Compiling.with(Wrapping.opaque()).compile(LEAF, NET);
        new Complaint(Message.NO_SOURCE_TREES, "compile with javac or with Eclipse's", LEAF)
                .assertIn(compilation, 3);
        assertThat(compilation.errors()).hasSize(1);
    }

    /** javac finds {@code Leaf} when it looks at {@code Net}, which is all it was given. */
    @Test
    void modelThatIsOnTheSourcePathOnly(@TempDir Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve("src/p"));
        Path out = Files.createDirectories(directory.resolve("out"));
        Path net = Files.writeString(home.resolve("Net.java"), Compiling.text(NET));
        Files.writeString(home.resolve("Leaf.java"), Compiling.text(LEAF));
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(out.toFile()));
            files.setLocation(
                    StandardLocation.SOURCE_PATH, List.of(directory.resolve("src").toFile()));
            files.setLocation(StandardLocation.CLASS_PATH, Compiling.classPathFiles());
            CompilationTask task =
                    javac.getTask(
                            null,
                            files,
                            diagnostics,
                            List.of("-implicit:class"),
                            null,
                            files.getJavaFileObjects(net));
            task.setProcessors(List.of(new HigherProcessor()));
            assertThat(task.call()).isTrue();
        }
        assertThat(diagnostics.getDiagnostics()).isEmpty();
        assertThat(Files.exists(out.resolve("p/FunctionalLeaf.class"))).isTrue();
    }

    /** What is checked once javac has attributed a class is checked in whatever order it works. */
    @ParameterizedTest
    @ValueSource(strings = {"byfile", "bytodo", "simple"})
    void orderOfWork(String policy) {
        Complaint wrong =
                Complaint.of(
                        Message.PRIVATE_MEMBER,
                        "a is private to p.Reads.Pair",
                        "Reads",
                        """
                        @Functional class Reads {
                            static class Pair { private double a; }
                            Tensor forward(Tensor x) {
                                Optional<Pair> p = Optional.of(new Pair());
                                return x.mul(p.map(q -> q.a).get()); // <<<
                            }
                        }
                        """);
        JavaFileObject unrelated = source("Unrelated", "class Unrelated { int x = missing; }");
        assertThat(Compiling.withPolicy(policy).compile(LEAF, NET)).succeededWithoutWarnings();
        wrong.assertIn(Compiling.withPolicy(policy).compile(LEAF, wrong.file(), NET));
        wrong.assertIn(Compiling.withPolicy(policy).compile(wrong.file(), unrelated));
    }

    /** One file is compiled again, against the class files of the others and of their twins. */
    @Test
    void incrementalCompilationOfOneFile(@TempDir Path classes) throws IOException {
        Compilation all = compile(LEAF, NET);
        Compiling.writeClasses(all, classes);
        List<File> classPath = new ArrayList<>(List.of(classes.toFile()));
        classPath.addAll(Compiling.classPathFiles());
        Compilation again = Compiling.compiler().withClasspath(classPath).compile(NET);
        assertThat(again).succeededWithoutWarnings();
        assertThat(Compiling.generated(again, "p.FunctionalNet"))
                .isEqualTo(Compiling.generated(all, "p.FunctionalNet"));
    }

    /** Makes a class in the first round that a model in the same compilation needs. */
    private static final class Late extends AbstractProcessor {
        private boolean done;

        @Override
        public Set<String> getSupportedAnnotationTypes() {
            return Set.of("*");
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            if (!done) {
                done = true;
                try (Writer out =
                        processingEnv.getFiler().createSourceFile("p.Made").openWriter()) {
                    out.write("package p; class Made { int factor() { return 2; } }");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        }
    }

    @Test
    void modelThatWaitsForAGeneratedType() {
        JavaFileObject model =
                source(
                        "Waits",
                        """
                        @Functional class Waits {
                            private final Made made = new Made();
                            Tensor forward(Tensor x) { return x.mul(made.factor()); }
                        }
                        """);
        Compilation compilation =
                Compiling.withoutProcessor()
                        .withProcessors(new Late(), new HigherProcessor())
                        .compile(model);
        assertThat(compilation).succeededWithoutWarnings();
    }

    @Test
    void modelThatHoldsAnotherOnesTwin() {
        JavaFileObject model =
                source(
                        "Meta",
                        """
                        @Functional class Meta {
                            private final FunctionalLeaf inner = FunctionalLeaf.of(new Leaf());
                            @Trainable Tensor w = Tensor.scalar(1);
                            Tensor forward(Tensor x) {
                                FunctionalLeaf.Params own = inner.params();
                                return inner.forward(new FunctionalLeaf.Params(own.w().mul(w)), x);
                            }
                        }
                        """);
        assertThat(compile(LEAF, model)).succeededWithoutWarnings();
    }

    /** Asking javac about bodies before twins exist would break this one. */
    @Test
    void modelNestedInTheClassThatUsesItsTwin() {
        JavaFileObject main =
                source(
                        "Main",
                        """
                        public class Main {
                            @Functional static class Model {
                                @Trainable Tensor a = Tensor.scalar(2);
                                Tensor forward(Tensor x) { var y = x.mul(a); return y; }
                            }
                            public static void main(String[] args) {
                                var t = FunctionalMainModel.of(new Model());
                                var p = t.params();
                                var o = new Object() { double v = t.forward(p, Tensor.scalar(3)).item(); };
                                System.out.println(o.v);
                            }
                        }
                        """);
        assertThat(compile(main)).succeededWithoutWarnings();
    }

    @Test
    void modelInTheUnnamedPackage() {
        JavaFileObject model =
                Compiling.file(
                        "Alone",
                        """
                        @org.higher.annotations.Functional
                        class Alone {
                            @org.higher.annotations.Trainable private org.higher.tensor.Tensor w;
                            org.higher.tensor.Tensor forward(org.higher.tensor.Tensor x) { return x.mul(w); }
                        }
                        """);
        assertThat(compile(model)).succeededWithoutWarnings();
    }

    @Test
    void modelsInOtherPackages() {
        JavaFileObject outer =
                Compiling.file(
                        "q.Stack",
                        """
                        package q;
                        import org.higher.annotations.Functional;
                        import org.higher.tensor.Tensor;
                        import p.*;
                        @Functional
                        final class Stack {
                            private final Net net = new Net();
                            public Tensor forward(Tensor x) { Net n = net; return n.forward(x); }
                        }
                        """);
        Compilation compilation = compile(LEAF, NET, outer);
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(Compiling.generated(compilation, "q.FunctionalStack"))
                .contains("FunctionalNet.Bound n = net;");
    }

    @Test
    void windowsLineEndsAndTabs() {
        JavaFileObject model =
                source(
                        "Tabs",
                        "@Functional class Tabs {\r\n\tTensor forward(Tensor x) {\r\n\t\tif (x == null) {\r\n"
                                + "\t\t\treturn x;\r\n\t\t}\r\n\t\treturn x.relu();\r\n\t}\r\n}\r\n");
        Compilation compilation = compile(model);
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(Compiling.generated(compilation, "p.FunctionalTabs"))
                .contains("            if (x == null) {\n            \treturn x;\n            }\n");
    }
}
