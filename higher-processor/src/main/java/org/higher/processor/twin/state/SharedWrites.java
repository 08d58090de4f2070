package org.higher.processor.twin.state;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.containers.JdkChanges;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What may change an object that a twin shares with its model, in code that is not attributed yet:
 * enough to leave a method out of the twin that forward does not need.
 */
public final class SharedWrites {
    /** Methods whose results are new objects. */
    private static final Set<String> COPYING =
            Set.of("clone", "copyOf", "copyOfRange", "toArray", "toList");

    private final Predicate<VariableElement> shared;

    /** For the fields that a twin shares; those may not be changed. */
    public SharedWrites(Predicate<VariableElement> shared) {
        this.shared = shared;
    }

    /**
     * Something that may be such a change in some code, with the class that it is from.
     *
     * @return the place, and a shared field that the code mentions
     */
    public Optional<Map.Entry<Tree, VariableElement>> suspected(Map<Tree, ClassSource> code) {
        Optional<VariableElement> mentioned =
                code.entrySet().stream()
                        .flatMap(c -> mentioned(c.getValue(), c.getKey()).stream())
                        .findFirst();
        return mentioned.flatMap(
                field ->
                        code.entrySet().stream()
                                .flatMap(c -> suspected(c.getValue(), c.getKey()).stream())
                                .findFirst()
                                .map(at -> Map.entry(at, field)));
    }

    private Optional<VariableElement> mentioned(ClassSource source, Tree code) {
        Set<VariableElement> found = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree instanceof ExpressionTree e) {
                    field(source, e).filter(shared).ifPresent(found::add);
                }
                return super.scan(tree, null);
            }
        }.scan(code, null);
        return found.stream().findFirst();
    }

    /** A field that is named, of this object or of another. */
    private static Optional<VariableElement> field(ClassSource source, ExpressionTree e) {
        Optional<VariableElement> own = source.ownField(e);
        return own.isPresent() || !(e instanceof MemberSelectTree select)
                ? own
                : source.typing()
                        .receiver(select.getExpression())
                        .flatMap(Annotations::element)
                        .flatMap(t -> source.names().field(t, select.getIdentifier()));
    }

    private Optional<Tree> suspected(ClassSource source, Tree code) {
        Fresh fresh = Fresh.in(source, code);
        Set<Tree> found = new HashSet<>();
        ClassSource.eachWrite(
                code,
                (target, write) -> {
                    if (ClassSource.bare(target) instanceof ArrayAccessTree element
                            && isSuspect(fresh, element.getExpression())) {
                        found.add(write);
                    }
                });
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                Effects.changed(source, tree)
                        .filter(e -> isSuspect(fresh, e))
                        .ifPresent(e -> found.add(tree));
                changedArguments(source, tree).stream()
                        .filter(e -> isSuspect(fresh, e))
                        .forEach(e -> found.add(tree));
                return super.visitMethodInvocation(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                ExpressionTree on = tree.getQualifierExpression();
                boolean unbound = source.names().type(on).isPresent();
                boolean changes =
                        source.typing()
                                .receiver(on)
                                .or(() -> source.names().type(on).map(TypeElement::asType))
                                .flatMap(Annotations::element)
                                .map(t -> source.names().methods(t, tree.getName()))
                                .filter(
                                        methods ->
                                                methods.stream().anyMatch(JdkChanges::ofReceiver))
                                .isPresent();
                if (changes && (unbound || isSuspect(fresh, on))) {
                    found.add(tree);
                }
                return super.visitMemberReference(tree, null);
            }
        }.scan(code, null);
        return found.stream().findFirst();
    }

    private static List<? extends ExpressionTree> changedArguments(
            ClassSource source, MethodInvocationTree call) {
        List<? extends ExpressionTree> arguments = call.getArguments();
        return source.typing().candidates(call).stream()
                .flatMap(m -> JdkChanges.ofArgument(m, arguments.size()).stream())
                .map(arguments::get)
                .toList();
    }

    /** Whether what is changed may be shared. */
    private boolean isSuspect(Fresh fresh, ExpressionTree changed) {
        ExpressionTree root = root(changed);
        Optional<VariableElement> field = field(fresh.source, root);
        Optional<TypeMirror> type = fresh.source.typing().of(changed);
        boolean layers = type.flatMap(Shape::of).isPresent();
        boolean part = root != ClassSource.bare(changed);
        return field.map(shared::test).orElse(!layers && !fresh.contains(root, part));
    }

    /** The {@code x} of {@code x[i]}, {@code x.get(0)} and {@code x.subList(0, 1)}. */
    private static ExpressionTree root(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof ArrayAccessTree element) {
            return root(element.getExpression());
        }
        if (e instanceof TypeCastTree cast) {
            return root(cast.getExpression());
        }
        boolean part =
                e instanceof MethodInvocationTree call
                        && call.getMethodSelect() instanceof MemberSelectTree
                        && !isCopy(e);
        return part
                ? root(
                        ((MemberSelectTree) ((MethodInvocationTree) e).getMethodSelect())
                                .getExpression())
                : e;
    }

    private static boolean isCopy(ExpressionTree e) {
        return e instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof MemberSelectTree select
                && COPYING.contains(select.getIdentifier().toString());
    }

    /** Expressions that are new objects, and local variables that nothing else is ever in. */
    private static final class Fresh {
        private enum Age {
            OLD,
            NEW,
            NEW_AND_EMPTY
        }

        private final ClassSource source;
        private final Map<VariableTree, Age> variables = new HashMap<>();

        private Fresh(ClassSource source) {
            this.source = source;
        }

        static Fresh in(ClassSource source, Tree code) {
            Fresh fresh = new Fresh(source);
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                    if (tree.getInitializer() != null) {
                        fresh.add(tree, tree.getInitializer());
                    }
                    return super.visitVariable(tree, null);
                }

                @Override
                public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                    if (tree.getVariable() instanceof IdentifierTree id
                            && source.names().of(id) instanceof Meaning.Local local) {
                        fresh.add(local.declaration(), tree.getExpression());
                    }
                    return super.visitAssignment(tree, null);
                }
            }.scan(code, null);
            return fresh;
        }

        private void add(VariableTree variable, ExpressionTree value) {
            variables.merge(variable, age(value), (a, b) -> a.compareTo(b) < 0 ? a : b);
        }

        private static Age age(ExpressionTree value) {
            ExpressionTree e = ClassSource.bare(value);
            boolean empty =
                    e instanceof NewClassTree creation && creation.getArguments().isEmpty()
                            || e instanceof NewArrayTree array && array.getInitializers() == null;
            boolean made = e instanceof NewClassTree || e instanceof NewArrayTree || isCopy(e);
            return empty ? Age.NEW_AND_EMPTY : made ? Age.NEW : Age.OLD;
        }

        /** Whether a value is new, and what is in it too if it is a part of it that matters. */
        boolean contains(ExpressionTree e, boolean part) {
            Age age =
                    e instanceof IdentifierTree id
                                    && source.names().of(id) instanceof Meaning.Local local
                            ? variables.getOrDefault(local.declaration(), Age.OLD)
                            : age(e);
            return age.compareTo(part ? Age.NEW_AND_EMPTY : Age.NEW) >= 0;
        }
    }
}
