package org.higher.processor.twin.nd4j;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.higher.processor.text.ClassSource;

/** Decides which changes in place an assignment can make, as a walk comes to them. */
final class Approval {
    private final LocalVariables variables;
    private final ArrayCalls calls;
    private final Set<VariableTree> captured;
    private final Sharing sharing;
    private final Map<MethodInvocationTree, Change> changes = new IdentityHashMap<>();
    private final Set<MethodInvocationTree> refused =
            Collections.newSetFromMap(new IdentityHashMap<>());

    /** The whole expressions that are being evaluated, one inside the other, innermost first. */
    private final Deque<ExpressionTree> wholes = new ArrayDeque<>();

    /** How many {@code try} statements are around. */
    private int tries;

    /**
     * @param captured variables whose array a function or a class may hold
     */
    Approval(
            LocalVariables variables,
            ArrayCalls calls,
            Set<VariableTree> captured,
            Sharing sharing) {
        this.variables = variables;
        this.calls = calls;
        this.captured = captured;
        this.sharing = sharing;
    }

    /** The changes that can be made, by their calls. */
    Map<MethodInvocationTree, Change> approved() {
        refused.forEach(changes::remove);
        return changes;
    }

    /** Evaluates a whole expression. */
    Held whole(ExpressionTree expression, Supplier<Held> value) {
        wholes.push(expression);
        Held held = value.get();
        wholes.pop();
        return held;
    }

    /** Whether an expression is a whole one, and no other is being evaluated around it. */
    boolean isAlone(ExpressionTree expression) {
        return wholes.isEmpty()
                || wholes.size() == 1 && ClassSource.bare(wholes.getFirst()) == expression;
    }

    /** Walks over a {@code try} statement. */
    void inTry(Runnable walk) {
        tries++;
        walk.run();
        tries--;
    }

    /** Whether something else than a variable may hold its array. */
    boolean isHeldElsewhere(VariableTree variable) {
        return sharing.isShared(variable) || captured.contains(variable);
    }

    /** Notes whether the array of a call's target can be given to its variable instead. */
    Held change(MethodInvocationTree call, Held held) {
        if (held.isNew()) {
            changes.put(call, Change.OF_NEW);
            return held;
        }
        VariableTree variable = held.by();
        if (variable == null || held.isView() || isHeldElsewhere(variable)) {
            refused.add(call);
            return held;
        }
        if (isReadElsewhere(variable, call)) {
            refused.add(call);
        }
        boolean isStatement = !wholes.isEmpty() && ClassSource.bare(wholes.getFirst()) == call;
        changes.put(call, new Change(Optional.of(variable), true, isStatement));
        if (tries == 0) { // where an exception leaves it half done, each change is made at once
            inner(call)
                    .ifPresent(
                            c -> changes.put(c, new Change(Optional.of(variable), false, false)));
        }
        return held;
    }

    void refuse(MethodInvocationTree call) {
        refused.add(call);
    }

    /**
     * Whether the same expression uses the variable where the order of evaluation matters: beside
     * the first change of it, other than on the left of an assignment of the whole, or to put
     * another array into it while that change is computed.
     */
    private boolean isReadElsewhere(VariableTree variable, MethodInvocationTree call) {
        MethodInvocationTree first = call;
        for (Optional<MethodInvocationTree> c = Optional.of(call);
                c.isPresent();
                c = inner(first)) {
            first = c.get();
        }
        ExpressionTree outermost = outermost(variable);
        Set<Tree> allowed = variables.uses(variable, first);
        if (ClassSource.bare(outermost) instanceof AssignmentTree a) {
            allowed.addAll(variables.uses(variable, a.getVariable()));
        }
        return variables.assigns(first, variable)
                || !allowed.containsAll(variables.uses(variable, outermost));
    }

    /** The whole expression that is being evaluated and does not declare the variable itself. */
    private ExpressionTree outermost(VariableTree variable) {
        Iterator<ExpressionTree> outermostFirst = wholes.descendingIterator();
        while (outermostFirst.hasNext()) {
            ExpressionTree whole = outermostFirst.next();
            if (!LocalVariables.declares(whole, variable)) {
                return whole;
            }
        }
        throw new IllegalStateException("a change outside of any expression");
    }

    /** The change that another one is made to the result of. */
    private Optional<MethodInvocationTree> inner(MethodInvocationTree change) {
        return calls.row(change)
                .flatMap(row -> ArrayCalls.target(row, change))
                .map(ClassSource::bare)
                .filter(MethodInvocationTree.class::isInstance)
                .map(MethodInvocationTree.class::cast)
                .filter(changes::containsKey);
    }
}
