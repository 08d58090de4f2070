package org.higher.optim;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * What a differentiable optimizer is made from.
 *
 * @param optimizer the source of groups, hyperparameters and state; it is never changed
 * @param params the parameters of the model, in the order in which weights are given to each step;
 *     those of the optimizer are found among them by identity
 * @param overrides tensors in place of the optimizer's own hyperparameters
 * @param schedules hyperparameters that change from step to step, by name: one for all groups, or
 *     one for each
 * @param state what to continue in place of the optimizer's own state; what of it is on the tape
 *     stays there
 * @param callback changes the gradients of every step
 * @param mode what is kept on the tape
 */
public record Settings<R extends UpdateRule<?>>(
        Optimizer<R> optimizer,
        List<Tensor> params,
        Overrides<R> overrides,
        Map<String, List<Schedule>> schedules,
        Optional<OptimizerState> state,
        GradientCallback callback,
        GradientMode mode) {
    public Settings {
        Arguments.nonNull("settings", optimizer, "optimizer");
        Arguments.nonNull("settings", params, "list of parameters");
        params.forEach(param -> Arguments.nonNull("settings", param, "parameter"));
        Arguments.nonNull("settings", overrides, "overrides");
        Arguments.nonNull("settings", state, "state");
        Arguments.nonNull("settings", callback, "gradient callback");
        Arguments.nonNull("settings", mode, "gradient mode");
        params = List.copyOf(params);
        schedules = Collections.unmodifiableMap(new LinkedHashMap<>(schedules));
    }

    /** No overrides, no callback, second order. */
    public static <R extends UpdateRule<?>> Settings<R> of(
            Optimizer<R> optimizer, List<Tensor> params) {
        return new Settings<>(
                optimizer,
                params,
                Overrides.none(),
                Map.of(),
                Optional.empty(),
                GradientCallback.NONE,
                GradientMode.SECOND_ORDER);
    }

    /**
     * As {@link #of(Optimizer, List)}, with a new optimizer of some groups.
     *
     * <p>Unlike those of an {@link Optimizer}, the tensors may be results of operations, such as
     * fast weights.
     *
     * @param groups rules, each for some of the parameters
     * @throws IllegalArgumentException if there is no group, a tensor is given twice, or a group
     *     has one that is none of the parameters
     */
    public static <R extends UpdateRule<?>> Settings<R> of(
            List<ParamGroup<R>> groups, List<Tensor> params) {
        Map<Tensor, Tensor> leaves = new IdentityHashMap<>();
        params.forEach(param -> leaves.put(param, param.detach()));
        Optimizer.Builder<R> builder = Optimizer.builder();
        for (ParamGroup<R> group : groups) {
            // A tensor that is none of the parameters is reported when it is looked for.
            builder.group(
                    group.params().stream().map(p -> leaves.getOrDefault(p, p.detach())).toList(),
                    group.rule());
        }
        return of(builder.build(), params.stream().map(leaves::get).toList());
    }

    /** As {@link #of(Optimizer, List)}, with a new optimizer: one rule for all parameters. */
    public static <R extends UpdateRule<?>> Settings<R> of(R rule, List<Tensor> params) {
        return of(List.of(new ParamGroup<>(rule, params)), params);
    }

    public Settings<R> withOverrides(Overrides<R> overrides) {
        return new Settings<>(optimizer, params, overrides, schedules, state, callback, mode);
    }

    /** One schedule for all groups, or one for each. */
    public Settings<R> withSchedule(Key<R> key, Schedule... values) {
        Arguments.nonNull("schedule", key, "key of a hyperparameter");
        Arguments.nonNull("schedule " + key.name(), values, "schedule");
        Map<String, List<Schedule>> all = new LinkedHashMap<>(schedules);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                throw new IllegalArgumentException(
                        "schedule "
                                + key.name()
                                + ": value "
                                + i
                                + " is null; a group that keeps its own number is given"
                                + " Schedule.constant(key.own(rule))");
            }
        }
        all.put(key.name(), List.of(values));
        return new Settings<>(optimizer, params, overrides, all, state, callback, mode);
    }

    public Settings<R> withState(OptimizerState state) {
        Arguments.nonNull("state", state, "state of an optimizer");
        return new Settings<>(
                optimizer, params, overrides, schedules, Optional.of(state), callback, mode);
    }

    public Settings<R> withCallback(GradientCallback callback) {
        return new Settings<>(optimizer, params, overrides, schedules, state, callback, mode);
    }

    public Settings<R> withMode(GradientMode mode) {
        return new Settings<>(optimizer, params, overrides, schedules, state, callback, mode);
    }
}
