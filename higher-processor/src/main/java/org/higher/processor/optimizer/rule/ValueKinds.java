package org.higher.processor.optimizer.rule;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import java.util.EnumSet;
import java.util.Set;
import org.higher.processor.names.Typing;

/**
 * Static typing of expressions, as far as lifting needs to know: real numbers, other numbers, text.
 */
public record ValueKinds(Typing typing) {
    private static final Set<Tree.Kind> ARITHMETIC =
            EnumSet.of(
                    Tree.Kind.PLUS,
                    Tree.Kind.MINUS,
                    Tree.Kind.MULTIPLY,
                    Tree.Kind.DIVIDE,
                    Tree.Kind.REMAINDER);

    /** The kind of an expression's value, numeric promotion included. */
    public ValueKind of(ExpressionTree e) {
        if (e instanceof ParenthesizedTree p) {
            return of(p.getExpression());
        }
        if (e instanceof BinaryTree b) {
            return binary(b);
        }
        if (e instanceof UnaryTree u) {
            return u.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
                    ? ValueKind.OTHER
                    : of(u.getExpression());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return together(of(c.getTrueExpression()), of(c.getFalseExpression()));
        }
        if (e instanceof AssignmentTree a) {
            return of(a.getVariable());
        }
        if (e instanceof CompoundAssignmentTree a) {
            return of(a.getVariable());
        }
        return typing.of(e).map(ValueKind::of).orElse(ValueKind.UNKNOWN);
    }

    /** Whether an operator is {@code + - * / %}. */
    public static boolean isArithmetic(Tree.Kind operator) {
        return ARITHMETIC.contains(operator);
    }

    private ValueKind binary(BinaryTree b) {
        ValueKind left = of(b.getLeftOperand());
        ValueKind right = of(b.getRightOperand());
        if (b.getKind() == Tree.Kind.PLUS
                && (left == ValueKind.STRING || right == ValueKind.STRING)) {
            return ValueKind.STRING;
        }
        return ARITHMETIC.contains(b.getKind()) ? together(left, right) : ValueKind.OTHER;
    }

    private static ValueKind together(ValueKind left, ValueKind right) {
        if (left == right) {
            return left;
        }
        return left.isNumber() && right.isNumber() ? ValueKind.REAL : ValueKind.UNKNOWN;
    }
}
