package org.higher.processor.codegen.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.higher.processor.codegen.format.tokens.Code;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The bodies of all methods of this project, their statements on one line each. */
class FormattedCorpusTest {
    private static final List<String> MODULES =
            List.of("higher-processor", "higher-runtime", "higher-examples");

    @TestFactory
    Stream<DynamicTest> bodies() {
        return MODULES.stream()
                .map(
                        m ->
                                DynamicTest.dynamicTest(
                                        m, () -> check(Path.of("..", m, "src/main/java"))));
    }

    private static void check(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(f -> f.toString().endsWith(".java")).toList();
        }
        assertThat(files).isNotEmpty();
        boolean changed = false;
        for (String body : bodies(files)) {
            String joined = joined("class A {\n    void m() " + body + "\n}\n");
            JavaFormatter.Formatted formatted = JavaFormatter.format(joined);
            assertThat(formatted.unformatted()).as(joined).isEmpty();
            changed |= !formatted.text().equals(joined);
            JavaFormatter.Formatted again = JavaFormatter.format(formatted.text());
            assertThat(again.unformatted()).as(formatted.text()).isEmpty();
            assertThat(again.text()).isEqualTo(formatted.text());
        }
        assertThat(changed).isTrue();
    }

    private static List<String> bodies(List<Path> files) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<String> bodies = new ArrayList<>();
        try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            javac.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String text = unit.getSourceFile().getCharContent(true).toString();
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree tree, Void unused) {
                        BlockTree body = tree.getBody();
                        if (body != null) {
                            int start = (int) positions.getStartPosition(unit, body);
                            int end = (int) positions.getEndPosition(unit, body);
                            bodies.add(text.substring(start, end));
                        }
                        return null;
                    }
                }.scan(unit, null);
            }
        }
        return bodies;
    }

    /** Text whose lines go on to where a statement, a block or a comment ends. */
    private static String joined(String text) {
        Code code = Code.of(text);
        StringBuilder out = new StringBuilder(text.substring(0, code.token(0).end()));
        for (int i = 1; i < code.size(); i++) {
            String between = text.substring(code.token(i - 1).end(), code.token(i).start());
            boolean kept =
                    !between.isBlank()
                            || code.is(i - 1, ";")
                            || code.is(i - 1, "{")
                            || code.is(i - 1, "}")
                            || code.is(i, "}");
            out.append(kept ? between : between.replaceAll("\\s+", glue(code, i)))
                    .append(code.written(i));
        }
        return out + text.substring(code.token(code.size() - 1).end());
    }

    private static String glue(Code code, int i) {
        boolean tight =
                code.is(i, ".")
                        || code.is(i, "::")
                        || code.is(i - 1, "(")
                        || code.is(i - 1, "::")
                        || code.is(i - 1, ".");
        return tight ? "" : " ";
    }
}
