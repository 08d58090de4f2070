package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.higher.functional.FastModel;
import org.higher.functional.ParamTree;
import org.higher.internal.Arguments;
import org.higher.internal.Untaped;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Key;
import org.higher.optim.OptimizerState;
import org.higher.optim.ParamGroup;
import org.higher.optim.Settings;
import org.higher.optim.StepOptions;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * The steps of a differentiable optimizer.
 *
 * <p>A step asks for the hyperparameters in force and the gradients, and moves group by group. It
 * is a function of the {@link Position} it starts from, so it can be taken again. What is
 * remembered changes at the end of a step that has succeeded, and not otherwise.
 *
 * @param <R> the update rule
 * @param <S> the rule's state
 */
public final class DifferentiableSteps<R extends UpdateRule<?>, S> {
    private static final String UNDER_WAY =
            "step: a step of this optimizer is under way, and called this one; a gradient callback"
                    + " returns the gradients to step by, and takes no step itself";

    private final HyperparameterValues<R> hyperparameters;
    private final StepGradients gradients;
    private final List<GroupSteps<R, S>> groups = new ArrayList<>();
    private final GradientCallback callback;
    private final GradientMode mode;
    private Position<S> now;
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
            GroupSteps<R, S> group = GroupSteps.of(i, sources.get(i), params, treeKeys.isEmpty());
            group.addPositions(moved);
            groups.add(group);
        }
        gradients = new StepGradients(params.size(), moved);
        now =
                new Position<>(
                        Position.states(state),
                        hyperparameters.start(),
                        settings.state().isPresent()
                                ? StatePlacement.GIVEN
                                : StatePlacement.SOURCE);
    }

    /** One step of given weights; the new ones. */
    public List<Tensor> step(
            DifferentiableRule<R, S> code,
            Tensor loss,
            List<Tensor> weights,
            StepOptions<R> options) {
        Recorded recorded = Recorded.of(mode);
        return alone(
                () ->
                        take(
                                code,
                                now,
                                weights,
                                options,
                                recorded,
                                change ->
                                        ofLoss(
                                                loss,
                                                weights,
                                                change,
                                                recorded,
                                                InnerGradient.RECORDED)));
    }

    /** One step of a fast model, which is updated. */
    public <P extends ParamTree> P step(
            DifferentiableRule<R, S> code,
            Tensor loss,
            FastModel<P, ?> model,
            StepOptions<R> options) {
        List<Tensor> weights = model.weights();
        return model.update(
                alone(
                        () ->
                                takeFast(
                                        code,
                                        now,
                                        loss,
                                        weights,
                                        options,
                                        Recorded.of(mode),
                                        InnerGradient.RECORDED)));
    }

    /** One step of given weights by given gradients; the new ones. */
    public List<Tensor> step(
            DifferentiableRule<R, S> code,
            List<Tensor> given,
            List<Tensor> weights,
            StepOptions<R> options) {
        Recorded recorded = Recorded.of(mode);
        return alone(
                () ->
                        take(
                                code,
                                now,
                                weights,
                                options,
                                recorded,
                                change -> gradients.given(given, weights, recorded)));
    }

    private List<Tensor> alone(Supplier<Taken<S>> step) {
        Taken<S> taken = takeAlone(step);
        now = taken.position;
        return taken.weights;
    }

    /**
     * What a step has come to.
     *
     * @param weights the new ones
     * @param position where the next step starts
     */
    public record Taken<S>(List<Tensor> weights, Position<S> position) {}

    /** Whether something looks at the gradients of a step. */
    boolean hasCallback(StepOptions<R> options) {
        return options.callback().orElse(callback) != GradientCallback.NONE;
    }

    /** From now on, a step does the same each time that it is taken, whatever came between. */
    void repeatable() {
        groups.forEach(GroupSteps::repeatable);
    }

    /** As {@link #takeFast}, while no other step of this optimizer is under way. */
    Taken<S> takeAlone(Supplier<Taken<S>> step) {
        if (underWay) {
            throw new IllegalStateException(UNDER_WAY);
        }
        underWay = true;
        try {
            return step.get();
        } finally {
            underWay = false;
        }
    }

    /** A step of a fast model's weights from any position, which changes nothing here. */
    Taken<S> takeFast(
            DifferentiableRule<R, S> code,
            Position<S> from,
            Tensor loss,
            List<Tensor> weights,
            StepOptions<R> options,
            Recorded recorded,
            InnerGradient recording) {
        return take(
                code,
                from,
                weights,
                options,
                recorded,
                change -> {
                    List<Optional<Tensor>> all = ofLoss(loss, weights, change, recorded, recording);
                    gradients.checkMovesSomething(all, weights);
                    return all;
                });
    }

    private List<Optional<Tensor>> ofLoss(
            Tensor loss,
            List<Tensor> weights,
            GradientCallback change,
            Recorded recorded,
            InnerGradient recording) {
        StepChecks.lossTasks(Arguments.nonNull("step", loss, "loss"), weights);
        return gradients.of(loss, weights, change, recorded, recording);
    }

    /**
     * A step from any position, which changes nothing here.
     *
     * @param find the gradients, given what will look at them
     */
    private Taken<S> take(
            DifferentiableRule<R, S> code,
            Position<S> from,
            List<Tensor> weights,
            StepOptions<R> options,
            Recorded recorded,
            Function<GradientCallback, List<Optional<Tensor>>> find) {
        Arguments.nonNull("step", options, "options");
        gradients.checkCount(
                "weights", Arguments.nonNull("step", weights, "list of weights").size());
        GradientCallback change = options.callback().orElse(callback);
        List<Optional<Tensor>> found = find.apply(change);
        Position<S> at = placed(code, from, weights);
        List<GroupValues> values =
                hyperparameters.values(at.hyperparameters(), options.overrides());
        List<GroupValues> used =
                recorded == Recorded.NOTHING
                        ? values.stream().map(v -> v.map(DifferentiableSteps::cut)).toList()
                        : values;
        List<Tensor> next = new ArrayList<>(weights);
        Supplier<List<List<Optional<S>>>> update =
                () -> update(code, at, change, found, weights, used, recorded, next);
        List<List<Optional<S>>> states =
                recorded == Recorded.NOTHING ? Untaped.get(update) : update.get();
        HyperparameterValues.InForce after =
                hyperparameters.after(at.hyperparameters(), values, options.overrides());
        return new Taken<>(List.copyOf(next), new Position<>(states, after, at.placement()));
    }

    /** Without its graph, but still learned: a rule may ask for that. */
    private static Tensor cut(Tensor value) {
        return value.isLeaf() ? value : Tensor.parameter(value);
    }

    private List<List<Optional<S>>> update(
            DifferentiableRule<R, S> code,
            Position<S> at,
            GradientCallback change,
            List<Optional<Tensor>> found,
            List<Tensor> weights,
            List<GroupValues> values,
            Recorded recorded,
            List<Tensor> next) {
        List<Optional<Tensor>> changed = gradients.changed(change, found, weights);
        List<List<Optional<S>>> states = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            states.add(
                    groups.get(i)
                            .update(
                                    code,
                                    at.states().get(i),
                                    weights,
                                    changed,
                                    values.get(i),
                                    recorded,
                                    next));
        }
        return states;
    }

    /** Before the first step: the states with the weights, cut from the source's graph. */
    private Position<S> placed(
            DifferentiableRule<R, S> code, Position<S> at, List<Tensor> weights) {
        if (at.placement() == StatePlacement.PLACED) {
            return at;
        }
        UnaryOperator<Tensor> change =
                at.placement() == StatePlacement.SOURCE ? Tensor::detach : UnaryOperator.identity();
        List<List<Optional<S>>> states = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            states.add(groups.get(i).place(code, at.states().get(i), weights, change));
        }
        return new Position<>(states, at.hyperparameters(), StatePlacement.PLACED);
    }

    /** What the next step starts from. */
    public Position<S> position() {
        return now;
    }

    /** Goes on from elsewhere. */
    public void position(Position<S> next) {
        now = next;
    }

    /** What is differentiated. */
    public GradientMode mode() {
        return mode;
    }

    /** What is remembered now, cut from the tape. */
    public OptimizerState state(DifferentiableRule<R, S> code) {
        return now.map(code, Tensor::detach).state();
    }

    /** What is remembered now, on the tape; never on the source's. */
    public OptimizerState trackedState(DifferentiableRule<R, S> code) {
        return now.placement() == StatePlacement.SOURCE ? state(code) : now.state();
    }

    /** Cuts the states from the graph of the steps so far. */
    public void detach(DifferentiableRule<R, S> code) {
        Position<S> cut = now.map(code, Tensor::detach);
        now =
                new Position<>(
                        cut.states(),
                        cut.hyperparameters(),
                        now.placement() == StatePlacement.SOURCE
                                ? StatePlacement.GIVEN
                                : now.placement());
    }
}
