package org.higher.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Overrides: tensors in place of the hyperparameters of an optimizer.
 *
 * <pre>{@code
 * Tensor lr = Tensor.parameter(Tensor.scalar(0.01));
 * Overrides<Sgd> learned = Overrides.of(DifferentiableSgd.LR, lr);
 * }</pre>
 *
 * <p>An entry holds one tensor for all groups of the optimizer, or one for each, or one for each
 * parameter; {@link Key#own} is for a group that keeps its own number. A tensor is a scalar, which
 * takes on the weights' element type, or has a shape that broadcasts against the weights; either
 * may have a value for each task (see {@link Tensor}). Values are used as they are: the range
 * checks of a rule's constructor are for its own numbers.
 *
 * <p>Immutable. Names are checked when the overrides are given to an optimizer.
 */
public final class Overrides<R extends UpdateRule<?>> {
    private final Map<String, List<Tensor>> values;

    /** The names of which there is a value for each parameter. */
    private final Set<String> byParameter;

    private Overrides(Map<String, List<Tensor>> values, Set<String> byParameter) {
        this.values = Collections.unmodifiableMap(values);
        this.byParameter = Set.copyOf(byParameter);
    }

    /** Nothing overridden. */
    public static <R extends UpdateRule<?>> Overrides<R> none() {
        return new Overrides<>(Map.of(), Set.of());
    }

    /**
     * One hyperparameter overridden: by one tensor for all groups, or by one for each.
     *
     * @param more values for further groups
     */
    public static <R extends UpdateRule<?>> Overrides<R> of(
            Key<R> key, Tensor value, Tensor... more) {
        return Overrides.<R>none().with(key, value, more);
    }

    /**
     * One hyperparameter overridden, with a list: one tensor for all groups, or one for each.
     *
     * @throws IllegalArgumentException if the list is empty
     */
    public static <R extends UpdateRule<?>> Overrides<R> ofEach(Key<R> key, List<Tensor> values) {
        return Overrides.<R>none().withEach(key, values);
    }

    /**
     * These overrides and one more; a key that was there is replaced.
     *
     * @param more values for further groups
     */
    public Overrides<R> with(Key<R> key, Tensor value, Tensor... more) {
        Arguments.nonNull("override", key, "key of a hyperparameter");
        return with(key.name(), value, more);
    }

    /**
     * As {@link #with(Key, Tensor, Tensor...)}, with a list: one value for all groups, or one for
     * each.
     *
     * @throws IllegalArgumentException if the list is empty
     */
    public Overrides<R> withEach(Key<R> key, List<Tensor> values) {
        Arguments.nonNull("override", key, "key of a hyperparameter");
        return withEach(key.name(), values);
    }

    /**
     * One hyperparameter overridden for each parameter by itself, without a group for each.
     *
     * <pre>{@code
     * FunctionalNet.Params rates = Params.map(net.params(), p -> Tensor.parameter(p.fullLike(0.01)));
     * Overrides.ofEachParameter(DifferentiableSgd.LR, rates.leaves())
     * }</pre>
     *
     * <p>With values of the shapes of the parameters, as here, each element has its own: Meta-SGD
     * (Li et al. 2017, arXiv 1707.09835).
     *
     * @param values one for each parameter of the optimizer, group after group; a tensor that is
     *     there twice counts once, as parameters do that are tied
     * @throws IllegalArgumentException if the list is empty
     */
    public static <R extends UpdateRule<?>> Overrides<R> ofEachParameter(
            Key<R> key, List<Tensor> values) {
        return Overrides.<R>none().withEachParameter(key, values);
    }

    /** These overrides and one more, as {@link #ofEachParameter} makes it. */
    public Overrides<R> withEachParameter(Key<R> key, List<Tensor> values) {
        Arguments.nonNull("override", key, "key of a hyperparameter");
        return withEachParameter(key.name(), values);
    }

    /** As {@link #withEachParameter(Key, List)}, by the hyperparameter's name. */
    public Overrides<R> withEachParameter(String name, List<Tensor> values) {
        checkGiven(name, values);
        Map<String, List<Tensor>> all = new LinkedHashMap<>(this.values);
        all.put(name, values.stream().distinct().toList());
        Set<String> names = new HashSet<>(byParameter);
        names.add(name);
        return new Overrides<>(all, names);
    }

    /** One tensor or module overridden, for all groups. */
    public static <R extends UpdateRule<?>, T> Overrides<R> of(TreeKey<R, T> key, T value) {
        return Overrides.<R>none().with(key, value);
    }

    /**
     * These overrides and one more, of a tensor, a module or a container of them.
     *
     * <pre>{@code
     * overrides.with(DifferentiableLearned.NET, Params.map(net.params(), Tensor::detach))
     * }</pre>
     *
     * <p>A module is overridden as a whole, tensor by tensor: {@link #asMap()} has an entry {@code
     * net.hidden.weight} for each. Buffers are not: those of the rule's own module are used.
     *
     * @param value has as many tensors as the rule's own value, in the same places
     */
    public <T> Overrides<R> with(TreeKey<R, T> key, T value) {
        return withEach(key, Collections.singletonList(value));
    }

    /** As {@link #with(TreeKey, Object)}, with a value for each group. */
    public <T> Overrides<R> withEach(TreeKey<R, T> key, List<T> values) {
        Arguments.nonNull("override", key, "key of a hyperparameter");
        checkGiven(key.name(), values);
        Map<String, List<Tensor>> byPath = new LinkedHashMap<>();
        for (T value : values) {
            key.tensors(value)
                    .forEach(
                            (path, tensor) ->
                                    byPath.computeIfAbsent(path, p -> new ArrayList<>())
                                            .add(tensor));
        }
        Overrides<R> all = this;
        checkSameStructure(key, values.size(), byPath);
        for (Map.Entry<String, List<Tensor>> entry : byPath.entrySet()) {
            all = all.withEach(entry.getKey(), entry.getValue());
        }
        return all;
    }

    private static void checkGiven(String name, List<?> values) {
        Arguments.nonNull("override", name, "name of a hyperparameter");
        Arguments.nonNull("override " + name, values, "list of values");
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "override " + name + ": no value; give one, or one for each group");
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                throw new IllegalArgumentException(
                        "override "
                                + name
                                + ": value "
                                + i
                                + " is null; a group that keeps its own number is given that, as"
                                + " key.own(rule)");
            }
        }
    }

    private static void checkSameStructure(
            TreeKey<?, ?> key, int values, Map<String, List<Tensor>> byPath) {
        if (byPath.values().stream().anyMatch(tensors -> tensors.size() != values)) {
            throw new IllegalArgumentException(
                    "override " + key + ": the values for the groups differ in structure");
        }
    }

    /** As {@link #with(Key, Tensor, Tensor...)}, by the hyperparameter's name. */
    public Overrides<R> with(String name, Tensor value, Tensor... more) {
        Arguments.nonNull("override " + name, more, "list of values");
        List<Tensor> values = new ArrayList<>(Collections.singletonList(value));
        values.addAll(Arrays.asList(more));
        return withEach(name, values);
    }

    /**
     * As {@link #withEach(Key, List)}, by the hyperparameter's name.
     *
     * @throws IllegalArgumentException if the list is empty
     */
    public Overrides<R> withEach(String name, List<Tensor> values) {
        checkGiven(name, values);
        Map<String, List<Tensor>> all = new LinkedHashMap<>(this.values);
        all.put(name, List.copyOf(values));
        Set<String> names = new HashSet<>(byParameter);
        names.remove(name);
        return new Overrides<>(all, names);
    }

    /** These overrides and others; of the same hyperparameter, the other value holds. */
    public Overrides<R> with(Overrides<R> others) {
        Arguments.nonNull("override", others, "overrides");
        Map<String, List<Tensor>> all = new LinkedHashMap<>(values);
        all.putAll(others.values);
        Set<String> names = new HashSet<>(byParameter);
        names.removeAll(others.values.keySet());
        names.addAll(others.byParameter);
        return new Overrides<>(all, names);
    }

    /** The values by name: one for all groups, one for each, or one for each parameter. */
    public Map<String, List<Tensor>> asMap() {
        return values;
    }

    /** Whether there is a value of a hyperparameter for each parameter, and not for each group. */
    public boolean isByParameter(String name) {
        return byParameter.contains(name);
    }

    @Override
    public String toString() {
        return "Overrides" + values;
    }
}
