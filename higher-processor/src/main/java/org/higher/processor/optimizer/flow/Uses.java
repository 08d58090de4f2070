package org.higher.processor.optimizer.flow;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;

/**
 * The uses of lifted numbers, and what they ask of the expressions around them.
 *
 * @param promoted expressions that stand where a tensor is needed, lifted or not
 * @param values lifted numbers of which only the value is needed, as in a comparison
 * @param problems uses that have no counterpart among the operations of tensors
 */
public record Uses(Set<Tree> promoted, Set<Tree> values, List<Problem> problems) {
    /** Whether an expression stands where a tensor is needed, be it lifted or not. */
    public boolean isPromoted(Tree tree) {
        return promoted.contains(tree);
    }

    /** Whether only the value of a lifted number is needed. */
    public boolean isValue(Tree tree) {
        return values.contains(tree);
    }

    /** Uses that are still being collected. */
    static final class Collector {
        private final Set<Tree> promoted = new HashSet<>();
        private final Set<Tree> values = new HashSet<>();
        private final List<Problem> problems = new ArrayList<>();

        void promote(Tree tree) {
            promoted.add(tree);
        }

        void value(Tree tree) {
            values.add(tree);
        }

        void report(Message message, Tree at, Object... arguments) {
            problems.add(new Problem(message, at, arguments));
        }

        Uses uses() {
            return new Uses(Set.copyOf(promoted), Set.copyOf(values), List.copyOf(problems));
        }
    }
}
