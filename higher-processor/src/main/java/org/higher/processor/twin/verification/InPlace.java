package org.higher.processor.twin.verification;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.TensorWrites;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds where copied code changes a tensor in place, as {@code assign} does. A twin shares its
 * tensors with the model and with other twins, so only tensors that the code has just made may be
 * changed.
 */
final class InPlace implements Verifier.ClassInspection {
    /** Methods of a tensor whose result is an object of its own, whatever the arguments. */
    private static final Set<String> MAKING =
            Set.of(
                    "detach",
                    "full",
                    "normal",
                    "number",
                    "of",
                    "ones",
                    "parameter",
                    "scalar",
                    "uniform",
                    "withRequiresGrad",
                    "zeros");

    private final Trees trees;
    private final CopiedCode required;

    /** Methods that are called where they are and change a tensor that they are given. */
    private final Set<String> changingArguments = new HashSet<>();

    private InPlace(Trees trees, CopiedCode required) {
        this.trees = trees;
        this.required = required;
    }

    /** For code that forward needs. */
    static InPlace of(Trees trees, CopiedCode required) {
        return new InPlace(trees, required);
    }

    /** Looks at what code of a class calls, while javac still has its source. */
    void readAhead(ClassSource source, Collection<? extends Tree> code) {
        code.forEach(c -> readAhead(source, c));
    }

    /** Looks at all methods that a body may call, while javac still has their source. */
    private void readAhead(ClassSource source, Tree body) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                source.typing().candidates(tree).forEach(m -> readAhead(m));
                return super.visitMethodInvocation(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                source.names()
                        .type(tree.getQualifierExpression())
                        .ifPresent(
                                t ->
                                        source.names()
                                                .methods(t, tree.getName())
                                                .forEach(m -> readAhead(m)));
                return super.visitMemberReference(tree, null);
            }
        }.scan(body, null);
    }

    private void readAhead(ExecutableElement method) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        boolean isStatic = method.getModifiers().contains(Modifier.STATIC);
        MethodTree tree =
                isStatic || !Annotations.isFunctional(owner) ? trees.getTree(method) : null;
        if (tree != null && tree.getBody() != null && changes(tree, method)) {
            changingArguments.add(key(method));
        }
    }

    /** Elements of one round are not those of the next. */
    private static String key(ExecutableElement method) {
        return method.getEnclosingElement() + "." + method;
    }

    @Override
    public void inspect(TreePath classPath, Problem.Sink sink) {
        ValueFlow flows = ValueFlow.in(trees, classPath);
        required.eachBody(
                trees, classPath, (method, body) -> new Body(flows, sink).scan(body, null));
    }

    /** The body of a copied method. */
    private final class Body extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final ValueFlow flows;
        private final Problem.Sink sink;

        Body(ValueFlow flows, Problem.Sink sink) {
            this.flows = flows;
            this.sink = sink;
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
                if (tree.getMethodSelect() instanceof MemberSelectTree select) {
                    TreePath path = new TreePath(getCurrentPath(), select);
                    check(path, select.getExpression(), method);
                }
                if (changingArguments.contains(key(method))) {
                    String name = tree.getMethodSelect().toString();
                    sink.accept(TensorWrites.problem(tree, name));
                }
            }
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree tree, @Nullable Void unused) {
            if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
                check(getCurrentPath(), tree.getQualifierExpression(), method);
                if (changingArguments.contains(key(method))) {
                    sink.accept(TensorWrites.problem(tree, tree.toString()));
                }
            }
            return super.visitMemberReference(tree, null);
        }

        private void check(TreePath path, ExpressionTree receiver, ExecutableElement method) {
            String name = method.getSimpleName().toString();
            boolean changes =
                    TensorWrites.isWrite(name)
                            && Annotations.isTensor(method.getEnclosingElement().asType());
            TreePath changed = new TreePath(path, receiver);
            if (changes && (TensorWrites.isBackward(name) || !isNew(changed, new HashSet<>()))) {
                Tree leaf = path.getLeaf();
                sink.accept(
                        TensorWrites.problem(
                                leaf, leaf.toString(), receiver, name, field(changed)));
            }
        }

        /** The field that {@code x}, {@code this.x}, {@code x[i]} and {@code layer.x} name. */
        private Optional<VariableElement> field(TreePath path) {
            TreePath p = path;
            while (p.getLeaf() instanceof ArrayAccessTree a) {
                p = new TreePath(p, a.getExpression());
            }
            return trees.getElement(p) instanceof VariableElement v && v.getKind().isField()
                    ? Optional.of(v)
                    : Optional.empty();
        }

        /** Whether an expression is certainly a tensor that this code has made. */
        private boolean isNew(TreePath path, Set<Element> open) {
            Tree tree = path.getLeaf();
            if (tree instanceof ParenthesizedTree p) {
                return isNew(new TreePath(path, p.getExpression()), open);
            }
            if (tree instanceof ConditionalExpressionTree c) {
                return isNew(new TreePath(path, c.getTrueExpression()), open)
                        && isNew(new TreePath(path, c.getFalseExpression()), open);
            }
            Element element = trees.getElement(path);
            if (element == null) {
                return false;
            }
            if (tree instanceof MethodInvocationTree) {
                return MAKING.contains(element.getSimpleName().toString())
                        && Annotations.isTensor(element.getEnclosingElement().asType());
            }
            List<TreePath> values = flows.into(element);
            return element.getKind() == ElementKind.LOCAL_VARIABLE
                    && (!open.add(element) || values.stream().allMatch(v -> isNew(v, open)))
                    && !values.isEmpty();
        }
    }

    /** Whether a method changes a tensor that it is given, as far as names say. */
    private static boolean changes(MethodTree tree, ExecutableElement method) {
        Set<String> given =
                method.getParameters().stream()
                        .filter(p -> Shape.mentioned(p.asType()).anyMatch(InPlace::isTensor))
                        .map(p -> p.getSimpleName().toString())
                        .collect(Collectors.toCollection(HashSet::new));
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitEnhancedForLoop(
                    EnhancedForLoopTree loop, @Nullable Void unused) {
                if (given.contains(root(loop.getExpression()))) {
                    given.add(loop.getVariable().getName().toString());
                }
                return super.visitEnhancedForLoop(loop, null);
            }

            @Override
            public @Nullable Void visitMemberSelect(
                    MemberSelectTree select, @Nullable Void unused) {
                boolean changing = TensorWrites.isWrite(select.getIdentifier());
                found[0] |= changing && given.contains(root(select.getExpression()));
                return super.visitMemberSelect(select, null);
            }
        }.scan(tree.getBody(), null);
        return found[0];
    }

    private static boolean isTensor(TypeElement type) {
        return Annotations.isTensor(type.asType());
    }

    /** The {@code x} of {@code x[i]} and {@code x.get(0)}; not that of {@code x.detach()}. */
    private static String root(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof ArrayAccessTree a) {
            return root(a.getExpression());
        }
        boolean got =
                e instanceof MethodInvocationTree call
                        && call.getMethodSelect() instanceof MemberSelectTree s
                        && Set.of("get", "values").contains(s.getIdentifier().toString());
        return got
                ? root(
                        ((MemberSelectTree) ((MethodInvocationTree) e).getMethodSelect())
                                .getExpression())
                : e.toString();
    }
}
