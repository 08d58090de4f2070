package org.higher.processor.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.diagnostics.Faults;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.diagnostics.Reporter;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the processor took names for with what javac says, as soon as javac has attributed
 * the user's class.
 *
 * <p>By then it is too late to generate anything else, but not to refuse: a wrong guess is an error
 * on the user's line and never silent wrong code.
 */
public final class Verifier implements TaskListener {
    /** A further look at attributed code that was copied. */
    @FunctionalInterface
    public interface Inspection {
        /** Looks at a tree that javac has found to mean an element. */
        void inspect(TreePath path, Element meaning, Problem.Sink sink);
    }

    private record Copied(
            TypeElement type,
            Map<Span, Meaning> answers,
            List<Span> bodies,
            Inspection inspection) {}

    private record Span(int start, int end) {
        boolean contains(Span other) {
            return start <= other.start && other.end <= end;
        }
    }

    private final Trees trees;
    private final Reporter reporter;
    private final Map<String, List<Copied>> copiedByClass = new HashMap<>();

    public Verifier(Trees trees, Reporter reporter) {
        this.trees = trees;
        this.reporter = reporter;
    }

    /** Remembers what was copied from a class, to be compared later. */
    public void expect(
            ClassSource source, Collection<? extends Tree> bodies, Inspection inspection) {
        SourceFile file = source.file();
        Map<Tree, Meaning> answers = source.names().answers();
        Map<Span, Meaning> expected = new HashMap<>();
        for (Tree body : bodies) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                    if (answers.containsKey(tree) && file.isWritten(tree)) {
                        expected.put(span(file, tree), answers.get(tree));
                    }
                    return super.scan(tree, null);
                }
            }.scan(body, null);
        }
        List<Span> spans = bodies.stream().map(b -> span(file, b)).toList();
        copiedByClass
                .computeIfAbsent(outermost(source.type()), name -> new ArrayList<>())
                .add(new Copied(source.type(), expected, spans, inspection));
    }

    @Override
    public void finished(TaskEvent event) {
        if (event.getKind() != TaskEvent.Kind.ANALYZE || event.getTypeElement() == null) {
            return;
        }
        List<Copied> copied = copiedByClass.remove(outermost(event.getTypeElement()));
        ClassTree tree = copied == null ? null : trees.getTree(event.getTypeElement());
        if (tree != null) {
            SourceFile file =
                    new SourceFile(event.getCompilationUnit(), "", trees.getSourcePositions());
            TreePath path = trees.getPath(event.getCompilationUnit(), tree);
            for (Copied c : copied) {
                Faults.guard(event.getTypeElement(), reporter, () -> compare(c, file, path));
            }
        }
    }

    private void compare(Copied copied, SourceFile file, TreePath classPath) {
        Problem.Sink sink = problem -> reporter.report(trees, file.unit(), problem);
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree instanceof IdentifierTree
                        || tree instanceof MemberSelectTree
                        || tree instanceof NewClassTree) {
                    look(tree);
                }
                return super.scan(tree, null);
            }

            private void look(Tree tree) {
                Span span = span(file, tree);
                boolean madeUp = span.end <= span.start; // an enum constant's creation, say
                if (madeUp || copied.bodies.stream().noneMatch(b -> b.contains(span))) {
                    return;
                }
                TreePath path = new TreePath(getCurrentPath(), tree);
                Element real = trees.getElement(path);
                if (real == null || real.asType().getKind() == TypeKind.ERROR) {
                    return; // javac has its own complaint
                }
                Meaning guess = copied.answers.get(span);
                if (guess != null && !(tree instanceof NewClassTree)) {
                    check(guess, real, tree);
                }
                checkAccess(real, tree);
                copied.inspection.inspect(path, real, sink);
            }

            private void check(Meaning guess, Element real, Tree tree) {
                if (!new Agreement(copied.type).holds(guess, real, tree)) {
                    sink.report(
                            Message.WRONG_GUESS,
                            tree,
                            tree,
                            Agreement.describe(guess),
                            Agreement.describe(real));
                }
            }

            private void checkAccess(Element real, Tree tree) {
                Element owner = real.getEnclosingElement();
                boolean constant =
                        real instanceof VariableElement v && v.getConstantValue() != null;
                if (real.getModifiers().contains(Modifier.PRIVATE)
                        && !constant
                        && !owner.equals(copied.type)
                        && !isLocal(owner)) {
                    sink.report(Message.PRIVATE_MEMBER, tree, real, owner);
                }
            }
        }.scan(classPath, null);
    }

    /** Whether a class is declared in a body, itself or the class around it. */
    private static boolean isLocal(Element type) {
        for (Element e = type; e.getKind() != ElementKind.PACKAGE; e = e.getEnclosingElement()) {
            if (!e.getKind().isClass() && !e.getKind().isInterface()) {
                return true;
            }
        }
        return false;
    }

    private static Span span(SourceFile file, Tree tree) {
        return new Span(file.start(tree), file.end(tree));
    }

    private static String outermost(Element element) {
        Element e = element;
        while (e.getEnclosingElement().getKind() != ElementKind.PACKAGE) {
            e = e.getEnclosingElement();
        }
        return ((TypeElement) e).getQualifiedName().toString();
    }
}
