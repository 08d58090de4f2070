package org.higher.processor.optimizer.flow;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.names.TensorOperations;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.rule.ValueKind;
import org.jspecify.annotations.Nullable;

/**
 * Analysis of the uses of lifted numbers: what becomes of each, by the tree around it.
 *
 * <p>An operand of an operator becomes that of a tensor's operation, a number in a comparison is
 * read. A use that has no counterpart is a problem.
 */
public final class UseAnalysis {
    private final Rule rule;
    private final Taint taint;
    private final Map<ExecutableElement, MethodTree> methods;
    private final Uses.Collector found = new Uses.Collector();
    private final ArgumentUses arguments;

    private UseAnalysis(Taint taint, Map<ExecutableElement, MethodTree> methods) {
        this.rule = taint.rule();
        this.taint = taint;
        this.methods = methods;
        this.arguments = new ArgumentUses(taint, methods, found);
    }

    /**
     * The uses of lifted numbers.
     *
     * @param methods those that are copied
     */
    public static Uses analyze(Taint taint, Map<ExecutableElement, MethodTree> methods) {
        UseAnalysis analysis = new UseAnalysis(taint, methods);
        methods.forEach(
                (method, tree) -> {
                    analysis.new Scan(method).scan(tree.getBody(), null);
                    new Promotion(taint, methods, method, analysis.found)
                            .scan(tree.getBody(), null);
                });
        return analysis.found.uses();
    }

    /** One pass over one method, with the way from its body to the present tree. */
    private final class Scan extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ExecutableElement method;
        private final Deque<Tree> around = new ArrayDeque<>();

        Scan(ExecutableElement method) {
            this.method = method;
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            if (tree == null) {
                return null;
            }
            if (tree instanceof ExpressionTree e
                    && !around.isEmpty()
                    && !isName(tree, around.element())
                    && taint.lifted(e)) {
                use(e, around.element());
            }
            around.push(tree);
            super.scan(tree, null);
            around.pop();
            return null;
        }

        /**
         * Whether a tree is the name of a method, which a field may have as well: {@code
         * this.lr()}.
         */
        private static boolean isName(Tree tree, Tree parent) {
            return parent instanceof MethodInvocationTree call && call.getMethodSelect() == tree;
        }

        private void use(ExpressionTree e, Tree parent) {
            if (parent instanceof BinaryTree b) {
                operand(e, b);
            } else if (parent instanceof CompoundAssignmentTree a) {
                compound(e, a);
            } else if (parent instanceof AssignmentTree a) {
                store(e, a.getVariable(), taint.lifted(a));
            } else if (parent instanceof VariableTree v) {
                store(e, v.getName(), taint.lifted(v));
            } else if (parent instanceof ReturnTree) {
                returned(e);
            } else if (parent instanceof LambdaExpressionTree) {
                found.report(Message.LAMBDA_RETURNS_LIFTED, e, rule.type().getSimpleName());
            } else if (parent instanceof MethodInvocationTree call) {
                arguments.use(e, call);
            } else if (parent instanceof NewClassTree creation) {
                arguments.use(e, creation);
            } else if (parent instanceof TypeCastTree c) {
                if (!taint.lifted(c)) {
                    found.report(Message.NO_DERIVATIVE_CAST, c, c.getType());
                }
            } else if (parent instanceof NewArrayTree) {
                found.report(Message.PLAIN_TARGET, e, "an element of this array");
            } else if (parent instanceof AssertTree) {
                found.value(e); // shown if the assertion fails
            } else if (parent instanceof ExpressionStatementTree) {
                return;
            } else if (!keepsLifted(parent)) {
                found.report(
                        Message.NOT_DIFFERENTIABLE, e, describe(parent), TensorOperations.LIFTED);
            }
            if (e instanceof UnaryTree u) {
                checkUnary(u);
            }
        }

        private void operand(ExpressionTree e, BinaryTree parent) {
            if (taint.lifted(parent)) {
                if (TensorOperations.operator(parent.getKind()).isEmpty()) {
                    found.report(Message.NOT_DIFFERENTIABLE, parent, "%", TensorOperations.LIFTED);
                }
            } else {
                found.value(e); // a comparison, or a text
            }
        }

        private void compound(ExpressionTree e, CompoundAssignmentTree parent) {
            if (rule.kinds().of(parent.getVariable()) == ValueKind.STRING) {
                found.value(e);
            } else if (TensorOperations.operator(parent.getKind()).isEmpty()) {
                found.report(Message.NOT_DIFFERENTIABLE, parent, "%=", TensorOperations.LIFTED);
            } else {
                store(e, parent.getVariable(), taint.lifted(parent));
            }
        }

        private void store(ExpressionTree e, Object target, boolean lifted) {
            if (!lifted) {
                found.report(Message.PLAIN_TARGET, e, target);
            }
        }

        private void returned(ExpressionTree e) {
            if (isInside()) {
                found.report(Message.LAMBDA_RETURNS_LIFTED, e, rule.type().getSimpleName());
            } else if (!taint.liftedResult(method)) {
                found.report(Message.PLAIN_TARGET, e, "the result of " + method);
            }
        }

        /** Whether the present tree belongs to a lambda or a local class. */
        private boolean isInside() {
            return around.stream()
                    .anyMatch(t -> t instanceof LambdaExpressionTree || t instanceof ClassTree);
        }

        /** Whether the parent is a larger lifted expression. */
        private boolean keepsLifted(Tree parent) {
            if (parent instanceof YieldTree || parent instanceof CaseTree) {
                return true; // of a switch that is lifted by this very outcome
            }
            boolean operator =
                    parent instanceof ParenthesizedTree
                            || parent instanceof UnaryTree
                            || parent instanceof ConditionalExpressionTree;
            return operator && taint.lifted((ExpressionTree) parent);
        }

        private void checkUnary(UnaryTree e) {
            switch (e.getKind()) {
                case UNARY_MINUS, UNARY_PLUS, PREFIX_INCREMENT, PREFIX_DECREMENT -> {}
                case POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                        found.report(
                                Message.NOT_DIFFERENTIABLE,
                                e,
                                "the value of " + e + " before the change",
                                TensorOperations.LIFTED);
                default -> found.report(Message.NOT_DIFFERENTIABLE, e, e, TensorOperations.LIFTED);
            }
        }

        /** {@code this::decayed} is no function of numbers once {@code decayed} is lifted. */
        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree tree, @Nullable Void unused) {
            boolean lifted =
                    rule.calls().isRule(tree.getQualifierExpression())
                            && methods.keySet().stream()
                                    .filter(m -> m.getSimpleName().equals(tree.getName()))
                                    .anyMatch(taint::liftedSignature);
            if (lifted) {
                found.report(Message.LAMBDA_RETURNS_LIFTED, tree, rule.type().getSimpleName());
            }
            return super.visitMemberReference(tree, null);
        }
    }

    private static String describe(Tree parent) {
        String text = parent.toString();
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
