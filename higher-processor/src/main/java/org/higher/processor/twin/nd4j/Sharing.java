package org.higher.processor.twin.nd4j;

import com.sun.source.tree.VariableTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The local variables whose array something else may hold, at the point of the code that a walk has
 * come to: another variable, a field, a container, whoever called, a view.
 */
final class Sharing {
    private Set<VariableTree> shared = new HashSet<>();

    /** What was shared anywhere in the statements around, innermost first. */
    private final Deque<Set<VariableTree>> inside = new ArrayDeque<>();

    boolean isShared(VariableTree variable) {
        return shared.contains(variable);
    }

    void share(VariableTree variable) {
        shared.add(variable);
        inside.forEach(s -> s.add(variable));
    }

    /** A variable is given a new array, or the only one of a variable that is not used again. */
    void own(VariableTree variable) {
        shared.remove(variable);
    }

    /** Something else gets hold of a value. */
    void escape(Held value) {
        if (value.by() != null) {
            share(value.by());
        }
    }

    /** Code that is run or not. */
    void maybe(Runnable code) {
        either(code, () -> {});
    }

    /** Code one part of which is run: what either shares is shared. */
    void either(Runnable first, Runnable second) {
        Set<VariableTree> before = new HashSet<>(shared);
        first.run();
        Set<VariableTree> then = shared;
        shared = before;
        second.run();
        shared.addAll(then);
    }

    /** Code that is run at another time. */
    void apart(Runnable code) {
        Set<VariableTree> before = new HashSet<>(shared);
        code.run();
        shared = before;
    }

    /**
     * Code whose parts run in any order and number: once more with all that was shared anywhere
     * inside, which is at least what is shared whenever a part {@linkplain #begin begins}.
     */
    void repeat(Runnable code) {
        Set<VariableTree> anywhere = new HashSet<>(shared);
        inside.push(anywhere);
        for (int size = -1; size != anywhere.size(); ) {
            size = anywhere.size();
            code.run();
        }
        inside.pop();
        shared = anywhere;
        inside.forEach(s -> s.addAll(anywhere));
    }

    /** A part of such code begins. */
    void begin() {
        shared = new HashSet<>(inside.getFirst());
    }
}
