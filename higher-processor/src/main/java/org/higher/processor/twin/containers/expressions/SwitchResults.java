package org.higher.processor.twin.containers.expressions;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The expressions whose values a switch expression may have. */
public final class SwitchResults extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final List<TreePath> results = new ArrayList<>();

    private SwitchResults() {}

    public static List<TreePath> of(TreePath choice) {
        SwitchResults found = new SwitchResults();
        found.scan(choice, null);
        return found.results;
    }

    @Override
    public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
        if (tree.getBody() instanceof ExpressionTree result) {
            results.add(new TreePath(getCurrentPath(), result));
            return null;
        }
        return super.visitCase(tree, null);
    }

    @Override
    public @Nullable Void visitYield(YieldTree tree, @Nullable Void unused) {
        results.add(new TreePath(getCurrentPath(), tree.getValue()));
        return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return null;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        return null;
    }
}
