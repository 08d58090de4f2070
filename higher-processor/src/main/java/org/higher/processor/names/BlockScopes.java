package org.higher.processor.names;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A walk that opens a scope for each block, and for what has one without braces (JLS 6.3). */
abstract class BlockScopes extends TypePositions {
    final Scope scope = new Scope();

    BlockScopes(Set<Tree> typePositions) {
        super(typePositions);
    }

    final @Nullable Void nested(Runnable body) {
        scope.nested(body);
        return null;
    }

    /** Scans where the pattern variables of a condition are in scope. */
    private void given(Tree condition, boolean when, Runnable body) {
        nested(
                () -> {
                    PatternVariables.of(condition, when).forEach(scope::declare);
                    body.run();
                });
    }

    @Override
    public @Nullable Void visitBlock(BlockTree tree, @Nullable Void unused) {
        return nested(
                () -> {
                    for (StatementTree statement : tree.getStatements()) {
                        scan(statement, null);
                        PatternVariables.after(statement).forEach(scope::declare);
                    }
                });
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
        scan(tree.getCondition(), null);
        given(tree.getCondition(), true, () -> scan(tree.getThenStatement(), null));
        given(tree.getCondition(), false, () -> scan(tree.getElseStatement(), null));
        return null;
    }

    @Override
    public @Nullable Void visitConditionalExpression(
            ConditionalExpressionTree tree, @Nullable Void unused) {
        scan(tree.getCondition(), null);
        given(tree.getCondition(), true, () -> scan(tree.getTrueExpression(), null));
        given(tree.getCondition(), false, () -> scan(tree.getFalseExpression(), null));
        return null;
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        scan(tree.getLeftOperand(), null);
        boolean and = tree.getKind() == Tree.Kind.CONDITIONAL_AND;
        if (and || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
            given(tree.getLeftOperand(), and, () -> scan(tree.getRightOperand(), null));
            return null;
        }
        return scan(tree.getRightOperand(), null);
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
        scan(tree.getCondition(), null);
        given(tree.getCondition(), true, () -> scan(tree.getStatement(), null));
        return null;
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
        return nested(
                () -> {
                    scan(tree.getInitializer(), null);
                    scan(tree.getCondition(), null);
                    nested(
                            () -> {
                                PatternVariables.of(tree.getCondition(), true)
                                        .forEach(scope::declare);
                                scan(tree.getUpdate(), null);
                                scan(tree.getStatement(), null);
                            });
                });
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        return nested(
                () -> {
                    scan(tree.getExpression(), null); // which does not see the variable
                    scan(tree.getVariable(), null);
                    scan(tree.getStatement(), null);
                });
    }

    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
        return nested(() -> super.visitTry(tree, null));
    }

    @Override
    public @Nullable Void visitCatch(CatchTree tree, @Nullable Void unused) {
        return nested(() -> super.visitCatch(tree, null));
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        return nested(() -> super.visitLambdaExpression(tree, null));
    }

    @Override
    public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
        // the statements after an old-style label share the scope of the whole switch
        if (tree.getCaseKind() == CaseTree.CaseKind.STATEMENT) {
            return super.visitCase(tree, null);
        }
        return nested(() -> super.visitCase(tree, null));
    }

    @Override
    public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
        scan(tree.getExpression(), null);
        type(tree.getType());
        scan(tree.getType(), null);
        return nested(() -> scan(tree.getPattern(), null)); // in scope where PatternVariables says
    }
}
