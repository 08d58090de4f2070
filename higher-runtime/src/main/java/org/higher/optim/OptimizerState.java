package org.higher.optim;

import java.util.List;
import java.util.Optional;
import org.higher.tensor.Tensor;

/**
 * A snapshot of what an optimizer remembers.
 *
 * <p>It can be put into another optimizer of the same rule, {@link Optimizer#restore}, or be where
 * a loop starts, {@link Settings#withState}. It is without a graph unless one has asked for it:
 * {@link DifferentiableOptimizer#trackedState}.
 *
 * @param groups by group, then by the parameter's position in the group; empty where the parameter
 *     has not been updated yet
 * @param steps how many the optimizer has taken: where a {@link Schedule} goes on
 */
public record OptimizerState(List<List<Optional<Object>>> groups, int steps) {
    public OptimizerState {
        groups = groups.stream().map(List::copyOf).toList();
        if (steps < 0) {
            throw new IllegalArgumentException(
                    "OptimizerState: there can't be " + steps + " steps; give 0 or more");
        }
    }

    /** Of an optimizer that begins to count its steps. */
    public OptimizerState(List<List<Optional<Object>>> groups) {
        this(groups, 0);
    }

    /** The same, at another position of schedules: 0 for one that is to begin anew. */
    public OptimizerState withSteps(int steps) {
        return new OptimizerState(groups, steps);
    }

    /**
     * Checks that some groups can go on from this.
     *
     * @throws IllegalArgumentException if it is of another rule, or of other groups
     */
    void checkFits(String caller, List<? extends ParamGroup<?>> to) {
        if (groups.size() != to.size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: %d groups for an optimizer of %d",
                            caller, groups.size(), to.size()));
        }
        for (int i = 0; i < groups.size(); i++) {
            List<Tensor> params = to.get(i).params();
            List<Optional<Object>> states = groups.get(i);
            if (states.size() != params.size()) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s: group %d: %d states for %d parameters",
                                caller, i, states.size(), params.size()));
            }
            for (int j = 0; j < params.size(); j++) {
                if (states.get(j).isPresent()) {
                    Class<?> given = states.get(j).get().getClass();
                    Class<?> own = to.get(i).rule().init(params.get(j).detach()).getClass();
                    if (given != own) {
                        throw new IllegalArgumentException(
                                String.format(
                                        "%s: group %d, parameter %d: a %s is not a %s",
                                        caller, i, j, given.getName(), own.getName()));
                    }
                }
            }
        }
    }
}
