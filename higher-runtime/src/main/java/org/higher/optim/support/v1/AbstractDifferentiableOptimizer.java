package org.higher.optim.support.v1;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.internal.optim.DifferentiableRule;
import org.higher.internal.optim.DifferentiableSteps;
import org.higher.internal.optim.HyperparameterValues;
import org.higher.internal.optim.Stepping;
import org.higher.internal.tree.FlatTree;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.Key;
import org.higher.optim.OptimizerState;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.ParamGroup;
import org.higher.optim.Settings;
import org.higher.optim.StepOptions;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * The base class of differentiable optimizers, which are generated from their update rules.
 *
 * <p>One that is written by hand is given to {@link Optimizers#register}.
 *
 * @param <R> the update rule
 * @param <S> the rule's state
 */
public abstract class AbstractDifferentiableOptimizer<R extends UpdateRule<?>, S>
        implements DifferentiableOptimizer<R> {
    static {
        Stepping.provide(
                optimizer ->
                        optimizer instanceof AbstractDifferentiableOptimizer<?, ?> own
                                ? Optional.of(own.stepping())
                                : Optional.empty());
    }

    private final List<Key<R>> keys;
    private final List<TreeKey<R, ?>> treeKeys;
    private final List<ParamGroup<R>> sources;
    private final DifferentiableSteps<R, S> steps;

    /**
     * For rules that have numbers as hyperparameters.
     *
     * @throws IllegalArgumentException if a parameter of the optimizer is none of the given
     *     parameters, or the overrides, the schedules or the state don't fit
     */
    protected AbstractDifferentiableOptimizer(Settings<R> settings, List<Key<R>> keys) {
        this(settings, keys, List.of());
    }

    /**
     * For rules that have tensors or modules as hyperparameters.
     *
     * @throws IllegalArgumentException if a parameter of the optimizer is none of the given
     *     parameters, or the overrides, the schedules or the state don't fit
     */
    protected AbstractDifferentiableOptimizer(
            Settings<R> settings, List<Key<R>> keys, List<TreeKey<R, ?>> treeKeys) {
        this.keys = List.copyOf(keys);
        this.treeKeys = List.copyOf(treeKeys);
        this.sources = settings.optimizer().groups();
        this.steps = new DifferentiableSteps<>(settings, this.keys, this.treeKeys);
    }

    /** Says how optimizers of a rule are made differentiable, unless that has been said. */
    protected static <R extends UpdateRule<?>> void register(
            Class<R> rule, Optimizers.Factory<R> factory) {
        Optimizers.registerIfAbsent(rule, factory);
    }

    /** The rule's code with tensors for hyperparameters. */
    protected abstract UpdateRule<S> bind(R rule, Hyper<R> hyper);

    /** Adds the tensors of a state, as buffers, to leaves. */
    protected abstract void flatten(S state, Leaves out);

    /** A state of the same structure with other tensors, in the order of {@link #flatten}. */
    protected abstract S unflatten(S state, LeafSource in);

    /**
     * The rule with other values of its hyperparameters; what cannot be overridden stays.
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

    @Override
    public final List<Key<R>> keys() {
        return keys;
    }

    @Override
    public final List<TreeKey<R, ?>> treeKeys() {
        return treeKeys;
    }

    @Override
    public final List<Tensor> step(Tensor loss, List<Tensor> weights, StepOptions<R> options) {
        return steps.step(code(), loss, weights, options);
    }

    @Override
    public final List<Tensor> step(
            List<Tensor> gradients, List<Tensor> weights, StepOptions<R> options) {
        return steps.step(code(), gradients, weights, options);
    }

    @Override
    public final <P extends ParamTree> P step(
            Tensor loss, FastModel<P, ?> model, StepOptions<R> options) {
        return steps.step(code(), loss, model, options);
    }

    @Override
    public final OptimizerState state() {
        return steps.state(code());
    }

    @Override
    public final OptimizerState trackedState() {
        return steps.trackedState(code());
    }

    @Override
    public final void detach() {
        steps.detach(code());
    }

    @Override
    public final List<R> rules(Overrides<R> overrides) {
        List<R> olds = sources.stream().map(ParamGroup::rule).toList();
        List<Map<String, Tensor>> values =
                HyperparameterValues.ofRules(keys, treeKeys, olds, overrides);
        Tensor like = sources.stream().flatMap(s -> s.params().stream()).findFirst().orElseThrow();
        Map<Tensor, Tensor> assignments = new IdentityHashMap<>();
        List<R> rules = new ArrayList<>();
        for (int i = 0; i < olds.size(); i++) {
            R rule = olds.get(i);
            rules.add(with(rule, new Hyper<>(like, rule, values.get(i), assignments)));
        }
        assignments.forEach(Tensor::assign);
        return rules;
    }

    /** The subclass's code, for the steps. */
    DifferentiableRule<R, S> code() {
        return new Code();
    }

    private Stepping<R, S> stepping() {
        return new Stepping<>(steps, code());
    }

    /** What the subclass says. */
    private final class Code implements DifferentiableRule<R, S> {
        @Override
        public UpdateRule<S> bind(Tensor like, R rule, Map<String, Tensor> values) {
            return AbstractDifferentiableOptimizer.this.bind(
                    rule, new Hyper<>(like, rule, values, new IdentityHashMap<>()));
        }

        @Override
        public R with(Tensor like, R rule, Map<String, Tensor> values) {
            return AbstractDifferentiableOptimizer.this.with(
                    rule, new Hyper<>(like, rule, values, new IdentityHashMap<>()));
        }

        @Override
        public FlatTree<S> flatten(S state) {
            return FlatTree.of(
                    state,
                    AbstractDifferentiableOptimizer.this::flatten,
                    AbstractDifferentiableOptimizer.this::unflatten);
        }
    }
}
