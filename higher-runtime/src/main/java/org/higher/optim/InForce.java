package org.higher.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.higher.internal.Arguments;
import org.higher.internal.backend.Shapes;
import org.higher.tensor.Tensor;

/**
 * The tensors that stand in for a differentiable optimizer's hyperparameters, step by step.
 *
 * <p>What a step overrides stays in force, over what was scheduled, over what was overridden when
 * the optimizer was made. A step first asks for its {@link #values}, and {@linkplain #commit
 * commits} them when it has succeeded.
 */
final class InForce<R extends UpdateRule<?>> {
    private final List<Key<R>> keys;
    private final List<TreeKey<R, ?>> treeKeys;
    private final List<ParamGroup<R>> groups;

    /** Those that no step has overridden. */
    private final Map<String, List<Schedule>> schedules;

    /** By group. */
    private List<Map<String, Tensor>> overridden;

    private int steps;

    /**
     * Begins with nothing in force.
     *
     * @param groups with the weights that values have to broadcast to
     */
    InForce(List<Key<R>> keys, List<TreeKey<R, ?>> treeKeys, List<ParamGroup<R>> groups) {
        this(keys, treeKeys, groups, Overrides.none(), Map.of(), 0);
    }

    /**
     * Begins with some hyperparameters overridden, and others scheduled.
     *
     * @param steps that were taken before: where schedules go on
     */
    InForce(
            List<Key<R>> keys,
            List<TreeKey<R, ?>> treeKeys,
            List<ParamGroup<R>> groups,
            Overrides<R> overrides,
            Map<String, List<Schedule>> schedules,
            int steps) {
        this.steps = steps;
        this.keys = keys;
        this.treeKeys = treeKeys;
        this.groups = groups;
        this.schedules = new LinkedHashMap<>(schedules);
        this.overridden = byGroup("override", overrides);
        schedules.forEach(
                (name, values) -> {
                    Overrides.check("schedule", name, values.size(), names(), groups.size());
                    if (overrides.asMap().containsKey(name)) {
                        throw new IllegalArgumentException(
                                "schedule "
                                        + name
                                        + ": it is overridden as well; choose one of the two");
                    }
                });
    }

    /**
     * What is in force at the next step, by group.
     *
     * @throws IllegalArgumentException if the step's overrides don't fit
     */
    List<Map<String, Tensor>> values(Overrides<R> atStep) {
        List<Map<String, Tensor>> byStep = byGroup("override", atStep);
        List<Map<String, Tensor>> bySchedule = byGroup("schedule", scheduled());
        List<Map<String, Tensor>> values = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Map<String, Tensor> ofGroup = new HashMap<>(overridden.get(i));
            ofGroup.putAll(bySchedule.get(i));
            ofGroup.putAll(byStep.get(i));
            values.add(ofGroup);
        }
        return values;
    }

    /** The step was taken. */
    void commit(List<Map<String, Tensor>> values, Overrides<R> atStep) {
        overridden = values;
        schedules.keySet().removeAll(atStep.asMap().keySet());
        steps++;
    }

    /** How many steps were taken, those before included. */
    int steps() {
        return steps;
    }

    private Overrides<R> scheduled() {
        Overrides<R> now = Overrides.none();
        for (Map.Entry<String, List<Schedule>> entry : schedules.entrySet()) {
            String name = entry.getKey();
            now = now.with(name, entry.getValue().stream().map(s -> now(name, s)).toList());
        }
        return now;
    }

    private Tensor now(String name, Schedule schedule) {
        return Arguments.nonNull("schedule " + name, schedule.at(steps), "value of step " + steps);
    }

    private List<Map<String, Tensor>> byGroup(String what, Overrides<R> overrides) {
        List<Map<String, Tensor>> byGroup = overrides.byGroup(names(), groups.size());
        for (int i = 0; i < groups.size(); i++) {
            for (TreeKey<R, ?> key : treeKeys) {
                key.checkWhole(groups.get(i).rule(), byGroup.get(i).keySet());
            }
            for (Key<R> key : keys) {
                Tensor value = byGroup.get(i).get(key.name());
                if (value != null) {
                    checkShape(what, key, value, i);
                }
            }
        }
        return byGroup;
    }

    /** Each of the group's weights has to keep its shape. */
    private void checkShape(String what, Key<R> key, Tensor value, int group) {
        List<Tensor> params = groups.get(group).params();
        for (int j = 0; j < params.size() && value.rank() > 0; j++) {
            int[] shape = params.get(j).shape();
            if (!Shapes.canBroadcast(value.shape(), shape)
                    || !Arrays.equals(Shapes.broadcast(value.shape(), shape), shape)) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s %s: %s does not broadcast to %s, the shape of parameter %d of"
                                        + " group %d; give a scalar, or what fits all weights of"
                                        + " the group",
                                what,
                                key.name(),
                                Arrays.toString(value.shape()),
                                Arrays.toString(shape),
                                j,
                                group));
            }
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
