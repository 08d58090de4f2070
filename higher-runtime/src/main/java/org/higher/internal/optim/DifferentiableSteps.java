package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Key;
import org.higher.optim.OptimizerState;
import org.higher.optim.ParamGroup;
import org.higher.optim.Settings;
import org.higher.optim.StepOptions;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/**
 * The steps of a differentiable optimizer.
 *
 * <p>A step asks for the hyperparameters in force and the gradients, and moves group by group. What
 * is remembered changes at the end of a step that has succeeded, and not otherwise.
 *
 * @param <R> the update rule
 * @param <S> the rule's state
 */
public final class DifferentiableSteps<R extends UpdateRule<?>, S> {
    private final HyperparameterValues<R> hyperparameters;
    private final StepGradients gradients;
    private final List<GroupSteps<R, S>> groups = new ArrayList<>();
    private final GradientCallback callback;
    private final GradientMode mode;
    private StatePlacement placement;
    private boolean underWay;

    /**
     * Steps that go on from an optimizer.
     *
     * @throws IllegalArgumentException if a parameter of the optimizer is none of the given
     *     parameters, or the overrides, the schedules or the state don't fit
     */
    public DifferentiableSteps(
            Settings<R> settings, List<Key<R>> keys, List<TreeKey<R, ?>> treeKeys) {
        callback = settings.callback();
        mode = settings.mode();
        placement = settings.state().isPresent() ? StatePlacement.GIVEN : StatePlacement.SOURCE;
        OptimizerState state = settings.initialState();
        List<ParamGroup<R>> sources = settings.optimizer().groups();
        hyperparameters =
                new HyperparameterValues<>(
                        keys,
                        treeKeys,
                        sources,
                        settings.overrides(),
                        settings.schedules(),
                        state.steps());
        List<Tensor> params = settings.params();
        BitSet moved = new BitSet();
        for (int i = 0; i < sources.size(); i++) {
            GroupSteps<R, S> group =
                    GroupSteps.of(
                            i, sources.get(i), params, treeKeys.isEmpty(), state.groups().get(i));
            group.addPositions(moved);
            groups.add(group);
        }
        gradients = new StepGradients(params.size(), moved, mode);
    }

    /** One step of given weights; the new ones. */
    public List<Tensor> step(
            DifferentiableRule<R, S> code,
            Tensor loss,
            List<Tensor> weights,
            StepOptions<R> options) {
        return step(code, loss, weights, options, found -> {});
    }

    /** One step of a fast model, which is updated. */
    public <P extends ParamTree> P step(
            DifferentiableRule<R, S> code,
            Tensor loss,
            FastModel<P, ?> model,
            StepOptions<R> options) {
        List<Tensor> weights = model.weights();
        return model.update(
                step(
                        code,
                        loss,
                        weights,
                        options,
                        found -> gradients.checkMovesSomething(found, weights)));
    }

    private List<Tensor> step(
            DifferentiableRule<R, S> code,
            Tensor loss,
            List<Tensor> weights,
            StepOptions<R> options,
            Consumer<List<Optional<Tensor>>> check) {
        Arguments.nonNull("step", loss, "loss");
        Arguments.nonNull("step", options, "options");
        gradients.checkCount(
                "weights", Arguments.nonNull("step", weights, "list of weights").size());
        StepChecks.lossTasks(loss, weights);
        if (underWay) {
            throw new IllegalStateException(
                    "step: a step of this optimizer is under way, and called this one; a gradient"
                            + " callback returns the gradients to step by, and takes no step itself");
        }
        underWay = true;
        try {
            return stepAlone(code, loss, weights, options, check);
        } finally {
            underWay = false;
        }
    }

    private List<Tensor> stepAlone(
            DifferentiableRule<R, S> code,
            Tensor loss,
            List<Tensor> weights,
            StepOptions<R> options,
            Consumer<List<Optional<Tensor>>> check) {
        place(code, weights);
        List<Map<String, Tensor>> values = hyperparameters.values(options.overrides());
        if (mode == GradientMode.UNTRACKED) {
            values.forEach(ofGroup -> ofGroup.replaceAll((name, value) -> cut(value)));
        }
        GradientCallback change = options.callback().orElse(callback);
        List<Optional<Tensor>> found = gradients.of(loss, weights, change);
        check.accept(found);
        List<Tensor> next =
                mode == GradientMode.UNTRACKED
                        ? NoGrad.get(() -> update(code, change, found, weights, values))
                        : update(code, change, found, weights, values);
        hyperparameters.commit(values, options.overrides());
        return next;
    }

    /** Without its graph, but still one that is learned: a rule may ask for that. */
    private static Tensor cut(Tensor value) {
        return value.isLeaf() ? value : Tensor.parameter(value.detach());
    }

    private List<Tensor> update(
            DifferentiableRule<R, S> code,
            GradientCallback change,
            List<Optional<Tensor>> found,
            List<Tensor> weights,
            List<Map<String, Tensor>> values) {
        List<Optional<Tensor>> changed = gradients.changed(change, found, weights);
        List<Tensor> next = new ArrayList<>(weights);
        List<List<Optional<S>>> states = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            states.add(groups.get(i).update(code, weights, changed, values.get(i), mode, next));
        }
        // All or nothing: a rule that throws leaves the states as they were.
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).commit(states.get(i));
        }
        return List.copyOf(next);
    }

    /** Before the first step: brings the states to the weights, cut from the source's graph. */
    private void place(DifferentiableRule<R, S> code, List<Tensor> weights) {
        if (placement == StatePlacement.PLACED) {
            return;
        }
        UnaryOperator<Tensor> change =
                placement == StatePlacement.SOURCE ? Tensor::detach : UnaryOperator.identity();
        groups.forEach(group -> group.place(code, weights, change));
        placement = StatePlacement.PLACED;
    }

    /** What is remembered now, cut from the tape. */
    public OptimizerState state(DifferentiableRule<R, S> code) {
        return state((S state) -> GroupSteps.detached(code, state));
    }

    /** What is remembered now, on the tape; never on the source's. */
    public OptimizerState trackedState(DifferentiableRule<R, S> code) {
        return placement == StatePlacement.SOURCE ? state(code) : state(UnaryOperator.identity());
    }

    private OptimizerState state(UnaryOperator<S> change) {
        List<List<Optional<Object>>> states =
                groups.stream().map(group -> group.states(change)).toList();
        return OptimizerState.of(states).withSteps(hyperparameters.steps());
    }

    /** Cuts the states from the graph of the steps so far. */
    public void detach(DifferentiableRule<R, S> code) {
        groups.forEach(group -> group.detach(code));
        if (placement == StatePlacement.SOURCE) {
            placement = StatePlacement.GIVEN;
        }
    }
}
