package org.higher.processor.twin.nd4j;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where local variables are used for the last time, so that another may take over their array. */
final class LastUses extends TreeScanner<@Nullable Void, @Nullable Void> {
    /** A tree, the one around it, and the number of the first tree after it. */
    private record Place(@Nullable Tree around, int from, int to) {}

    private final LocalVariables variables;
    private final Tree code;
    private final Map<Tree, Place> places = new IdentityHashMap<>();
    private @Nullable Tree around;
    private int count;

    private LastUses(LocalVariables variables, Tree code) {
        this.variables = variables;
        this.code = code;
    }

    static LastUses in(LocalVariables variables, Tree code) {
        LastUses uses = new LastUses(variables, code);
        uses.scan(code, null);
        return uses;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree == null) {
            return null;
        }
        int from = count++;
        Tree outside = around;
        around = tree;
        super.scan(tree, null);
        around = outside;
        places.put(tree, new Place(outside, from, count));
        return null;
    }

    /**
     * Whether nothing uses a variable, as it is now, once an expression that does was evaluated.
     */
    boolean isLast(Tree use, VariableTree variable) {
        return places.containsKey(use)
                && places.containsKey(variable)
                && runsOnce(use, variable)
                && variables.uses(variable, code).stream().noneMatch(u -> isAfter(u, use));
    }

    /** Whether there is no loop, function or class between a variable and its use. */
    private boolean runsOnce(Tree use, VariableTree variable) {
        Tree scope = place(variable).around;
        for (Tree tree = use; tree != scope && tree != null; tree = place(tree).around) {
            if (isRepeated(tree)) {
                return false;
            }
        }
        return scope != null && !isRepeated(scope);
    }

    private static boolean isRepeated(Tree tree) {
        return tree instanceof ForLoopTree
                || tree instanceof EnhancedForLoopTree
                || tree instanceof WhileLoopTree
                || tree instanceof DoWhileLoopTree
                || tree instanceof LambdaExpressionTree
                || tree instanceof ClassTree;
    }

    /** Whether a name may be read after an expression, which runs once. */
    private boolean isAfter(Tree name, Tree expression) {
        return place(name).from >= place(expression).to && !excludes(expression, name);
    }

    /** Whether a tree is what a condition runs, and a later one what it runs otherwise. */
    private boolean excludes(Tree tree, Tree later) {
        for (Tree t = tree; t != null; t = place(t).around) {
            Tree condition = place(t).around;
            if (condition instanceof IfTree i && t == i.getThenStatement()
                    || condition instanceof ConditionalExpressionTree c
                            && t == c.getTrueExpression()) {
                Place whole = place(condition);
                if (place(later).from < whole.to) {
                    return true;
                }
            }
        }
        return false;
    }

    private Place place(Tree tree) {
        Place place = places.get(tree);
        if (place == null) {
            throw new IllegalStateException("a tree of other code: " + tree);
        }
        return place;
    }
}
