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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A walk over code that knows which hyperparameter the present branch was taken for.
 *
 * <p>Control dependence: what is written in a branch depends on the branch's condition, and what
 * comes after a conditional return, break or continue on that of those.
 */
abstract class ControlDependence extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Dependence dependence;

    /** The cause of the branch that is being looked at. */
    private Optional<Cause> condition = Optional.empty();

    ControlDependence(Dependence dependence) {
        this.dependence = dependence;
    }

    final Optional<Cause> condition() {
        return condition;
    }

    /** Scans a member of a class. */
    final void start(Runnable inside) {
        condition = Optional.empty();
        inside.run();
    }

    /** Scans code that is run, or not, by the value of an expression. */
    final @Nullable Void branch(@Nullable Tree on, Runnable inside) {
        return under(dependence.in(on), inside);
    }

    /** Scans code that is run, or not, for a cause, or else for that of the code around it. */
    final @Nullable Void under(Optional<Cause> cause, Runnable inside) {
        Optional<Cause> outer = condition;
        condition = cause.or(() -> outer);
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
        Optional<Cause> outer = condition;
        for (StatementTree statement : tree.getStatements()) {
            scan(statement, null);
            if (condition.isEmpty()) {
                condition = leaving(statement);
            }
        }
        condition = outer;
        return null;
    }

    private Optional<Cause> leaving(StatementTree statement) {
        List<Cause> causes = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
                if (leaves(tree)) {
                    dependence.in(tree.getCondition()).ifPresent(causes::add);
                }
                return super.visitIf(tree, null);
            }
        }.scan(statement, null);
        return causes.isEmpty() ? Optional.empty() : Optional.of(causes.get(causes.size() - 1));
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
