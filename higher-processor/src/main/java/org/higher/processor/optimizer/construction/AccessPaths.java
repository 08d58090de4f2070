package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import java.util.Optional;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.text.ClassSource;

/** Access paths: chains of reads that begin with a variable, {@code config.rates().get(0)}. */
record AccessPaths(ClassSource source) {
    /** Whether an expression reads from a variable, one thing after the other. */
    static boolean isPath(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof MethodInvocationTree call) {
            return call.getMethodSelect() instanceof MemberSelectTree
                    && call.getArguments().stream().allMatch(LiteralTree.class::isInstance);
        }
        return e instanceof MemberSelectTree
                || e instanceof ArrayAccessTree a && a.getIndex() instanceof LiteralTree;
    }

    /** What the last read of a path reads from. */
    static Optional<ExpressionTree> inner(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof MethodInvocationTree call) {
            return inner(call.getMethodSelect());
        }
        if (e instanceof MemberSelectTree s) {
            return Optional.of(s.getExpression());
        }
        return e instanceof ArrayAccessTree a ? Optional.of(a.getExpression()) : Optional.empty();
    }

    /** Whether a path reads something else than another one, given by its text. */
    boolean areIndependent(ExpressionTree path, String other) {
        String text = path.toString();
        boolean overlap =
                text.equals(other)
                        || text.startsWith(other + ".")
                        || other.startsWith(text + ".")
                        || other.startsWith(text + "[")
                        || text.startsWith(other + "[");
        return !overlap && isIndependent(path);
    }

    /** A plain field, a component of a record, or a setting that is no real number. */
    private boolean isIndependent(ExpressionTree path) {
        ExpressionTree e = ClassSource.bare(path);
        if (!(e instanceof MethodInvocationTree call)) {
            return e instanceof MemberSelectTree;
        }
        Optional<TypeMirror> type = source.typing().of(call);
        boolean real =
                type.map(ValueKind::of).orElse(ValueKind.REAL) == ValueKind.REAL
                        || type.filter(t -> !t.getKind().isPrimitive()).isPresent()
                                && ValueKind.of(type.get()) == ValueKind.OTHER;
        return !real || source.typing().candidates(call).stream().allMatch(Calls::isAccessor);
    }
}
