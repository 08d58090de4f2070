package org.higher.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.functional.FastModel;
import org.higher.functional.LeafMapper;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.tensor.Fused;
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
    private final List<TreeKey<R, ?>> treeKeys;
    private final int size;

    /** The weights that are in a group. */
    private final BitSet moved = new BitSet();

    private final List<Group<R, S>> groups = new ArrayList<>();
    private final GradientCallback callback;
    private final GradientMode mode;

    private final InForce<R> inForce;

    /** Whether the states are cut from the source's graph, or are meant to be on the tape. */
    private boolean own;

    /** Whether the states are where the weights are. */
    private boolean placed;

    /**
     * For generated classes.
     *
     * @throws IllegalArgumentException if a parameter of the optimizer is none of the given
     *     parameters, or the overrides, the schedules or the state don't fit
     */
    protected DifferentiableOptimizer(Settings<R> settings, List<Key<R>> keys) {
        this(settings, keys, List.of());
    }

    /**
     * For generated classes, of rules that have tensors or modules as hyperparameters.
     *
     * @throws IllegalArgumentException if a parameter of the optimizer is none of the given
     *     parameters, or the overrides, the schedules or the state don't fit
     */
    protected DifferentiableOptimizer(
            Settings<R> settings, List<Key<R>> keys, List<TreeKey<R, ?>> treeKeys) {
        this.keys = List.copyOf(keys);
        this.treeKeys = List.copyOf(treeKeys);
        this.size = settings.params().size();
        this.callback = settings.callback();
        this.mode = settings.mode();
        List<ParamGroup<R>> sources = settings.optimizer().groups();
        settings.state().ifPresent(state -> state.checkFits("state", sources, false));
        this.own = settings.state().isPresent();
        OptimizerState state = settings.state().orElseGet(settings.optimizer()::state);
        this.inForce =
                new InForce<>(
                        this.keys,
                        this.treeKeys,
                        sources,
                        settings.overrides(),
                        settings.schedules(),
                        state.steps());
        for (int i = 0; i < sources.size(); i++) {
            ParamGroup<R> source = sources.get(i);
            int[] positions = positions(i, source.params(), settings.params());
            Arrays.stream(positions).forEach(moved::set);
            groups.add(new Group<>(source.rule(), positions, states(state.groups().get(i))));
        }
    }

    /** The numbers that can be overridden, in declaration order. */
    public final List<Key<R>> keys() {
        return keys;
    }

    /** The tensors and modules that can be overridden, in declaration order. */
    public final List<TreeKey<R, ?>> treeKeys() {
        return treeKeys;
    }

    /** The rule's code with tensors for hyperparameters. Generated. */
    protected abstract UpdateRule<S> bind(R rule, Hyper<R> hyper);

    /** A state with every tensor in it replaced by what the mapper makes of it. Generated. */
    protected abstract S map(S state, LeafMapper mapper);

    /**
     * The rule with other values of its hyperparameters; what cannot be overridden stays.
     * Generated.
     *
     * @param hyper the values, of which {@link Hyper#number} gives those that are numbers
     * @throws IllegalArgumentException if a value is out of the rule's range
     * @throws IllegalStateException if this optimizer does not know how to make such a rule
     */
    protected R with(R rule, Hyper<R> hyper) {
        throw new IllegalStateException(
                rule.getClass().getName()
                        + ": cannot be made again with other hyperparameters; make it a record, or"
                        + " override with(rule, hyper) in "
                        + getClass().getName());
    }

    /** One step; see {@link #step(Tensor, List, Overrides, GradientCallback)}. */
    public final List<Tensor> step(Tensor loss, List<Tensor> params) {
        return step(loss, params, Overrides.none());
    }

    /** One step; see {@link #step(Tensor, List, Overrides, GradientCallback)}. */
    public final List<Tensor> step(Tensor loss, List<Tensor> params, Overrides<R> overrides) {
        return step(loss, params, overrides, callback);
    }

    /**
     * One step, by the slope of the loss at the weights.
     *
     * <p>Each weight counts as a variable of its own, also where one was computed from another, by
     * an earlier step or otherwise: the values of a step do not depend on what is on the tape. In
     * {@link GradientMode#SECOND_ORDER} the slope is on it, and gradients flow through it.
     *
     * <p>The very same tensor is returned, and its state kept, for a weight that is in no group,
     * does not require a gradient, or has none because the loss does not depend on it.
     *
     * @param loss a scalar, computed from the weights; one for each task if the weights are
     * @param params the weights, in the order of the parameters that the optimizer was made with
     * @param overrides hyperparameters from this step on; those not named stay as they are
     * @param callback in place of the optimizer's own, for this step
     * @return the new weights
     */
    public final List<Tensor> step(
            Tensor loss, List<Tensor> params, Overrides<R> overrides, GradientCallback callback) {
        return step(loss, params, overrides, callback, found -> {});
    }

    private List<Tensor> step(
            Tensor loss,
            List<Tensor> params,
            Overrides<R> overrides,
            GradientCallback callback,
            Consumer<List<Optional<Tensor>>> check) {
        Arguments.nonNull("step", loss, "loss");
        Arguments.nonNull("step", overrides, "overrides");
        Arguments.nonNull("step", callback, "gradient callback");
        checkCount("weights", Arguments.nonNull("step", params, "list of weights").size());
        StepChecks.lossTasks(loss, params);
        place(params);
        List<Map<String, Tensor>> values = inForce.values(overrides);
        if (mode == GradientMode.UNTRACKED) {
            values.forEach(ofGroup -> ofGroup.replaceAll((name, value) -> cut(value)));
        }
        List<Optional<Tensor>> gradients =
                gradients(loss, params, callback != GradientCallback.NONE);
        check.accept(gradients);
        List<Tensor> next =
                mode == GradientMode.UNTRACKED
                        ? NoGrad.get(
                                () -> update(params, changed(callback, gradients, params), values))
                        : update(params, changed(callback, gradients, params), values);
        inForce.commit(values, overrides);
        return next;
    }

    /**
     * One step of a fast model; see {@link #step(Tensor, FastModel, Overrides, GradientCallback)}.
     */
    public final <P extends ParamTree> P step(Tensor loss, FastModel<P, ?> model) {
        return step(loss, model, Overrides.none());
    }

    /**
     * One step of a fast model; see {@link #step(Tensor, FastModel, Overrides, GradientCallback)}.
     */
    public final <P extends ParamTree> P step(
            Tensor loss, FastModel<P, ?> model, Overrides<R> overrides) {
        return step(loss, model, overrides, callback);
    }

    /**
     * One step of a fast model: moves its newest weights, and {@linkplain FastModel#update updates}
     * it.
     *
     * @return the new weights with the present buffers
     * @throws IllegalArgumentException if the loss depends on none of the weights that the
     *     optimizer moves: it is of an earlier step, or of the model itself
     */
    public final <P extends ParamTree> P step(
            Tensor loss, FastModel<P, ?> model, Overrides<R> overrides, GradientCallback callback) {
        List<Tensor> weights = model.weights();
        return model.update(
                step(
                        loss,
                        weights,
                        overrides,
                        callback,
                        gradients -> checkMovesSomething(weights, gradients)));
    }

    /** Without its graph, but still one that is learned: a rule may ask for that. */
    private static Tensor cut(Tensor value) {
        return value.isLeaf() ? value : Tensor.parameter(value.detach());
    }

    private void checkMovesSomething(List<Tensor> weights, List<Optional<Tensor>> gradients) {
        if (moved.stream().anyMatch(position -> gradients.get(position).isPresent())) {
            return;
        }
        if (moved.stream().noneMatch(position -> weights.get(position).requiresGrad())) {
            throw new IllegalArgumentException(
                    "step: none of the weights that the optimizer moves requires a gradient, so"
                            + " that they are frozen; make them, or those of the model, with"
                            + " Tensor.parameter or withRequiresGrad(true)");
        }
        throw new IllegalArgumentException(
                "step: the loss depends on none of the current weights that the optimizer moves;"
                        + " compute it with model() after the last step, and once for each step");
    }

    /**
     * What the optimizer remembers now, cut from the tape.
     *
     * <p>It can be copied back by {@link Optimizer#restore}, or continued in another loop.
     */
    public final OptimizerState state() {
        return state(this::detached);
    }

    /**
     * What the optimizer remembers now, on the tape.
     *
     * <p>Continued in another loop, it lets gradients flow from there to here. Copied back to an
     * {@link Optimizer}, it would keep this loop's graph alive: use {@link #state()} for that.
     */
    public final OptimizerState trackedState() {
        return own ? state(state -> state) : state();
    }

    private OptimizerState state(UnaryOperator<S> change) {
        List<List<Optional<Object>>> states = new ArrayList<>();
        for (Group<R, S> group : groups) {
            List<Optional<Object>> ofGroup = new ArrayList<>();
            group.states.forEach(state -> ofGroup.add(state.map(change)));
            states.add(ofGroup);
        }
        return new OptimizerState(states, inForce.steps());
    }

    /** Truncation: cuts the state from the graph of the steps so far. */
    public final void detach() {
        groups.forEach(group -> group.states.replaceAll(state -> state.map(this::detached)));
        own = true;
    }

    /**
     * The rules of the groups with other hyperparameters; those that are not named stay.
     *
     * @throws IllegalArgumentException if the values don't fit, or are out of range
     */
    final List<R> rules(Overrides<R> overrides, List<ParamGroup<R>> sources) {
        List<R> olds = sources.stream().map(ParamGroup::rule).toList();
        List<Map<String, Tensor>> values =
                new InForce<>(
                                keys,
                                treeKeys,
                                olds.stream().map(r -> new ParamGroup<>(r, List.of())).toList())
                        .values(overrides);
        List<R> rules = new ArrayList<>();
        Map<Tensor, Tensor> assignments = new IdentityHashMap<>();
        Tensor like = sources.stream().flatMap(s -> s.params().stream()).findFirst().orElseThrow();
        for (int i = 0; i < sources.size(); i++) {
            R rule = olds.get(i);
            Hyper<R> hyper = new Hyper<>(rule, values.get(i), like, assignments);
            rules.add(with(rule, hyper));
        }
        assignments.forEach(Tensor::assign);
        return rules;
    }

    // gradients

    /**
     * The slopes at the weights: each is a variable of its own, however it was computed.
     *
     * @param all whether they are asked for of weights that no group moves as well
     */
    private List<Optional<Tensor>> gradients(Tensor loss, List<Tensor> params, boolean all) {
        BitSet wanted = new BitSet(size);
        for (int i = 0; i < size; i++) {
            wanted.set(i, params.get(i).requiresGrad() && (all || moved.get(i)));
        }
        Grad grad = Grad.of(loss).partial(params);
        List<Optional<Tensor>> found =
                (mode == GradientMode.SECOND_ORDER ? grad.createGraph() : grad)
                        .with(wanted.stream().mapToObj(params::get).toList())
                        .toList();
        List<Optional<Tensor>> gradients =
                new ArrayList<>(Collections.nCopies(size, Optional.<Tensor>empty()));
        int next = 0;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            gradients.set(i, found.get(next++));
        }
        return gradients;
    }

    /** What a callback makes of the gradients: still one for each weight, and like it. */
    private List<Optional<Tensor>> changed(
            GradientCallback callback, List<Optional<Tensor>> gradients, List<Tensor> params) {
        List<Optional<Tensor>> changed =
                Arguments.nonNull(
                        "gradient callback", callback.apply(gradients), "list of gradients");
        checkCount("gradients from the callback", changed.size());
        for (int i = 0; i < size && changed != gradients; i++) {
            Optional<Tensor> gradient =
                    Arguments.nonNull(
                            "gradient callback",
                            changed.get(i),
                            "gradient of weight " + i + ", Optional.empty() leaves it alone");
            if (gradient.isPresent()) {
                StepChecks.like(i, gradient.get(), params.get(i));
            }
        }
        return changed;
    }

    // updates

    private List<Tensor> update(
            List<Tensor> params,
            List<Optional<Tensor>> gradients,
            List<Map<String, Tensor>> values) {
        List<Tensor> weights = new ArrayList<>(params);
        List<List<Optional<S>>> states = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            states.add(update(groups.get(i), params, gradients, values.get(i), weights));
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
            Map<String, Tensor> values,
            List<Tensor> weights) {
        Map<Kind, UpdateRule<S>> rules = new HashMap<>();
        List<Optional<S>> states = new ArrayList<>(group.states);
        for (int j = 0; j < group.positions.length; j++) {
            int at = group.positions[j];
            Tensor p = params.get(at);
            if (!p.requiresGrad() || gradients.get(at).isEmpty()) {
                continue;
            }
            Hyper<R> hyper = new Hyper<>(group.rule, values, p);
            UpdateRule<S> rule =
                    rules.computeIfAbsent(
                            new Kind(p.dtype(), p.device()), kind -> bind(group.rule, hyper));
            S state = states.get(j).orElseGet(() -> rule.init(p));
            Tensor g = gradients.get(at).get();
            Step<S> step =
                    inOnePass(group, j, p, g, state, hyper)
                            .orElseGet(() -> rule.update(p, g, state));
            StepChecks.shape(at, step.value(), p);
            boolean tracked = mode != GradientMode.UNTRACKED;
            // A value that is not on the tape would count as frozen from now on.
            boolean linked = tracked && step.value().requiresGrad();
            weights.set(at, linked ? step.value() : Tensor.parameter(step.value().detach()));
            states.set(j, Optional.of(tracked ? step.state() : detached(step.state())));
        }
        return states;
    }

    private Optional<Step<S>> inOnePass(
            Group<R, S> group, int index, Tensor p, Tensor g, S state, Hyper<R> hyper) {
        if (!treeKeys.isEmpty() || group.manyPasses[index] || !Fused.pays(p)) {
            return Optional.empty();
        }
        Optional<Step<S>> step = FusedUpdate.of(this, group.rule, hyper.overrides(), p, g, state);
        group.manyPasses[index] = step.isEmpty();
        return step;
    }

    // states

    /**
     * Before the first step: brings the states to the weights, and cuts off those of the source.
     */
    private void place(List<Tensor> params) {
        if (placed) {
            return;
        }
        UnaryOperator<Tensor> cut = own ? UnaryOperator.identity() : Tensor::detach;
        for (Group<R, S> group : groups) {
            for (int j = 0; j < group.positions.length; j++) {
                Tensor weight = params.get(group.positions[j]);
                group.states.get(j).ifPresent(state -> StepChecks.stateTasks(state, weight));
                Device device = weight.device();
                LeafMapper mapper = LeafMapper.of(t -> cut.apply(t).to(device));
                group.states.set(j, group.states.get(j).map(state -> map(state, mapper)));
            }
        }
        own = true;
        placed = true;
    }

    private S detached(S state) {
        return map(state, LeafMapper.of(Tensor::detach));
    }

    @SuppressWarnings("unchecked") // an optimizer holds the states that its rule has made
    private static <S> List<Optional<S>> states(List<Optional<Object>> states) {
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

    /** What weights must have in common to share hyperparameter tensors. */
    private record Kind(DType dtype, Device device) {}

    /** A group of the source, with what changes from step to step. */
    private static final class Group<R, S> {
        final R rule;

        /** Of each parameter among all weights. */
        final int[] positions;

        /** Of which parameters the update is known to take more than one pass. */
        final boolean[] manyPasses;

        List<Optional<S>> states;

        Group(R rule, int[] positions, List<Optional<S>> states) {
            this.rule = rule;
            this.positions = positions;
            this.states = states;
            this.manyPasses = new boolean[positions.length];
        }
    }
}
