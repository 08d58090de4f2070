package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.Arguments;
import org.higher.internal.backend.Shapes;
import org.higher.internal.reflect.Spelling;
import org.higher.optim.JointRule;
import org.higher.optim.Key;
import org.higher.optim.Overrides;
import org.higher.optim.ParamGroup;
import org.higher.optim.Schedule;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * The values of a differentiable optimizer's hyperparameters that are overridden, step by step.
 *
 * <p>What a step overrides stays in force, over what was scheduled, over what was overridden when
 * the optimizer was made. A step asks for its {@link #values}; what is {@linkplain #after in force
 * after it} is another object, so that a step can be taken again from where it was.
 */
public final class HyperparameterValues<R extends UpdateRule<?>> {
    private final List<Key<R>> keys;
    private final List<TreeKey<R, ?>> treeKeys;
    private final List<ParamGroup<R>> groups;

    private final Map<String, List<Schedule>> schedules;
    private final InForce start;

    /**
     * What is in force between two steps.
     *
     * @param overridden by group
     * @param ended names of schedules that a step has overridden
     * @param steps that were taken, those before included
     */
    record InForce(List<GroupValues> overridden, Set<String> ended, int steps) {}

    /**
     * Begins with some hyperparameters overridden, and others scheduled.
     *
     * @param groups with the weights that values have to broadcast to
     * @param steps that were taken before: where schedules go on
     */
    HyperparameterValues(
            List<Key<R>> keys,
            List<TreeKey<R, ?>> treeKeys,
            List<ParamGroup<R>> groups,
            Overrides<R> overrides,
            Map<String, List<Schedule>> schedules,
            int steps) {
        this.keys = keys;
        this.treeKeys = treeKeys;
        this.groups = groups;
        this.schedules = schedules;
        this.start = new InForce(byGroup("override", overrides), Set.of(), steps);
        schedules.forEach(
                (name, values) -> {
                    checkName("schedule", name, values.size(), names(), groups.size());
                    if (overrides.asMap().containsKey(name)) {
                        throw new IllegalArgumentException(
                                "schedule "
                                        + name
                                        + ": it is overridden as well; choose one of the two");
                    }
                });
    }

    /**
     * Values for rules by themselves, without weights to broadcast to, by rule.
     *
     * @throws IllegalArgumentException if the overrides don't fit
     */
    public static <R extends UpdateRule<?>> List<Map<String, Tensor>> ofRules(
            List<Key<R>> keys,
            List<TreeKey<R, ?>> treeKeys,
            List<R> rules,
            Overrides<R> overrides) {
        for (String name : overrides.asMap().keySet()) {
            if (overrides.isByParameter(name)) {
                throw new IllegalArgumentException(
                        "override "
                                + name
                                + ": each parameter has its own, and a rule holds one for all of"
                                + " its group; keep it as an override");
            }
        }
        List<ParamGroup<R>> groups =
                rules.stream().map(rule -> ParamGroup.of(List.of(), rule)).toList();
        HyperparameterValues<R> values =
                new HyperparameterValues<>(keys, treeKeys, groups, overrides, Map.of(), 0);
        return values.start.overridden.stream().map(GroupValues::shared).toList();
    }

    /**
     * The values of numbers as they combine with weights.
     *
     * @param like has the element type and the device of the weights
     */
    static Map<String, Tensor> combining(Tensor like, Map<String, Tensor> values) {
        Map<String, Tensor> combining = new LinkedHashMap<>();
        values.forEach(
                (name, value) ->
                        combining.put(name, combining(like.dtype(), like.device(), name, value)));
        return combining;
    }

    /** A scalar is a number on the weights' device; an array must have the weights' type. */
    public static Tensor combining(DType dtype, Device device, String name, Tensor value) {
        if (value.rank() != 0 && value.dtype() != dtype) {
            throw new IllegalArgumentException(
                    String.format(
                            "override %s: %s %s for weights of %s; only a scalar takes on their"
                                    + " type, convert this with to(DType.%s)",
                            name, value.dtype(), Arrays.toString(value.shape()), dtype, dtype));
        }
        Tensor fitting = (value.rank() == 0 ? value.toNumber() : value).to(device);
        // still one that is learned where nothing is recorded: a rule may ask for that
        return fitting.requiresGrad() || !value.requiresGrad()
                ? fitting
                : Tensor.parameter(fitting);
    }

    /** What is in force before the first step. */
    InForce start() {
        return start;
    }

