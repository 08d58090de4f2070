package org.higher.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.functional.Spelling;
import org.higher.tensor.Tensor;

/**
 * Tensors in place of the hyperparameters of an optimizer.
 *
 * <pre>{@code
 * Tensor lr = Tensor.parameter(Tensor.scalar(0.01));
 * Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, lr);
 * }</pre>
 *
 * <p>An entry holds one tensor for all groups of the optimizer, or one for each. A tensor is a
 * scalar, which takes on the weights' element type, or has a shape that broadcasts against the
 * weights. Values are used as they are: the range checks of a rule's constructor are for its own
 * numbers.
 *
 * <p>Immutable. Names are checked when the overrides are given to an optimizer.
 */
public final class Overrides<R extends UpdateRule<?>> {
    private final Map<String, List<Tensor>> values;

    private Overrides(Map<String, List<Tensor>> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** Nothing overridden. */
    public static <R extends UpdateRule<?>> Overrides<R> none() {
        return new Overrides<>(Map.of());
    }

    /** One hyperparameter overridden: by one tensor, or by one for each group. */
    public static <R extends UpdateRule<?>> Overrides<R> of(Key<R> key, Tensor... values) {
        return Overrides.<R>none().with(key, values);
    }

    /** These overrides and one more; a key that was there is replaced. */
    public Overrides<R> with(Key<R> key, Tensor... values) {
        return with(key.name(), List.of(values));
    }

    /** As {@link #with(Key, Tensor...)}, by the hyperparameter's name. */
    public Overrides<R> with(String name, Tensor... values) {
        return with(name, List.of(values));
    }

    /**
     * As {@link #with(Key, Tensor...)}, by the hyperparameter's name.
     *
     * @throws IllegalArgumentException if there is no value
     */
    public Overrides<R> with(String name, List<Tensor> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "override " + name + ": no value; give one, or one for each group");
        }
        Map<String, List<Tensor>> all = new LinkedHashMap<>(this.values);
        all.put(name, List.copyOf(values));
        return new Overrides<>(all);
    }

    /** The values by name: one for all groups, or one for each. */
    public Map<String, List<Tensor>> asMap() {
        return values;
    }

    /**
     * The values of each group.
     *
     * @throws IllegalArgumentException if a name is none of the keys', or the number of values fits
     *     neither one nor the number of groups
     */
    List<Map<String, Tensor>> byGroup(List<Key<R>> keys, int groups) {
        List<Map<String, Tensor>> result = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            result.add(new LinkedHashMap<>());
        }
        values.forEach(
                (name, tensors) -> {
                    check("override", name, tensors.size(), keys, groups);
                    for (int i = 0; i < groups; i++) {
                        result.get(i).put(name, tensors.get(tensors.size() == 1 ? 0 : i));
                    }
                });
        return result;
    }

    /** Checks the name and the number of what is said about a hyperparameter. */
    static <R extends UpdateRule<?>> void check(
            String what, String name, int count, List<Key<R>> keys, int groups) {
        List<String> known = keys.stream().map(Key::name).toList();
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

    @Override
    public String toString() {
        return "Overrides" + values;
    }
}
