package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import java.util.Optional;
import org.higher.processor.text.ClassSource;

/** Chains of reads that begin with a variable: {@code config.rates().get(0)}. */
public final class Reads {
    private Reads() {}

    /** Whether an expression reads from a variable, one thing after the other. */
    public static boolean isChain(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof MethodInvocationTree call) {
            return call.getMethodSelect() instanceof MemberSelectTree
                    && call.getArguments().stream().allMatch(LiteralTree.class::isInstance);
        }
        return e instanceof MemberSelectTree
                || e instanceof ArrayAccessTree a && a.getIndex() instanceof LiteralTree;
    }

    /** What the last read of a chain reads from. */
    public static Optional<ExpressionTree> inner(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof MethodInvocationTree call) {
            return inner(call.getMethodSelect());
        }
        if (e instanceof MemberSelectTree s) {
            return Optional.of(s.getExpression());
        }
        return e instanceof ArrayAccessTree a ? Optional.of(a.getExpression()) : Optional.empty();
    }
}
