package org.higher.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * The settings of a differentiable optimizer: what it is made from.
 *
 * <pre>{@code
 * Settings.of(net.parameters(), sgd).withMode(GradientMode.FIRST_ORDER)
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <R> the update rule
 */
public final class Settings<R extends UpdateRule<?>> {
    private final List<Tensor> params;
    private final Optimizer<R> optimizer;
    private Overrides<R> overrides = Overrides.none();
    private Map<String, List<Schedule>> schedules = Map.of();
    private Optional<OptimizerState> state = Optional.empty();
    private GradientCallback callback = GradientCallback.NONE;
    private GradientMode mode = GradientMode.SECOND_ORDER;

    private Settings(List<Tensor> params, Optimizer<R> optimizer) {
        this.params = params;
        this.optimizer = optimizer;
    }

    /**
     * The settings of an optimizer: no overrides, no callback, second order.
     *
     * @param params the parameters of the model, in the order in which weights are given to each
     *     step; those of the optimizer are found among them by identity
     * @param optimizer the source of groups, hyperparameters and state; it is never changed
     */
    public static <R extends UpdateRule<?>> Settings<R> of(
            List<Tensor> params, Optimizer<R> optimizer) {
        Arguments.nonNull("settings", params, "list of parameters");
        params.forEach(param -> Arguments.nonNull("settings", param, "parameter"));
        Arguments.nonNull("settings", optimizer, "optimizer");
        return new Settings<>(List.copyOf(params), optimizer);
    }

    /**
     * As {@link #of(List, Optimizer)}, with a new optimizer of some groups.
     *
     * <p>Unlike those of an {@link Optimizer}, the tensors may be results of operations, such as
     * fast weights.
     *
     * @param groups some of the parameters each, with their rules
     * @throws IllegalArgumentException if there is no group, or a tensor is given twice; one that
     *     is none of the parameters is reported by {@link Optimizers#differentiable(Settings)}
     */
    public static <R extends UpdateRule<?>> Settings<R> of(
            List<Tensor> params, List<ParamGroup<R>> groups) {
        Map<Tensor, Tensor> leaves = new IdentityHashMap<>();
        params.forEach(param -> leaves.put(param, param.detach()));
        List<ParamGroup<R>> own = new ArrayList<>();
        for (ParamGroup<R> group : groups) {
            // A tensor that is none of the parameters is reported when it is looked for.
            own.add(
                    ParamGroup.of(
                            group.params().stream()
                                    .map(p -> leaves.getOrDefault(p, p.detach()))
                                    .toList(),
                            group.rule()));
        }
        return of(params.stream().map(leaves::get).toList(), Optimizer.ofGroups(own));
    }

    /** As {@link #of(List, Optimizer)}, with a new optimizer: one rule for all parameters. */
    public static <R extends UpdateRule<?>> Settings<R> of(List<Tensor> params, R rule) {
        return of(params, List.of(ParamGroup.of(params, rule)));
    }

    /** With tensors in place of the optimizer's own hyperparameters. */
    public Settings<R> withOverrides(Overrides<R> overrides) {
        Settings<R> changed = copy();
        changed.overrides = Arguments.nonNull("settings", overrides, "overrides");
        return changed;
    }

    /**
     * With a hyperparameter that changes from step to step.
     *
     * @param schedule for all groups, unless there are more
     * @param more schedules for further groups
     */
    public Settings<R> withSchedule(Key<R> key, Schedule schedule, Schedule... more) {
        Arguments.nonNull("schedule", key, "key of a hyperparameter");
        Arguments.nonNull("schedule " + key.name(), more, "schedule");
        List<Schedule> values = new ArrayList<>(Collections.singletonList(schedule));
        values.addAll(Arrays.asList(more));
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                throw new IllegalArgumentException(
                        "schedule "
                                + key.name()
                                + ": value "
                                + i
                                + " is null; a group that keeps its own number is given"
                                + " Schedule.constant(key.own(rule))");
            }
        }
        Map<String, List<Schedule>> all = new LinkedHashMap<>(schedules);
        all.put(key.name(), List.copyOf(values));
        Settings<R> changed = copy();
        changed.schedules = Collections.unmodifiableMap(all);
        return changed;
    }

    /** With a state to go on from in place of the optimizer's; what is on the tape stays there. */
    public Settings<R> withState(OptimizerState state) {
        Settings<R> changed = copy();
        changed.state = Optional.of(Arguments.nonNull("state", state, "state of an optimizer"));
        return changed;
    }

    /** With a callback that changes the gradients of every step. */
    public Settings<R> withCallback(GradientCallback callback) {
        Settings<R> changed = copy();
        changed.callback = Arguments.nonNull("settings", callback, "gradient callback");
        return changed;
    }

    /** With a choice of what is kept on the tape. */
    public Settings<R> withMode(GradientMode mode) {
        Settings<R> changed = copy();
        changed.mode = Arguments.nonNull("settings", mode, "gradient mode");
        return changed;
    }

    private Settings<R> copy() {
        Settings<R> copy = new Settings<>(params, optimizer);
        copy.overrides = overrides;
        copy.schedules = schedules;
        copy.state = state;
        copy.callback = callback;
        copy.mode = mode;
        return copy;
    }

    /** The parameters of the model, in the order in which weights are given to each step. */
    public List<Tensor> params() {
        return params;
    }

    /** The source of groups, hyperparameters and state. */
    public Optimizer<R> optimizer() {
        return optimizer;
    }

    /** Tensors in place of the optimizer's own hyperparameters. */
    public Overrides<R> overrides() {
        return overrides;
    }

    /** Hyperparameters that change from step to step, by name: one for all groups, or for each. */
    public Map<String, List<Schedule>> schedules() {
        return schedules;
    }

    /** What to go on from in place of the optimizer's own state. */
    public Optional<OptimizerState> state() {
        return state;
    }

    /**
     * The state that the first step starts from: the given one, or else the optimizer's.
     *
     * @throws IllegalArgumentException if the given one is of another rule, of other groups, or of
     *     parameters of other shapes
     */
    public OptimizerState initialState() {
        state.ifPresent(given -> StateFit.inShape("state").check(given, optimizer.groups()));
        return state.orElseGet(optimizer::state);
    }

    /** What changes the gradients of every step. */
    public GradientCallback callback() {
        return callback;
    }

    /** What is kept on the tape. */
    public GradientMode mode() {
        return mode;
    }
}
