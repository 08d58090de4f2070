package org.higher.processor.codegen.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.higher.processor.Compiling;
import org.higher.processor.optimizer.OptimizerCompiling;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Generated files are as google-java-format would have them, but for copied bodies, which are as
 * their authors wrote them.
 */
class GoogleJavaFormatTest {
    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    /** Models that the tests generate golden files from, and others. */
    private static final List<String> MODELS =
            List.of("Layer", "Linear", "Scale", "Sequential", "Ensemble", "Mlp");

    @TestFactory
    Stream<DynamicTest> twins() {
        return tests(
                Compiling.compile(
                        MODELS.stream().map(Compiling::model).toArray(JavaFileObject[]::new)));
    }

    @TestFactory
    Stream<DynamicTest> optimizers() {
        return tests(
                OptimizerCompiling.compile(
                        Stream.of(
                                        "Layer",
                                        "Linear",
                                        "Scale",
                                        "Sequential",
                                        "Learned",
                                        "Schedules",
                                        "Names")
                                .map(Compiling::model)
                                .toArray(JavaFileObject[]::new)));
    }

    @TestFactory
    Stream<DynamicTest> optimizersOfTheRuntime() {
        return tests(
                OptimizerCompiling.compile(
                        OptimizerCompiling.runtimeRule("Sgd"),
                        OptimizerCompiling.runtimeRule("Adam")));
    }

    private static Stream<DynamicTest> tests(Compilation compilation) {
        Map<String, String> files = new TreeMap<>();
        compilation.generatedFiles().stream()
                .filter(f -> f.getKind() == JavaFileObject.Kind.SOURCE)
                .forEach(f -> files.put(f.getName(), Compiling.text(f)));
        assertThat(files).isNotEmpty();
        return files.entrySet().stream()
                .map(
                        f ->
                                DynamicTest.dynamicTest(
                                        f.getKey().substring(f.getKey().lastIndexOf('/') + 1),
                                        () -> check(f.getValue())));
    }

    private static void check(String text) throws FormatterException, IOException {
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(withoutBodies(text)).isEqualTo(withoutBodies(FORMATTER.formatSource(text)));
    }

    /** A file without the bodies of the methods in {@code Bound}, but for {@code params}. */
    private static String withoutBodies(String text) throws IOException {
        JavaFileObject file = JavaFileObjects.forSourceString("Generated", text);
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        null,
                                        List.of("-proc:none"),
                                        null,
                                        List.of(file));
        CompilationUnitTree unit = task.parse().iterator().next();
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        StringBuilder kept = new StringBuilder();
        int[] at = {0};
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree tree, String around) {
                return super.visitClass(tree, tree.getSimpleName().toString());
            }

            @Override
            public Void visitMethod(MethodTree tree, String around) {
                boolean copied = !List.of("<init>", "params").contains(tree.getName().toString());
                if ("Bound".equals(around) && copied && tree.getBody() != null) {
                    int start = (int) positions.getStartPosition(unit, tree.getBody());
                    kept.append(text, at[0], start);
                    at[0] = (int) positions.getEndPosition(unit, tree.getBody());
                }
                return null;
            }
        }.scan(unit, "");
        return kept.append(text.substring(at[0])).toString();
    }
}
