package org.higher.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.functional.LeafMapper;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/**
 * An optimizer whose steps are on the tape: new weights are functions of the old ones, of the loss
 * and of the hyperparameters.
 *
 * <p>Subclasses are generated from update rules with {@link org.higher.annotations.Trainable}
 * hyperparameters. The weights are explicit: a step takes them and returns the new ones.
 *
 * <pre>{@code
 * DifferentiableOptimizer<Sgd, ?> inner = Optimizers.differentiable(sgd, net.parameters());
 * List<Tensor> weights = net.parameters();
 * for (int k = 0; k < 5; k++) {
 *     weights = inner.step(loss(weights), weights);
 * }
 * loss(weights).backward();
 * }</pre>
 *
 * <p>It starts from the state that its source has, say the momentum, and never changes the source.
 * Not safe for use by several threads.
 *
 * @param <R> the update rule
 * @param <S> the rule's state
 */
public abstract class DifferentiableOptimizer<R extends UpdateRule<?>, S> {
    private final List<Key<R>> keys;
    private final int size;
    private final List<Group<R, S>> groups = new ArrayList<>();
    private final GradientCallback callback;
    private final GradientMode mode;

    /** Whether the states are ours, and no longer those of the source. */
    private boolean continued;

    /**
     * For generated classes.
     *
     * @throws IllegalArgumentException if a parameter of the optimizer is none of the given
     *     parameters, or the overrides don't fit
     */
    protected DifferentiableOptimizer(Settings<R> settings, List<Key<R>> keys) {
        this.keys = List.copyOf(keys);
        this.size = settings.params().size();
        this.callback = settings.callback();
        this.mode = settings.mode();
        List<ParamGroup<R>> sources = settings.optimizer().groups();
        OptimizerState state = settings.optimizer().state();
        for (int i = 0; i < sources.size(); i++) {
            ParamGroup<R> source = sources.get(i);
            groups.add(
                    new Group<>(
                            source.rule(),
                            positions(i, source.params(), settings.params()),
                            own(state.groups().get(i))));
        }
        override(settings.overrides());
    }

    /** The hyperparameters that can be overridden, in declaration order. */
    public final List<Key<R>> keys() {
        return keys;
    }

    /** The rule's code with tensors for hyperparameters. Generated. */
    protected abstract UpdateRule<S> bind(R rule, Hyper<R> hyper);

    /** A state with every tensor in it replaced by what the mapper makes of it. Generated. */
    protected abstract S map(S state, LeafMapper mapper);

    /** One step; see {@link #step(Tensor, List, Overrides, GradientCallback)}. */
    public final List<Tensor> step(Tensor loss, List<Tensor> params) {
        return step(loss, params, Overrides.none());
    }

    /** One step; see {@link #step(Tensor, List, Overrides, GradientCallback)}. */
    public final List<Tensor> step(Tensor loss, List<Tensor> params, Overrides<R> overrides) {
        return step(loss, params, overrides, callback);
    }

    /**
     * One step.
     *
     * <p>The very same tensor is returned, and its state kept, for a weight that is in no group,
     * does not require a gradient, or has none because the loss does not depend on it.
     *
     * @param loss a scalar, computed from the weights
     * @param params the weights, in the order of the parameters that the optimizer was made with
     * @param overrides hyperparameters from this step on; those not named stay as they are
     * @param callback in place of the optimizer's own, for this step
     * @return the new weights
     */
    public final List<Tensor> step(
            Tensor loss, List<Tensor> params, Overrides<R> overrides, GradientCallback callback) {
        checkCount("weights", params.size());
        override(overrides);
        continueSource();
        List<Optional<Tensor>> gradients = gradients(loss, params);
        if (mode == GradientMode.UNTRACKED) {
            return NoGrad.get(() -> update(params, callback.apply(gradients)));
        }
        return update(params, callback.apply(gradients));
    }

    /** What the optimizer remembers now, cut from the tape. */
    public final OptimizerState state() {
        List<List<Optional<Object>>> states = new ArrayList<>();
        for (Group<R, S> group : groups) {
            List<Optional<Object>> ofGroup = new ArrayList<>();
            group.states.forEach(state -> ofGroup.add(state.map(this::detached)));
            states.add(ofGroup);
        }
        return new OptimizerState(states);
    }

