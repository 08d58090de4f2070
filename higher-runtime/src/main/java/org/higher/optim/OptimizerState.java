package org.higher.optim;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.higher.internal.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * The state of an optimizer: a snapshot of moments, velocities, and the number of steps.
 *
 * <p>It can be put into another optimizer of the same rule, {@link Optimizer#restore}, or be where
 * a loop starts, {@link Settings#withState}. It is without a graph unless one has asked for it:
 * {@link DifferentiableOptimizer#trackedState}.
 */
public final class OptimizerState {
    private final List<List<Optional<Object>>> groups;
    private final int steps;

    private OptimizerState(List<List<Optional<Object>>> groups, int steps) {
        this.groups = groups;
        this.steps = steps;
    }

    /**
     * Of an optimizer that begins to count its steps.
     *
     * @param groups as {@link #groups()} gives them
     */
    public static OptimizerState of(List<List<Optional<Object>>> groups) {
        Arguments.nonNull("OptimizerState", groups, "list of groups");
        for (List<Optional<Object>> group : groups) {
            Arguments.nonNull("OptimizerState", group, "list of states");
            group.forEach(state -> Arguments.nonNull("OptimizerState", state, "state"));
        }
        return new OptimizerState(groups.stream().map(List::copyOf).toList(), 0);
    }

    /**
     * The same, at another position of schedules: 0 for one that is to begin anew.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public OptimizerState withSteps(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException(
                    "OptimizerState: there can't be " + steps + " steps; give 0 or more");
        }
        return new OptimizerState(groups, steps);
    }

    /**
     * The rule's states by group, then by the parameter's position in the group; empty where the
     * parameter has not been updated yet. A {@link JointRule} has one for its group.
     */
    public List<List<Optional<Object>>> groups() {
        return groups;
    }

    /** How many steps the optimizer has taken: where a {@link Schedule} goes on. */
    public int steps() {
        return steps;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OptimizerState that
                && steps == that.steps
                && groups.equals(that.groups);
    }

    @Override
    public int hashCode() {
        return Objects.hash(groups, steps);
    }

    @Override
    public String toString() {
        return "OptimizerState[groups=" + groups + ", steps=" + steps + "]";
    }
}
