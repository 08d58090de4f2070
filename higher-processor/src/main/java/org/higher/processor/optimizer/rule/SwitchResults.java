package org.higher.processor.optimizer.rule;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result expressions of a switch expression: after an arrow, or yielded. */
public final class SwitchResults {
    private SwitchResults() {}

    /** What a switch may evaluate to. */
    public static List<ExpressionTree> of(SwitchExpressionTree tree) {
        List<ExpressionTree> results = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitCase(CaseTree c, @Nullable Void unused) {
                if (c.getBody() instanceof ExpressionTree e) {
                    results.add(e);
                }
                return super.visitCase(c, null);
            }

            @Override
            public @Nullable Void visitYield(YieldTree yield, @Nullable Void unused) {
                results.add(yield.getValue());
                return super.visitYield(yield, null);
            }

            @Override
            public @Nullable Void visitSwitchExpression(
                    SwitchExpressionTree inner, @Nullable Void unused) {
                return inner == tree ? super.visitSwitchExpression(inner, null) : null;
            }
        }.scan(tree, null);
        return results;
    }
}
