package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.fusion.Fused;
import org.higher.optim.ParamGroup;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * The parameters of one group, and the rule that moves them.
 *
 * <p>What the rule remembers of each is given and returned, not kept.
 */
final class GroupSteps<R extends UpdateRule<?>, S> {
    private final R rule;

    /** Of each parameter among all weights. */
    private final int[] positions;

    /** Of which parameters the update is known to take more than one pass over memory. */
    private final boolean[] manyPasses;

    /** Whether that is not remembered. */
    private boolean repeatable;

    private GroupSteps(R rule, int[] positions, boolean[] manyPasses) {
        this.rule = rule;
        this.positions = positions;
        this.manyPasses = manyPasses;
    }

    /**
     * A group of a plain optimizer.
     *
     * @param index the group's, for messages
     * @param params all parameters, in the order of the weights
     * @param fusable whether updates in one pass are worth trying
     * @throws IllegalArgumentException if a parameter of the group is none of the given ones
     */
    static <R extends UpdateRule<?>, S> GroupSteps<R, S> of(
            int index, ParamGroup<R> source, List<Tensor> params, boolean fusable) {
        int[] positions = positions(index, source.params(), params);
        boolean[] manyPasses = new boolean[positions.length];
        Arrays.fill(manyPasses, !fusable);
        return new GroupSteps<>(source.rule(), positions, manyPasses);
    }

    private static int[] positions(int group, List<Tensor> params, List<Tensor> reference) {
        Map<Tensor, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < reference.size(); i++) {
            places.putIfAbsent(reference.get(i), i);
        }
        int[] positions = new int[params.size()];
        for (int j = 0; j < positions.length; j++) {
            positions[j] = places.getOrDefault(params.get(j), -1);
            if (positions[j] < 0) {
                throw new IllegalArgumentException(
                        String.format(
                                "DifferentiableOptimizer: group %d, parameter %d, %s, is none of"
                                        + " the %d given parameters; pass those of the model that"
                                        + " the optimizer was made for",
                                group,
                                j,
                                Arrays.toString(params.get(j).shape()),
                                reference.size()));
            }
        }
        return positions;
    }

    /** From now on, an update does not depend on those before. */
    void repeatable() {
        repeatable = true;
    }

    /** Adds the positions of the group's parameters among all weights. */
    void addPositions(BitSet moved) {
        Arrays.stream(positions).forEach(moved::set);
    }

    // updates

    /**
     * Moves the group's weights that have a gradient.
     *
     * @param states before the step, of the group's parameters
     * @param weights those before the step
     * @param gradients one for each weight
     * @param values of the hyperparameters that are overridden
     * @param next all weights, of which the group's are replaced by new ones
     * @return the new states
     */
    List<Optional<S>> update(
            DifferentiableRule<R, S> code,
            List<Optional<S>> states,
            List<Tensor> weights,
            List<Optional<Tensor>> gradients,
            Map<String, Tensor> values,
            Recorded recorded,
            List<Tensor> next) {
        Map<Kind, UpdateRule<S>> bound = new HashMap<>();
        List<Optional<S>> updated = new ArrayList<>(states);
        for (int j = 0; j < positions.length; j++) {
            int at = positions[j];
            Tensor p = weights.get(at);
            if (!p.requiresGrad() || gradients.get(at).isEmpty()) {
                continue;
            }
            Tensor g = gradients.get(at).get();
            UpdateRule<S> differentiable =
                    bound.computeIfAbsent(
                            new Kind(p.dtype(), p.device()), k -> code.bind(p, rule, values));
            S state = states.get(j).orElseGet(() -> differentiable.init(p));
            Step<S> step =
                    inOnePass(code, j, values, p, g, state)
                            .orElseGet(() -> differentiable.update(p, g, state));
            StepChecks.shape(at, step.value(), p);
            boolean tracked = recorded != Recorded.NOTHING;
            // A value that is not on the tape would count as frozen from now on.
            boolean linked = tracked && step.value().requiresGrad();
            next.set(at, linked ? step.value() : Tensor.parameter(step.value()));
            S remembered = tracked ? step.state() : leaves(code, step.state());
            updated.set(j, Optional.of(remembered));
        }
        return updated;
    }

    private Optional<Step<S>> inOnePass(
            DifferentiableRule<R, S> code,
            int index,
            Map<String, Tensor> values,
            Tensor p,
            Tensor g,
            S state) {
        if (manyPasses[index] || !Fused.pays(p)) {
            return Optional.empty();
        }
        Map<String, Tensor> combining = HyperparameterValues.combining(p, values);
        Optional<Step<S>> step = FusedUpdate.of(code, rule, combining, p, g, state);
        manyPasses[index] = step.isEmpty() && !repeatable;
        return step;
    }

    // states

    /** The states on the device of their weights. */
    List<Optional<S>> place(
            DifferentiableRule<R, S> code,
            List<Optional<S>> states,
            List<Tensor> weights,
            UnaryOperator<Tensor> change) {
        List<Optional<S>> placed = new ArrayList<>(states);
        for (int j = 0; j < positions.length; j++) {
            Tensor weight = weights.get(positions[j]);
            states.get(j).ifPresent(state -> StepChecks.stateTasks(state, weight));
            Device device = weight.device();
            placed.set(
                    j,
                    states.get(j).map(s -> code.flatten(s).map(t -> change.apply(t).to(device))));
        }
        return placed;
    }

    /** The state without its graph; forward mode goes on from it. */
    private static <S> S leaves(DifferentiableRule<?, S> code, S state) {
        return code.flatten(state).map(t -> t.withRequiresGrad(false));
    }

    static <S> S detached(DifferentiableRule<?, S> code, S state) {
        return code.flatten(state).map(Tensor::detach);
    }

    /** What weights must have in common to share hyperparameter tensors. */
    private record Kind(DType dtype, Device device) {}
}
