package org.higher.processor.verification;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.diagnostics.Faults;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.javac.SourceFile;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
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

        /** This look, and then another one. */
        default Inspection and(Inspection other) {
            return (path, meaning, sink) -> {
                inspect(path, meaning, sink);
                other.inspect(path, meaning, sink);
            };
        }
    }

    /** A look at a whole attributed class. */
    @FunctionalInterface
    public interface ClassInspection {
        /** Looks at a class. */
        void inspect(TreePath classPath, Problem.Sink sink);
    }

    private record Inspected(String type, ClassInspection inspection) {}

    private record Copied(
            TypeElement type,
            Map<Span, Meaning> answers,
            List<Span> bodies,
            List<Printed> printed,
            CopiedCode code,
            Inspection inspection) {}

    /** A body whose positions say nothing, and what its names were taken for, by their trees. */
    private record Printed(Tree method, Tree body, Map<Tree, Meaning> answers) {}

    private record Span(int start, int end) {
        boolean contains(Span other) {
            return start <= other.start && other.end <= end;
        }
    }

    private final Trees trees;
    private final Elements elements;
    private final Reporter reporter;
    private final Map<String, List<Copied>> copiedByClass = new HashMap<>();
    private final Map<String, List<Inspected>> inspectedByClass = new HashMap<>();
    private final List<ClassInspection> ofEach = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private Optional<TaskEvent> begun = Optional.empty();

    public Verifier(Trees trees, Elements elements, Reporter reporter) {
        this.trees = trees;
        this.elements = elements;
        this.reporter = reporter;
    }

    /** Remembers what was copied from a class, to be compared later. */
    public void expect(
            ClassSource source,
            Collection<? extends Tree> bodies,
            CopiedCode code,
            Inspection inspection) {
        SourceFile file = source.file();
        Map<Tree, Meaning> answers = source.names().answers();
        Map<Span, Meaning> expected = new HashMap<>();
        List<Span> spans = new ArrayList<>();
        List<Printed> printed = new ArrayList<>();
        for (Tree body : bodies) {
            if (source.original(body) == body) {
                spans.add(span(file, body));
                collect(body, file, answers, expected);
            } else {
                printed.add(new Printed(source.original(body), body, answers));
            }
        }
        copiedByClass
                .computeIfAbsent(outermost(source.type()), name -> new ArrayList<>())
                .add(new Copied(source.type(), expected, spans, printed, code, inspection));
    }

    private static void collect(
            Tree body, SourceFile file, Map<Tree, Meaning> answers, Map<Span, Meaning> expected) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                Meaning answer = answers.get(tree);
                if (tree != null && answer != null && file.isWritten(tree)) {
                    expected.put(span(file, tree), answer);
                }
                return super.scan(tree, null);
            }
        }.scan(body, null);
    }

    /** Remembers to look at a class once it is attributed. */
    public void expect(TypeElement type, ClassInspection inspection) {
        inspectedByClass
                .computeIfAbsent(outermost(type), name -> new ArrayList<>())
                .add(new Inspected(type.getQualifiedName().toString(), inspection));
    }

    /** Remembers to look at every class that is compiled, with those in it, once attributed. */
    public void expectEach(ClassInspection inspection) {
        ofEach.add(inspection);
    }

    /**
     * Looks at the class before this one: with {@code -XDcompilePolicy=simple}, which Error Prone
     * asks for, javac attributes every class first and finishes none if there was an error in one.
     */
    @Override
    public void started(TaskEvent event) {
        if (event.getKind() == TaskEvent.Kind.ANALYZE && event.getTypeElement() != null) {
            begun.ifPresent(this::verify);
            begun = Optional.of(event);
        }
    }

    @Override
    public void finished(TaskEvent event) {
        if (event.getKind() == TaskEvent.Kind.ANALYZE && event.getTypeElement() != null) {
            verify(event);
        }
    }

    private void verify(TaskEvent event) {
        String outermost = outermost(event.getTypeElement());
        List<Copied> copied = copiedByClass.remove(outermost);
        List<Inspected> inspected = inspectedByClass.remove(outermost);
        boolean first = !ofEach.isEmpty() && seen.add(outermost);
        boolean nothing = copied == null && inspected == null && !first;
        ClassTree tree = nothing ? null : trees.getTree(event.getTypeElement());
        if (tree != null) {
            SourceFile file =
                    new SourceFile(event.getCompilationUnit(), "", trees.getSourcePositions());
            TreePath path = trees.getPath(event.getCompilationUnit(), tree);
            TypeElement type = event.getTypeElement();
            for (Copied c : Objects.requireNonNullElse(copied, List.<Copied>of())) {
                TypeElement at = nested(type, c.type.getQualifiedName()).orElse(type);
                Faults.guard(at, reporter, () -> compare(c, file, path));
            }
            for (Inspected i : Objects.requireNonNullElse(inspected, List.<Inspected>of())) {
                TypeElement at = nested(type, i.type).orElse(type);
                Faults.guard(at, reporter, () -> inspect(i, file, path));
            }
            if (first) {
                ofEach.forEach(
                        e -> Faults.guard(type, reporter, () -> e.inspect(path, sink(file))));
            }
        }
    }

    /** The type of a name in another: elements of the round that named it have no position now. */
    private static Optional<TypeElement> nested(TypeElement type, CharSequence name) {
        return type.getQualifiedName().contentEquals(name)
                ? Optional.of(type)
                : ElementFilter.typesIn(type.getEnclosedElements()).stream()
                        .flatMap(t -> nested(t, name).stream())
                        .findFirst();
    }

    private Problem.Sink sink(SourceFile file) {
        return problem -> reporter.report(trees, file.unit(), problem);
    }

    private void inspect(Inspected inspected, SourceFile file, TreePath classPath) {
        Problem.Sink sink = sink(file);
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
                if (trees.getElement(getCurrentPath()) instanceof TypeElement t
                        && t.getQualifiedName().contentEquals(inspected.type)) {
                    inspected.inspection.inspect(getCurrentPath(), sink);
                }
                return super.visitClass(tree, null);
            }
        }.scan(classPath, null);
    }

    private void compare(Copied copied, SourceFile file, TreePath classPath) {
        Comparison comparison = new Comparison(copied, trees, elements, sink(file));
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
                for (Printed printed : copied.printed) {
                    if (printed.method == tree) {
                        comparePrinted(printed, new TreePath(getCurrentPath(), tree.getBody()));
                    }
                }
                return super.visitMethod(tree, null);
            }

            private void comparePrinted(Printed printed, TreePath body) {
                ParallelWalk names =
                        new ParallelWalk() {
                            @Override
                            protected void visit(Tree parsed, TreePath attributed) {
                                if (isName(parsed)) {
                                    comparison.look(printed.answers.get(parsed), attributed);
                                }
                            }
                        };
                if (!names.walk(printed.body, body)) {
                    comparison.reportUnreadable(body.getParentPath());
                }
            }

            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree != null && isName(tree)) {
                    Span span = span(file, tree);
                    boolean madeUp = span.end <= span.start; // an enum constant's creation, say
                    if (!madeUp && copied.bodies.stream().anyMatch(b -> b.contains(span))) {
                        comparison.look(
                                copied.answers.get(span), new TreePath(getCurrentPath(), tree));
                    }
                }
                return super.scan(tree, null);
            }
        }.scan(classPath, null);
    }

    private static boolean isName(Tree tree) {
        return tree instanceof IdentifierTree
                || tree instanceof MemberSelectTree
                || tree instanceof NewClassTree;
    }

    /** Compares one name after the other. */
    private record Comparison(Copied copied, Trees trees, Elements elements, Problem.Sink sink) {
        void look(@Nullable Meaning guess, TreePath path) {
            Tree tree = path.getLeaf();
            Element real = trees.getElement(path);
            if (real == null || real.asType().getKind() == TypeKind.ERROR) {
                return; // javac has its own complaint
            }
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
            boolean constant = real instanceof VariableElement v && v.getConstantValue() != null;
            if (!(owner instanceof TypeElement)
                    || constant
                    || owner.equals(copied.type)
                    || copied.code.hasMembersOf(owner)
                    || copied.code.isInside(owner)
                    || copied.code.reads(real)
                    || real instanceof ExecutableElement e && copied.code.has(e)
                    || copied.code.hasType(real)) {
                return;
            }
            Optional<Inaccessible> unusable =
                    real instanceof TypeElement t && Annotations.isFunctional(t)
                            ? Inaccessible.ofTypeOrTwin(t, copied.code.origin(), elements)
                            : Inaccessible.of(real, copied.code.origin(), elements);
            unusable.ifPresent(
                    hidden ->
                            sink.report(
                                    Message.PRIVATE_MEMBER,
                                    tree,
                                    real,
                                    hidden.how().equals("private")
                                            ? "private to " + owner
                                            : hidden.how(),
                                    hidden.remedy()));
        }

        void reportUnreadable(TreePath method) {
            String name = ((MethodTree) method.getLeaf()).getName().toString();
            sink.report(Message.UNREADABLE_METHOD, method.getLeaf(), name);
        }
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
