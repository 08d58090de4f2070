package org.higher.processor.text;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.higher.processor.javac.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * A method and the text that it stands in: the user's file, or what the compiler prints of it.
 *
 * <p>Another annotation processor may have made the method, or changed it: Lombok does. Then the
 * positions of its parts are those of an annotation or a field, and what stands there is no method.
 */
record MethodText(MethodTree tree, SourceFile file) {
    /** What javac prints for {@code var}. */
    private static final String INFERRED = "/*missing*/";

    /** The method where it was written; printed and parsed again if its text is not there. */
    static Optional<MethodText> of(MethodTree method, SourceFile file) {
        return stands(method, file)
                ? Optional.of(new MethodText(method, file))
                : printed(method, file);
    }

    private static boolean stands(MethodTree method, SourceFile file) {
        BlockTree body = method.getBody();
        if (body == null) {
            return true;
        }
        return isBlock(body, file) && isNested(body, file);
    }

    private static boolean isBlock(BlockTree body, SourceFile file) {
        return file.isWritten(body)
                && file.text().charAt(file.start(body)) == '{'
                && file.text().charAt(file.end(body) - 1) == '}';
    }

    /** Whether each part of a tree stands inside what it is a part of. */
    private static boolean isNested(Tree root, SourceFile file) {
        boolean[] nested = {true};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private final Deque<Tree> around = new ArrayDeque<>();

            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null || !nested[0] || !file.isWritten(tree)) {
                    return null;
                }
                if (EnumConstants.isConstant(tree, file)) {
                    return scan(EnumConstants.parts(tree), null);
                }
                Tree parent = around.peek();
                nested[0] =
                        parent == null
                                || file.start(parent) <= file.start(tree)
                                        && file.end(tree) <= file.end(parent);
                around.push(tree);
                super.scan(tree, null);
                around.pop();
                return null;
            }
        }.scan(root, null);
        return nested[0];
    }

    /** Whether a file has what the compiler prints, whose lines are nobody's. */
    static boolean isPrinted(SourceFile file) {
        return file.unit().getSourceFile() instanceof Printed;
    }

    private static Optional<MethodText> printed(MethodTree method, SourceFile written) {
        if (method.getReturnType() == null || quotes(method, INFERRED)) {
            return Optional.empty(); // of these, a constructor is not copied anyway
        }
        boolean inInterface = method.getModifiers().getFlags().contains(Modifier.DEFAULT);
        String text =
                "%s Printed {\n%s\n}\n"
                        .formatted(inInterface ? "interface" : "class", print(method, written));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<Printed> files = List.of(new Printed(text));
        JavacTask task =
                (JavacTask)
                        compiler.getTask(
                                null, null, diagnostics, List.of("-proc:none"), null, files);
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            boolean parsed =
                    diagnostics.getDiagnostics().stream()
                            .noneMatch(d -> d.getKind() == Diagnostic.Kind.ERROR);
            Tree member = ((ClassTree) unit.getTypeDecls().get(0)).getMembers().get(0);
            SourceFile file = new SourceFile(unit, text, Trees.instance(task).getSourcePositions());
            return parsed && member instanceof MethodTree m
                    ? Optional.of(new MethodText(m, file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As much as there is of the user's own text, which is more than javac can print. */
    private static String print(MethodTree method, SourceFile written) {
        BlockTree body = method.getBody();
        String whole = method.toString();
        String printedBody = body.toString();
        if (!isBlock(body, written) || !whole.endsWith(printedBody)) {
            return whole.replace(INFERRED, "var");
        }
        StringBuilder text = new StringBuilder(whole.substring(0, whole.lastIndexOf(printedBody)));
        text.append("{\n");
        for (StatementTree statement : body.getStatements()) {
            boolean own =
                    written.start(statement) > written.start(body)
                            && written.end(statement) < written.end(body)
                            && isNested(statement, written);
            text.append("    ")
                    .append(own ? written.text(statement) : statement.toString())
                    .append("\n");
        }
        return text.append("}").toString().replace(INFERRED, "var");
    }

    private static boolean quotes(MethodTree method, String text) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void unused) {
                found[0] |= tree.getValue() instanceof String s && s.contains(text);
                return null;
            }
        }.scan(method, null);
        return found[0];
    }

    private static final class Printed extends SimpleJavaFileObject {
        private final String text;

        Printed(String text) {
            super(URI.create("string:///Printed.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
