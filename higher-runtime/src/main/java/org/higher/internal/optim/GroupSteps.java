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
import org.higher.internal.JointChecks;
import org.higher.internal.fusion.Fused;
import org.higher.optim.JointRule;
import org.higher.optim.JointStep;
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
            GroupValues values,
            Recorded recorded,
            List<Tensor> next) {
        StepChecks.moves(rule);
        if (rule instanceof JointRule) {
            return updateJointly(code, states, weights, gradients, values, recorded, next);
        }
        Map<Kind, UpdateRule<S>> bound = new HashMap<>();
        List<Optional<S>> updated = new ArrayList<>(states);
        for (int j = 0; j < positions.length; j++) {
            int at = positions[j];
            Tensor p = weights.get(at);
            if (!isMoved(p, gradients.get(at))) {
                continue;
            }
            Tensor g = gradients.get(at).get();
            Map<String, Tensor> own = values.of(j);
            UpdateRule<S> differentiable =
                    bound.computeIfAbsent(
                            new Kind(p.dtype(), p.device(), values.differ() ? j : -1),
                            k -> code.bind(p, rule, own));
            S state = states.get(j).orElseGet(() -> differentiable.init(p));
            Step<S> step =
                    inOnePass(code, j, own, p, g, state)
                            .orElseGet(() -> differentiable.update(p, g, state));
            next.set(at, moved(at, step.value(), p, recorded));
            updated.set(j, Optional.of(remembered(code, step.state(), recorded)));
        }
        return updated;
    }

    private List<Optional<S>> updateJointly(
            DifferentiableRule<R, S> code,
            List<Optional<S>> states,
            List<Tensor> weights,
            List<Optional<Tensor>> gradients,
            GroupValues values,
            Recorded recorded,
            List<Tensor> next) {
        List<Tensor> p = Arrays.stream(positions).mapToObj(weights::get).toList();
        BitSet moved = new BitSet();
        List<Tensor> g = new ArrayList<>();
        for (int j = 0; j < positions.length; j++) {
            Optional<Tensor> gradient = gradients.get(positions[j]);
            moved.set(j, isMoved(p.get(j), gradient));
            g.add(moved.get(j) ? gradient.orElseThrow() : p.get(j).zerosLike());
        }
        if (moved.isEmpty()) {
            return states;
        }
        JointChecks.alike(p, rule);
        JointRule<S> bound = (JointRule<S>) code.bind(p.get(0), rule, values.shared());
        S state = states.get(0).orElseGet(() -> bound.init(p));
        JointStep<S> step = bound.update(p, List.copyOf(g), state);
        JointChecks.count(step.values().size(), p, rule);
        moved.stream()
                .forEach(
                        j -> {
                            int at = positions[j];
                            Tensor value = step.values().get(j);
                            next.set(at, moved(at, value, weights.get(at), recorded));
                        });
        return List.of(Optional.of(remembered(code, step.state(), recorded)));
    }

    private static boolean isMoved(Tensor p, Optional<Tensor> gradient) {
        return p.requiresGrad() && gradient.isPresent();
    }

    /** A value that is not on the tape would count as frozen from now on. */
    private static Tensor moved(int at, Tensor value, Tensor p, Recorded recorded) {
        StepChecks.shape(at, value, p);
        boolean linked = recorded != Recorded.NOTHING && value.requiresGrad();
        return linked ? value : Tensor.parameter(value);
    }

    private S remembered(DifferentiableRule<R, S> code, S state, Recorded recorded) {
        return recorded == Recorded.NOTHING ? leaves(code, state) : state;
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
        for (int j = 0; j < states.size(); j++) { // one of a joint rule, where its first weight is
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

    /**
     * What weights must have in common to share hyperparameter tensors.
     *
     * @param parameter where each has values of its own; else -1
     */
    private record Kind(DType dtype, Device device, int parameter) {}
}
