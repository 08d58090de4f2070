package org.higher.processor.optimizer.rule;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Names;
import org.jspecify.annotations.Nullable;

/** Purity: which expressions have no side effects, so that operands may be swapped. */
public record Purity(Names names, Calls calls) {
    /** Whether two operands may be evaluated in the other order. */
    public boolean maySwap(ExpressionTree left, ExpressionTree right) {
        return isConstant(left) || isPure(left) && isPure(right);
    }

    /** Whether nothing can change what an expression evaluates to; fields are never written. */
    private boolean isConstant(ExpressionTree expression) {
        boolean[] constant = {isPure(expression)};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                constant[0] &= !(names.of(tree) instanceof Meaning.Local);
                return null;
            }
        }.scan(expression, null);
        return constant[0];
    }

    /** Whether an expression certainly changes nothing. */
    private boolean isPure(ExpressionTree expression) {
        boolean[] pure = {true};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                boolean changes =
                        tree instanceof AssignmentTree
                                || tree instanceof CompoundAssignmentTree
                                || tree instanceof NewClassTree
                                || tree instanceof UnaryTree u && isIncrement(u)
                                || tree instanceof MethodInvocationTree m && !calls.isPure(m);
                pure[0] &= !changes;
                return super.scan(tree, null);
            }
        }.scan(expression, null);
        return pure[0];
    }

    /** Whether an expression is an increment or a decrement. */
    public static boolean isIncrement(UnaryTree e) {
        return switch (e.getKind()) {
            case PREFIX_INCREMENT, POSTFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_DECREMENT -> true;
            default -> false;
        };
    }
}
