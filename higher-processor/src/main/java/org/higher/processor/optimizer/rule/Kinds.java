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
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.names.Typing;

/** What sort of value an expression has, as far as lifting needs to know. */
public final class Kinds {
    public enum Kind {
        /** {@code double}, {@code float}, or one of them boxed. */
        REAL,
        /** Any other number. */
        INTEGRAL,
        STRING,
        /** Known, and none of the above. */
        OTHER,
        UNKNOWN
    }

    public static final Set<Tree.Kind> COMPARISONS =
            EnumSet.of(
                    Tree.Kind.LESS_THAN,
                    Tree.Kind.LESS_THAN_EQUAL,
                    Tree.Kind.GREATER_THAN,
                    Tree.Kind.GREATER_THAN_EQUAL,
                    Tree.Kind.EQUAL_TO,
                    Tree.Kind.NOT_EQUAL_TO);

    private static final Set<Tree.Kind> ARITHMETIC =
            EnumSet.of(
                    Tree.Kind.PLUS,
                    Tree.Kind.MINUS,
                    Tree.Kind.MULTIPLY,
                    Tree.Kind.DIVIDE,
                    Tree.Kind.REMAINDER);

    private final Typing typing;

    public Kinds(Typing typing) {
        this.typing = typing;
    }

    public Kind of(ExpressionTree e) {
        if (e instanceof ParenthesizedTree p) {
            return of(p.getExpression());
        }
        if (e instanceof BinaryTree b) {
            return binary(b);
        }
        if (e instanceof UnaryTree u) {
            return u.getKind() == Tree.Kind.LOGICAL_COMPLEMENT ? Kind.OTHER : of(u.getExpression());
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
        return typing.of(e).map(Kinds::of).orElse(Kind.UNKNOWN);
    }

    public static Kind of(TypeMirror type) {
        if (type.getKind() == TypeKind.DOUBLE || type.getKind() == TypeKind.FLOAT) {
            return Kind.REAL;
        }
        if (type.getKind().isPrimitive()) {
            return type.getKind() == TypeKind.BOOLEAN ? Kind.OTHER : Kind.INTEGRAL;
        }
        return switch (type.toString()) {
            case "java.lang.Double", "java.lang.Float" -> Kind.REAL;
            case "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short",
                    "java.lang.Byte",
                    "java.lang.Character" ->
                    Kind.INTEGRAL;
            case "java.lang.String" -> Kind.STRING;
            default -> Kind.OTHER;
        };
    }

    public static boolean isArithmetic(Tree.Kind operator) {
        return ARITHMETIC.contains(operator);
    }

    public static boolean isNumber(Kind kind) {
        return kind == Kind.REAL || kind == Kind.INTEGRAL;
    }

    private Kind binary(BinaryTree b) {
        Kind left = of(b.getLeftOperand());
        Kind right = of(b.getRightOperand());
        if (b.getKind() == Tree.Kind.PLUS && (left == Kind.STRING || right == Kind.STRING)) {
            return Kind.STRING;
        }
        return ARITHMETIC.contains(b.getKind()) ? together(left, right) : Kind.OTHER;
    }

    private static Kind together(Kind left, Kind right) {
        if (left == right) {
            return left;
        }
        return isNumber(left) && isNumber(right) ? Kind.REAL : Kind.UNKNOWN;
    }
}
