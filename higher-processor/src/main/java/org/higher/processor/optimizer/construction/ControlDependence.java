package org.higher.processor.optimizer.construction;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/**
 * A walk over code that knows which hyperparameter the present branch was taken for.
 *
 * <p>Control dependence: what is written in a branch depends on the branch's condition, and what
 * comes after a conditional return, break or continue on that of those.
 */
public abstract class ControlDependence extends TreeScanner<@Nullable Void, @Nullable Void> {
    final Frozen frozen;

    /** The cause of the branch that is being looked at. */
    Frozen.@Nullable Cause condition;

    public ControlDependence(Frozen frozen) {
        this.frozen = frozen;
    }

    /** Scans code that is run, or not, by the value of an expression. */
    final @Nullable Void branch(@Nullable Tree on, Runnable inside) {
        Frozen.Cause outer = condition;
        condition = frozen.in(on).orElse(outer);
        inside.run();
        condition = outer;
        return null;
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
        return branch(tree.getCondition(), () -> super.visitIf(tree, null));
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
        return branch(tree.getCondition(), () -> super.visitWhileLoop(tree, null));
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
        return branch(tree.getCondition(), () -> super.visitDoWhileLoop(tree, null));
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
        return branch(tree.getCondition(), () -> super.visitForLoop(tree, null));
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
        return branch(tree.getExpression(), () -> super.visitSwitch(tree, null));
    }

    /** What comes after a conditional exit depends on its condition, too. */
    @Override
    public @Nullable Void visitBlock(BlockTree tree, @Nullable Void unused) {
        Frozen.Cause outer = condition;
        for (StatementTree statement : tree.getStatements()) {
            scan(statement, null);
            if (condition == null) {
                condition = leaving(statement);
            }
        }
        condition = outer;
        return null;
    }

    private Frozen.@Nullable Cause leaving(StatementTree statement) {
        Frozen.@Nullable Cause[] cause = {null};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
                if (leaves(tree)) {
                    frozen.in(tree.getCondition()).ifPresent(c -> cause[0] = c);
                }
                return super.visitIf(tree, null);
            }
        }.scan(statement, null);
        return cause[0];
    }

    private static boolean leaves(Tree tree) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree t, @Nullable Void unused) {
                found[0] |=
                        t instanceof ReturnTree
                                || t instanceof BreakTree
                                || t instanceof ContinueTree;
                return super.scan(t, null);
            }
        }.scan(tree, null);
        return found[0];
    }
}
