package org.higher.processor.names;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where pattern variables are in scope, which follows control flow (JLS 6.3). */
final class PatternVariables {
    private PatternVariables() {}

    /** The pattern variables that a condition introduces when it has the given value. */
    static List<VariableTree> of(@Nullable Tree condition, boolean when) {
        List<VariableTree> found = new ArrayList<>();
        if (condition instanceof ParenthesizedTree p) {
            found.addAll(of(p.getExpression(), when));
        } else if (condition instanceof UnaryTree u
                && u.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
            found.addAll(of(u.getExpression(), !when));
        } else if (condition instanceof BinaryTree b
                && b.getKind() == (when ? Tree.Kind.CONDITIONAL_AND : Tree.Kind.CONDITIONAL_OR)) {
            found.addAll(of(b.getLeftOperand(), when));
            found.addAll(of(b.getRightOperand(), when));
        } else if (condition instanceof InstanceOfTree i && when && i.getPattern() != null) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitBindingPattern(BindingPatternTree pattern, Void unused) {
                    found.add(pattern.getVariable());
                    return null;
                }
            }.scan(i.getPattern(), null);
        }
        return found;
    }

    /** The pattern variables that a statement introduces for those after it in its block. */
    static List<VariableTree> after(StatementTree statement) {
        if (statement instanceof IfTree i) {
            List<VariableTree> found = new ArrayList<>();
            if (!completes(i.getThenStatement())) {
                found.addAll(of(i.getCondition(), false));
            }
            if (i.getElseStatement() != null && !completes(i.getElseStatement())) {
                found.addAll(of(i.getCondition(), true));
            }
            return found;
        }
        if (statement instanceof WhileLoopTree w && !hasBreak(w.getStatement())) {
            return of(w.getCondition(), false);
        }
        if (statement instanceof DoWhileLoopTree d && !hasBreak(d.getStatement())) {
            return of(d.getCondition(), false);
        }
        if (statement instanceof ForLoopTree f && !hasBreak(f.getStatement())) {
            return of(f.getCondition(), false);
        }
        return statement instanceof LabeledStatementTree l ? after(l.getStatement()) : List.of();
    }

    /** Whether control can reach the statement after this one. */
    private static boolean completes(StatementTree statement) {
        return switch (statement.getKind()) {
            case RETURN, THROW, BREAK, CONTINUE, YIELD -> false;
            case BLOCK ->
                    ((BlockTree) statement)
                            .getStatements().stream().allMatch(PatternVariables::completes);
            case IF -> {
                IfTree i = (IfTree) statement;
                yield i.getElseStatement() == null
                        || completes(i.getThenStatement())
                        || completes(i.getElseStatement());
            }
            case LABELED_STATEMENT -> completes(((LabeledStatementTree) statement).getStatement());
            case SYNCHRONIZED -> completes(((SynchronizedTree) statement).getBlock());
            case WHILE_LOOP -> {
                WhileLoopTree w = (WhileLoopTree) statement;
                yield !isTrue(w.getCondition()) || hasBreak(w.getStatement());
            }
            case TRY -> {
                TryTree t = (TryTree) statement;
                boolean body =
                        completes(t.getBlock())
                                || t.getCatches().stream().anyMatch(c -> completes(c.getBlock()));
                yield body && (t.getFinallyBlock() == null || completes(t.getFinallyBlock()));
            }
            default -> true;
        };
    }

    private static boolean isTrue(ExpressionTree condition) {
        return condition instanceof ParenthesizedTree p
                ? isTrue(p.getExpression())
                : condition instanceof LiteralTree l && Boolean.TRUE.equals(l.getValue());
    }

    /** Whether a loop's body leaves the loop by a break of its own or of an outer label. */
    private static boolean hasBreak(StatementTree body) {
        boolean[] found = {false};
        new TreeScanner<Void, Void>() {
            private int nested;

            @Override
            public @Nullable Void visitBreak(BreakTree tree, @Nullable Void unused) {
                found[0] |= nested == 0 || tree.getLabel() != null;
                return null;
            }

            @Override
            public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
                return inside(() -> super.visitSwitch(tree, null));
            }

            @Override
            public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
                return inside(() -> super.visitWhileLoop(tree, null));
            }

            @Override
            public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
                return inside(() -> super.visitForLoop(tree, null));
            }

            @Override
            public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
                return inside(() -> super.visitDoWhileLoop(tree, null));
            }

            @Override
            public @Nullable Void visitEnhancedForLoop(
                    EnhancedForLoopTree tree, @Nullable Void unused) {
                return inside(() -> super.visitEnhancedForLoop(tree, null));
            }

            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree tree, @Nullable Void unused) {
                return null;
            }

            @Override
            public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
                return null;
            }

            private @Nullable Void inside(Runnable visit) {
                nested++;
                visit.run();
                nested--;
                return null;
            }
        }.scan(body, null);
        return found[0];
    }
}