    // gradients

    private List<Optional<Tensor>> gradients(Tensor loss, List<Tensor> params) {
        List<Tensor> wanted = params.stream().filter(Tensor::requiresGrad).toList();
        List<Optional<Tensor>> found =
                Grad.gradOrEmpty(loss, wanted, mode == GradientMode.SECOND_ORDER);
        List<Optional<Tensor>> gradients = new ArrayList<>();
        int next = 0;
        for (Tensor p : params) {
            gradients.add(p.requiresGrad() ? found.get(next++) : Optional.empty());
        }
        return gradients;
    }

    // updates

    private List<Tensor> update(List<Tensor> params, List<Optional<Tensor>> gradients) {
        checkCount("gradients from the callback", gradients.size());
        List<Tensor> weights = new ArrayList<>(params);
        List<List<Optional<S>>> states = new ArrayList<>();
        for (Group<R, S> group : groups) {
            states.add(update(group, params, gradients, weights));
        }
        // All or nothing: a rule that throws leaves the states as they were.
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).states = states.get(i);
        }
        return List.copyOf(weights);
    }

    private List<Optional<S>> update(
            Group<R, S> group,
            List<Tensor> params,
            List<Optional<Tensor>> gradients,
            List<Tensor> weights) {
        Map<Kind, UpdateRule<S>> rules = new HashMap<>();
        List<Optional<S>> states = new ArrayList<>(group.states);
        for (int j = 0; j < group.positions.length; j++) {
            int at = group.positions[j];
            Tensor p = params.get(at);
            if (!p.requiresGrad() || gradients.get(at).isEmpty()) {
                continue;
            }
            UpdateRule<S> rule =
                    rules.computeIfAbsent(
                            new Kind(p.dtype(), p.device()),
                            kind -> bind(group.rule, new Hyper<>(group.rule, group.overrides, p)));
            S state = states.get(j).orElseGet(() -> rule.init(p));
            Step<S> step = rule.update(p, gradients.get(at).get(), state);
            checkShape(at, step.value(), p);
            boolean tracked = mode != GradientMode.UNTRACKED;
            weights.set(at, tracked ? step.value() : step.value().detach().withRequiresGrad(true));
            states.set(j, Optional.of(tracked ? step.state() : detached(step.state())));
        }
        return states;
    }

    // overrides and state

    private void override(Overrides<R> overrides) {
        List<Map<String, Tensor>> byGroup = overrides.byGroup(keys, groups.size());
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).overrides.putAll(byGroup.get(i));
        }
    }

    private void continueSource() {
        if (!continued) {
            groups.forEach(group -> group.states.replaceAll(state -> state.map(this::detached)));
            continued = true;
        }
    }

    private S detached(S state) {
        return map(state, LeafMapper.of(Tensor::detach));
    }

    @SuppressWarnings("unchecked") // an optimizer holds the states that its rule has made
    private static <S> List<Optional<S>> own(List<Optional<Object>> states) {
        List<Optional<S>> own = new ArrayList<>();
        states.forEach(state -> own.add(state.map(s -> (S) s)));
        return own;
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

    private void checkCount(String what, int count) {
        if (count != size) {
            throw new IllegalArgumentException(
                    String.format("step: %d %s for %d parameters", count, what, size));
        }
    }

    private static void checkShape(int index, Tensor updated, Tensor weight) {
        if (!Arrays.equals(updated.shape(), weight.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "step: weight %d would become %s instead of %s; hyperparameters and"
                                    + " gradients must broadcast to its shape",
                            index,
                            Arrays.toString(updated.shape()),
                            Arrays.toString(weight.shape())));
        }
    }

    /** What weights must have in common to share hyperparameter tensors. */
    private record Kind(DType dtype, Device device) {}

    /** A group of the source, with what changes from step to step. */
    private static final class Group<R, S> {
        final R rule;

        /** Of each parameter among all weights. */
        final int[] positions;

        final Map<String, Tensor> overrides = new HashMap<>();
        List<Optional<S>> states;

        Group(R rule, int[] positions, List<Optional<S>> states) {
            this.rule = rule;
            this.positions = positions;
            this.states = states;
        }
    }
}
