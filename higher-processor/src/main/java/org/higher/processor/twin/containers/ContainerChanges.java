package org.higher.processor.twin.containers;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;
import org.jspecify.annotations.Nullable;

/**
 * Calls that change a container of modules or parameters of the model, whether it is called by its
 * field, by a local variable or through a view or an iterator of it.
 */
public final class ContainerChanges extends TreePathScanner<@Nullable Void, @Nullable Void> {
    /** What makes something new of a container. */
    private static final Set<String> COPYING =
            Set.of("clone", "parallelStream", "stream", "toArray", "toString");

    private final Trees trees;
    private final CopiedCode copied;
    private final Problem.Sink sink;

    /** What local variables have been given so far. */
    private final Map<Element, List<TreePath>> given = new HashMap<>();

    public ContainerChanges(Trees trees, CopiedCode copied, Problem.Sink sink) {
        this.trees = trees;
        this.copied = copied;
        this.sink = sink;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null) {
            give(getCurrentPath(), tree.getInitializer());
        }
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        TreePath variable = new TreePath(getCurrentPath(), tree.getVariable());
        give(variable, new TreePath(getCurrentPath(), tree.getExpression()));
        return super.visitEnhancedForLoop(tree, null);
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        give(new TreePath(getCurrentPath(), tree.getVariable()), tree.getExpression());
        return super.visitAssignment(tree, null);
    }

    private void give(TreePath variable, ExpressionTree value) {
        give(variable, new TreePath(getCurrentPath(), value));
    }

    private void give(TreePath variable, TreePath value) {
        Element element = trees.getElement(variable);
        if (element != null && !element.getKind().isField()) {
            given.computeIfAbsent(element, e -> new ArrayList<>()).add(value);
        }
    }

    /** {@code layers.add(x)}, {@code Collections.swap(layers, 0, 1)}. */
    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        Element method = trees.getElement(getCurrentPath());
        if (method != null && JdkMethods.changesArgument(method)) {
            check(tree, new TreePath(getCurrentPath(), tree.getArguments().get(0)));
        } else if (method != null
                && JdkMethods.changes(method)
                && tree.getMethodSelect() instanceof MemberSelectTree select) {
            TreePath receiver = new TreePath(getCurrentPath(), select);
            check(tree, new TreePath(receiver, select.getExpression()));
        }
        return super.visitMethodInvocation(tree, null);
    }

    /** {@code layers::poll}. */
    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        Element method = trees.getElement(getCurrentPath());
        if (method != null && JdkMethods.changes(method)) {
            check(tree, new TreePath(getCurrentPath(), tree.getQualifierExpression()));
        }
        return super.visitMemberReference(tree, null);
    }

    private void check(Tree at, TreePath container) {
        root(container, new HashSet<>())
                .ifPresent(
                        field ->
                                sink.report(
                                        Message.FORWARD_WRITES_FIELD,
                                        at,
                                        field.getSimpleName(),
                                        "change what holds modules in the constructor, or use a"
                                                + " local variable"));
    }

    /** The field that an expression shows or is a part of. */
    private Optional<VariableElement> root(TreePath path, Set<Element> seen) {
        Tree tree = path.getLeaf();
        if (tree instanceof ParenthesizedTree p) {
            return root(new TreePath(path, p.getExpression()), seen);
        }
        if (tree instanceof TypeCastTree c) {
            return root(new TreePath(path, c.getExpression()), seen);
        }
        if (tree instanceof ArrayAccessTree a) {
            return root(new TreePath(path, a.getExpression()), seen);
        }
        if (tree instanceof ConditionalExpressionTree c) {
            return root(new TreePath(path, c.getTrueExpression()), seen)
                    .or(() -> root(new TreePath(path, c.getFalseExpression()), seen));
        }
        if (tree instanceof MethodInvocationTree call) {
            boolean view =
                    call.getMethodSelect() instanceof MemberSelectTree select
                            && !COPYING.contains(select.getIdentifier().toString());
            return view
                    ? root(receiver(path, (MemberSelectTree) call.getMethodSelect()), seen)
                    : Optional.empty();
        }
        Element element = trees.getElement(path);
        if (!(element instanceof VariableElement variable) || !seen.add(element)) {
            return Optional.empty();
        }
        if (variable.getKind().isField()) {
            return Optional.of(variable).filter(this::isOfTwin);
        }
        return given.getOrDefault(variable, List.of()).stream()
                .flatMap(value -> root(value, seen).stream())
                .findFirst();
    }

    private static TreePath receiver(TreePath call, MemberSelectTree select) {
        return new TreePath(new TreePath(call, select), select.getExpression());
    }

    private boolean isOfTwin(VariableElement field) {
        return !Annotations.isBuffer(field)
                && copied.hasMembersOf(field.getEnclosingElement())
                && Shape.of(field.asType()).isPresent();
    }
}