    /**
     * The values of the next step, by group.
     *
     * @throws IllegalArgumentException if the step's overrides don't fit
     */
    List<GroupValues> values(InForce now, Overrides<R> atStep) {
        List<GroupValues> byStep = byGroup("override", atStep);
        List<GroupValues> bySchedule = byGroup("schedule", scheduled(now));
        List<GroupValues> values = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            values.add(now.overridden.get(i).with(bySchedule.get(i)).with(byStep.get(i)));
        }
        return values;
    }

    /** What is in force once the step was taken. */
    InForce after(InForce before, List<GroupValues> values, Overrides<R> atStep) {
        Set<String> ended = before.ended;
        if (!ended.containsAll(atStep.asMap().keySet())) {
            ended = new LinkedHashSet<>(ended);
            ended.addAll(atStep.asMap().keySet());
        }
        return new InForce(values, ended, before.steps + 1);
    }

    private Overrides<R> scheduled(InForce now) {
        Overrides<R> scheduled = Overrides.none();
        for (Map.Entry<String, List<Schedule>> entry : schedules.entrySet()) {
            String name = entry.getKey();
            if (!now.ended.contains(name)) {
                scheduled =
                        scheduled.withEach(
                                name,
                                entry.getValue().stream()
                                        .map(s -> at(now.steps, name, s))
                                        .toList());
            }
        }
        return scheduled;
    }

    private static Tensor at(int step, String name, Schedule schedule) {
        return Arguments.nonNull("schedule " + name, schedule.at(step), "value of step " + step);
    }

    private List<GroupValues> byGroup(String what, Overrides<R> overrides) {
        Map<String, List<Tensor>> given = overrides.asMap();
        if (given.isEmpty()) {
            return Collections.nCopies(groups.size(), GroupValues.NONE);
        }
        Set<String> names = names();
        List<GroupValues> byGroup = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < groups.size(); i++) {
            Map<String, Tensor> shared = new LinkedHashMap<>();
            Map<String, List<Tensor>> each = new LinkedHashMap<>();
            int size = groups.get(i).params().size();
            for (Map.Entry<String, List<Tensor>> entry : given.entrySet()) {
                String name = entry.getKey();
                List<Tensor> values = entry.getValue();
                if (overrides.isByParameter(name)) {
                    checkParameters(what, name, values.size(), names);
                    each.put(name, values.subList(before, before + size));
                } else {
                    checkName(what, name, values.size(), names, groups.size());
                    shared.put(name, values.get(values.size() == 1 ? 0 : i));
                }
            }
            before += size;
            byGroup.add(new GroupValues(shared, each));
        }
        for (int i = 0; i < groups.size(); i++) {
            check(what, i, byGroup.get(i));
        }
        return byGroup;
    }

    private void check(String what, int group, GroupValues values) {
        R rule = groups.get(group).rule();
        for (TreeKey<R, ?> key : treeKeys) {
            checkWhole(key, rule, values.shared().keySet());
        }
        if (values.differ() && rule instanceof JointRule) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s %s: each parameter has its own, but %s moves all of group %d"
                                    + " together; give one for the group",
                            what, values.each().keySet(), rule.getClass().getSimpleName(), group));
        }
        for (int j = 0; j < groups.get(group).params().size(); j++) {
            Map<String, Tensor> own = values.of(j);
            for (Key<R> key : keys) {
                Tensor value = own.get(key.name());
                if (value != null && value.rank() > 0 && key.isIn(rule)) {
                    checkShape(what, key, value, group, j);
                }
            }
        }
    }

    private void checkParameters(String what, String name, int count, Set<String> known) {
        int parameters = groups.stream().mapToInt(group -> group.params().size()).sum();
        checkName(what, name, 1, known, groups.size());
        if (count != parameters) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s %s: %d values for %d parameters, where a tensor that is there twice"
                                    + " counts once; give one for each, group after group, and a"
                                    + " dup() of one that is shared",
                            what, name, count, parameters));
        }
    }

    /** Checks the name and the number of what is said about a hyperparameter. */
    private static void checkName(
            String what, String name, int count, Set<String> known, int groups) {
        if (!known.contains(name)) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s %s: no such hyperparameter;%s this optimizer has %s",
                            what, name, Spelling.hint(name, known), known));
        }
        if (count != 1 && count != groups) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s %s: %d values for %d %s; give one, or one for each group",
                            what, name, count, groups, groups == 1 ? "group" : "groups"));
        }
    }

    /** A part of a module with its own weights and a part with others is likely a mistake. */
    private static <R extends UpdateRule<?>> void checkWhole(
            TreeKey<R, ?> key, R rule, Set<String> overridden) {
        Set<String> own = key.tensorsOf(rule).keySet();
        Set<String> given = new LinkedHashSet<>(overridden);
        given.removeIf(path -> !path.equals(key.name()) && !path.startsWith(key.name() + "."));
        if (!given.isEmpty() && !given.equals(own)) {
            throw new IllegalArgumentException(
                    String.format(
                            "override %s: given are %s, but it has %s; override it as a whole, with"
                                    + " parameters of the same structure",
                            key, given, own));
        }
    }

    /** Each of the group's weights has to keep its shape. */
    private void checkShape(String what, Key<R> key, Tensor value, int group, int parameter) {
        int[] shape = groups.get(group).params().get(parameter).shape();
        if (!Shapes.canBroadcast(value.shape(), shape)
                || !Arrays.equals(Shapes.broadcast(value.shape(), shape), shape)) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s %s: %s does not broadcast to %s, the shape of parameter %d of group"
                                    + " %d; give a scalar, or what fits all weights of the group,"
                                    + " or one for each parameter",
                            what,
                            key.name(),
                            Arrays.toString(value.shape()),
                            Arrays.toString(shape),
                            parameter,
                            group));
        }
    }

    /** Everything that an override or a schedule can name. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        keys.forEach(key -> names.add(key.name()));
        for (TreeKey<R, ?> key : treeKeys) {
            groups.forEach(group -> names.addAll(key.tensorsOf(group.rule()).keySet()));
        }
        return names;
    }
}
