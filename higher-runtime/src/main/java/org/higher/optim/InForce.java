package org.higher.optim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final List<R> rules;

    /** Those that no step has overridden. */
    private final Map<String, List<Schedule>> schedules;

    /** By group. */
    private List<Map<String, Tensor>> overridden;

    private int steps;

    /**
     * Begins with nothing in force.
     *
     * @param rules of the groups
     */
    InForce(List<Key<R>> keys, List<TreeKey<R, ?>> treeKeys, List<R> rules) {
        this(keys, treeKeys, rules, Overrides.none(), Map.of(), 0);
    }

    /**
     * Begins with some hyperparameters overridden, and others scheduled.
     *
     * @param steps that were taken before: where schedules go on
     */
    InForce(
            List<Key<R>> keys,
            List<TreeKey<R, ?>> treeKeys,
            List<R> rules,
            Overrides<R> overrides,
            Map<String, List<Schedule>> schedules,
            int steps) {
        this.steps = steps;
        this.keys = keys;
        this.treeKeys = treeKeys;
        this.rules = rules;
        this.schedules = new LinkedHashMap<>(schedules);
        this.overridden = byGroup(overrides);
        schedules.forEach(
                (name, values) -> {
                    Overrides.check("schedule", name, values.size(), names(), rules.size());
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
        List<Map<String, Tensor>> byStep = byGroup(atStep);
        List<Map<String, Tensor>> bySchedule = byGroup(scheduled());
        List<Map<String, Tensor>> values = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
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
            now =
                    now.with(
                            entry.getKey(),
                            entry.getValue().stream().map(s -> s.at(steps)).toList());
        }
        return now;
    }

    private List<Map<String, Tensor>> byGroup(Overrides<R> overrides) {
        List<Map<String, Tensor>> byGroup = overrides.byGroup(names(), rules.size());
        for (int i = 0; i < rules.size(); i++) {
            for (TreeKey<R, ?> key : treeKeys) {
                key.checkWhole(rules.get(i), byGroup.get(i).keySet());
            }
        }
        return byGroup;
    }

    /** Everything that an override or a schedule can name. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        keys.forEach(key -> names.add(key.name()));
        for (TreeKey<R, ?> key : treeKeys) {
            rules.forEach(rule -> names.addAll(key.tensorsOf(rule).keySet()));
        }
        return names;
    }
}
