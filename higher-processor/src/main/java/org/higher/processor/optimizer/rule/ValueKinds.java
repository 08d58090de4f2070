package org.higher.processor.optimizer.rule;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.names.MathCalls;
import org.higher.processor.names.Meaning;
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

    /** Functions of {@code java.lang.Math} whose values have the type of the arguments. */
    private static final Set<String> SAME = Set.of("abs", "max", "min", "signum");

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

    /**
     * Whether an expression is computed in {@code float}: its type is that, boxed or not.
     *
     * <p>What takes inference to know is taken for a {@code double}.
     */
    public boolean isFloat(ExpressionTree e) {
        if (e instanceof ParenthesizedTree p) {
            return isFloat(p.getExpression());
        }
        if (e instanceof BinaryTree b) {
            return ARITHMETIC.contains(b.getKind())
                    && areFloat(List.of(b.getLeftOperand(), b.getRightOperand()));
        }
        if (e instanceof UnaryTree u) {
            return isFloat(u.getExpression());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return areFloat(List.of(c.getTrueExpression(), c.getFalseExpression()));
        }
        if (e instanceof SwitchExpressionTree s) {
            return areFloat(SwitchResults.of(s));
        }
        if (e instanceof AssignmentTree a) {
            return isFloat(a.getVariable());
        }
        if (e instanceof CompoundAssignmentTree a) {
            return isFloat(a.getVariable());
        }
        if (e instanceof MethodInvocationTree call
                && new MathCalls(typing.names())
                        .function(call)
                        .filter(SAME::contains)
                        .isPresent()) {
            return areFloat(call.getArguments());
        }
        return inferred(e)
                .map(this::isFloat)
                .orElseGet(() -> typing.of(e).filter(ValueKinds::isFloat).isPresent());
    }

    /** What a variable begins with that is declared by {@code var}. */
    private Optional<ExpressionTree> inferred(ExpressionTree e) {
        return e instanceof IdentifierTree id
                        && typing.names().of(id) instanceof Meaning.Local l
                        && l.declaration().getType() == null
                ? Optional.ofNullable(l.declaration().getInitializer())
                : Optional.empty();
    }

    /** Whether numbers have the type {@code float} in common. */
    private boolean areFloat(List<? extends ExpressionTree> numbers) {
        return numbers.stream().anyMatch(this::isFloat)
                && numbers.stream().allMatch(e -> isFloat(e) || of(e) == ValueKind.INTEGRAL);
    }

    private static boolean isFloat(TypeMirror type) {
        return type.getKind() == TypeKind.FLOAT || type.toString().equals("java.lang.Float");
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
