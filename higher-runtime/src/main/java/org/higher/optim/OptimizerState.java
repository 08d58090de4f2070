package org.higher.optim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.higher.internal.Arguments;
import org.higher.internal.StateTensors;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
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
     * parameter has not been updated yet.
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

    /**
     * Checks that some groups can go on from this.
     *
     * @param types whether element types have to agree, too
     * @throws IllegalArgumentException if it is of another rule, of other groups, or of parameters
     *     of other shapes
     */
    void checkFits(String caller, List<? extends ParamGroup<?>> to, boolean types) {
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
                    String at = String.format("%s: group %d, parameter %d", caller, i, j);
                    check(at, states.get(j).get(), to.get(i).rule(), params.get(j).detach(), types);
                }
            }
        }
    }

    private static <S> void check(
            String at, Object given, UpdateRule<S> rule, Tensor p, boolean types) {
        S own = rule.init(p);
        if (given.getClass() != own.getClass()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: a %s is not a %s",
                            at, given.getClass().getName(), own.getClass().getName()));
        }
        Map<String, Tensor> parts = StateTensors.of(given);
        Map<String, Tensor> known = StateTensors.of(own);
        if (!known.keySet().containsAll(parts.keySet())) {
            known = afterAStep(rule, p, own, known);
        }
        for (Map.Entry<String, Tensor> part : parts.entrySet()) {
            Tensor like = known.get(part.getKey());
            Tensor tensor = part.getValue();
            if (types && tensor.taskCount() != p.taskCount() && tensor.taskCount() != 0) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s: %s has a value for each of %d tasks, but its parameter %s; take"
                                        + " the state of a loop without tasks(%d), or go on from"
                                        + " it in a loop of as many tasks, by state(...)",
                                at,
                                part.getKey().isEmpty() ? "its state" : part.getKey(),
                                tensor.taskCount(),
                                p.taskCount() == 0 ? "one for all" : "is of " + p.taskCount(),
                                tensor.taskCount()));
            }
            if (like != null
                    && (!Arrays.equals(tensor.shape(), like.shape())
                            || types && tensor.dtype() != like.dtype())) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s: %s is %s %s, but of a parameter %s %s it is %s %s; take the"
                                        + " state of an optimizer of the same parameters",
                                at,
                                part.getKey().isEmpty() ? "its state" : part.getKey(),
                                tensor.dtype(),
                                Arrays.toString(tensor.shape()),
                                p.dtype(),
                                Arrays.toString(p.shape()),
                                like.dtype(),
                                Arrays.toString(like.shape())));
            }
        }
    }

    /** What there is only later, such as a velocity. */
    private static <S> Map<String, Tensor> afterAStep(
            UpdateRule<S> rule, Tensor p, S own, Map<String, Tensor> known) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        try {
            all.putAll(
                    StateTensors.of(NoGrad.get(() -> rule.update(p, p.zerosLike(), own)).state()));
        } catch (RuntimeException e) {
            // a rule that refuses such a step leaves less to compare with
            all.clear();
        }
        all.putAll(known);
        return all;
    }
}
