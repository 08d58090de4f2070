package org.higher.processor.names;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import java.util.function.Predicate;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Purity: which expressions have no side effects, so that operands may be swapped.
 *
 * @param harmless calls that certainly change nothing
 * @param writesFields whether code may write a field that is not final
 */
public record Purity(Names names, Predicate<MethodInvocationTree> harmless, boolean writesFields) {
    /** Whether two operands may be evaluated in the other order. */
    public boolean maySwap(ExpressionTree left, ExpressionTree right) {
        return isConstant(left) || isPure(left) && isPure(right);
    }

    /** Whether nothing can change what an expression evaluates to. */
    private boolean isConstant(ExpressionTree expression) {
        boolean[] constant = {isPure(expression)};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                constant[0] &= !isVariable(names.of(tree));
                return null;
            }

            /** Of whatever object: a method that is called may change it by another way. */
            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                constant[0] &= !writesFields;
                return super.visitMemberSelect(tree, null);
            }

            @Override
            public @Nullable Void visitArrayAccess(ArrayAccessTree tree, @Nullable Void unused) {
                constant[0] &= !writesFields;
                return super.visitArrayAccess(tree, null);
            }

            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                if (tree.getMethodSelect() instanceof MemberSelectTree select) {
                    scan(select.getExpression(), null);
                }
                return scan(tree.getArguments(), null);
            }
        }.scan(expression, null);
        return constant[0];
    }

    private boolean isVariable(Meaning name) {
        return name instanceof Meaning.Local
                || writesFields
                        && name instanceof Meaning.Field f
                        && !f.field().getModifiers().contains(Modifier.FINAL);
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
                                || tree instanceof MethodInvocationTree m && !harmless.test(m);
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
