package org.higher.optim;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The differentiable version of each update rule. */
public final class Optimizers {
    /** What was registered for a class, kept by the class itself, so that it can be unloaded. */
    private static final ClassValue<AtomicReference<@Nullable Factory<?>>> FACTORIES =
            new ClassValue<>() {
                @Override
                protected AtomicReference<@Nullable Factory<?>> computeValue(Class<?> rule) {
                    return new AtomicReference<>();
                }
            };

    private Optimizers() {}

    /** Makes a differentiable optimizer. */
    @FunctionalInterface
    public interface Factory<R extends UpdateRule<?>> {
        DifferentiableOptimizer<R, ?> create(Settings<R> settings);
    }

    /** The differentiable version of an optimizer: second order, nothing overridden. */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> differentiable(
            Optimizer<R> optimizer, List<Tensor> params) {
        return differentiable(Settings.of(optimizer, params));
    }

    /** As {@link #differentiable(Settings)}, with every setting given. */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> differentiable(
            Optimizer<R> optimizer,
            List<Tensor> params,
            Overrides<R> overrides,
            GradientCallback callback,
            GradientMode mode) {
        return differentiable(
                Settings.of(optimizer, params)
                        .withOverrides(overrides)
                        .withCallback(callback)
                        .withMode(mode));
    }

    /**
     * The differentiable version of an optimizer.
     *
     * <p>It is looked up by the exact class of the optimizer's rule: among those registered, or
     * else by the name that the processor gives, {@code DifferentiableSgd} beside {@code Sgd}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> differentiable(
            Settings<R> settings) {
        Class<R> rule = settings.optimizer().ruleType();
        return factory(rule).orElseThrow(() -> noneFor(rule)).create(settings);
    }

    /**
     * A differentiable optimizer without a plain one to start from.
     *
     * <p>For more settings use {@link Settings#of(UpdateRule, List)}.
     *
     * @param params what it will step, or tensors of the same shapes; they need not be leaves
     */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> create(
            R rule, List<Tensor> params) {
        return differentiable(Settings.of(rule, params));
    }

    /** As {@link #create(UpdateRule, List)}, for the weights of a fast model. */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> create(
            R rule, FastModel<?, ?> model) {
        return create(rule, model.weights());
    }

    /**
     * As {@link #create(UpdateRule, List)}, with groups of different settings.
     *
     * <p>Steps take the tensors of all groups, one group after the other.
     */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> create(
            List<ParamGroup<R>> groups) {
        return create(groups, groups.stream().flatMap(g -> g.params().stream()).toList());
    }

    /**
     * As {@link #create(UpdateRule, List)}, with groups of different settings.
     *
     * @param groups rules, each for some of the parameters
     * @param params what the optimizer will step, or tensors of the same shapes
     */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> create(
            List<ParamGroup<R>> groups, List<Tensor> params) {
        return differentiable(Settings.of(groups, params));
    }

    /** As {@link #create(List, List)}, for the weights of a fast model. */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R, ?> create(
            List<ParamGroup<R>> groups, FastModel<?, ?> model) {
        return create(groups, model.weights());
    }

    /**
     * Every hyperparameter of an optimizer as a new trainable tensor, one for each group.
     *
     * <p>They have the optimizer's present values, numbers in double precision. Switches, such as
     * {@code nesterov}, are not among them.
     */
    public static <R extends UpdateRule<?>> Overrides<R> trainable(Optimizer<R> optimizer) {
        Overrides<R> all = Overrides.none();
        DifferentiableOptimizer<R, ?> differentiable =
                differentiable(optimizer, optimizer.params());
        for (Key<R> key : differentiable.keys()) {
            List<Tensor> values = new ArrayList<>();
            for (ParamGroup<R> group : optimizer.groups()) {
                values.add(Tensor.parameter(Tensor.scalar(key.of(group.rule()), DType.FLOAT64)));
            }
            all = all.with(key.name(), values);
        }
        Map<Tensor, Tensor> copies = new IdentityHashMap<>();
        for (TreeKey<R, ?> key : differentiable.treeKeys()) {
            all = withCopies(all, key, optimizer, copies);
        }
        return all;
    }

    /** A tensor that is in several places, of one group or of several, stays one. */
    private static <R extends UpdateRule<?>, T> Overrides<R> withCopies(
            Overrides<R> overrides,
            TreeKey<R, T> key,
            Optimizer<R> optimizer,
            Map<Tensor, Tensor> copies) {
        List<T> values = new ArrayList<>();
        for (ParamGroup<R> group : optimizer.groups()) {
            values.add(
                    key.replace(
                            key.of(group.rule()),
                            (path, own) ->
                                    copies.computeIfAbsent(
                                            own, t -> Tensor.parameter(t.detach()))));
        }
        return overrides.withEach(key, values);
    }

    /**
     * Gives an optimizer learned hyperparameters for its own; those that are not named stay.
     *
     * <p>Its state stays, too. If anything does not fit, nothing is changed.
     *
     * @throws IllegalArgumentException if a name is unknown, there are neither one value nor as
     *     many as groups, a value is no single number, or a rule refuses it as out of range
     * @throws IllegalStateException if the differentiable version of the rule does not know how to
     *     make rules
     */
    public static <R extends UpdateRule<?>> void apply(
            Optimizer<R> optimizer, Overrides<R> overrides) {
        DifferentiableOptimizer<R, ?> maker = differentiable(optimizer, optimizer.params());
        optimizer.adopt(maker.rules(overrides, optimizer.groups()));
    }

    /**
     * Ranges a rule's differentiable version by running both; for a test of your own rule.
     *
     * <pre>{@code
     * Optimizers.check(new Decaying(0.1, 0.5));
     * }</pre>
     *
     * <p>Several steps of weights of several shapes must be the same, to the last bit, and with
     * hyperparameters overridden by their own values but for rounding; the derivatives of a loss
     * after them, by the initial weights and by every hyperparameter, must be those that
     * differences of the rule itself give. For these, the rule is made again with other numbers: a
     * record by its own constructor, another class by the constructor that makes the same rule of
     * what is in its fields. Where there is none, give a function to {@link #check(Function,
     * double...)}, as otherwise what a constructor computes is not checked. A rule that cuts a
     * gradient on purpose, by {@code detach()}, does not pass. The rule is as it was afterwards;
     * tensors of its own have been assigned.
     *
     * @param like tensors of the shapes and the element type that weights may have; without any,
     *     shapes [3], [2, 3] and [1] are tried
     * @throws AssertionError if something differs, saying what and by how much
     * @throws IllegalArgumentException if the rule has no differentiable version
     * @throws IllegalStateException if the rule itself takes other steps the second time, or its
     *     steps are not finite
     */
    public static <R extends UpdateRule<?>> void check(R rule, Tensor... like) {
        RuleCheck.run(rule, List.of(like));
    }

    /**
     * As {@link #check(UpdateRule, Tensor...)}, of a rule that is made from its numbers.
     *
     * <pre>{@code
     * Optimizers.check(x -> new Warm(x[0], x[1], 100), 0.1, 0.9);
     * }</pre>
     *
     * @param maker makes the rule from the values of its {@code @Trainable} numbers, in the order
     *     in which they are declared
     */
    public static <R extends UpdateRule<?>> void check(
            Function<double[], R> maker, double... numbers) {
        RuleCheck.run(maker, numbers);
    }

    /**
     * Says how optimizers of a rule are made differentiable; replaces what was said before.
     *
     * <p>For rules written by hand: generated ones register themselves.
     */
    public static <R extends UpdateRule<?>> void register(Class<R> rule, Factory<R> factory) {
        FACTORIES.get(rule).set(factory);
    }

    /** As {@link #register}, unless the rule is registered: what generated classes call. */
    public static <R extends UpdateRule<?>> void registerIfAbsent(
            Class<R> rule, Factory<R> factory) {
        FACTORIES.get(rule).compareAndSet(null, factory);
    }

    private static <R extends UpdateRule<?>> Optional<Factory<R>> factory(Class<R> rule) {
        Optional<Factory<R>> known = registered(rule);
        if (known.isPresent()) {
            return known;
        }
        try {
            Class.forName(generatedName(rule), true, rule.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
        return registered(rule);
    }

    @SuppressWarnings("unchecked") // register() puts a Factory<R> under a Class<R>
    private static <R extends UpdateRule<?>> Optional<Factory<R>> registered(Class<R> rule) {
        return Optional.ofNullable((Factory<R>) FACTORIES.get(rule).get());
    }

    /** {@code p.DifferentiableOuterInner} for {@code p.Outer.Inner}. */
    private static String generatedName(Class<?> rule) {
        StringBuilder names = new StringBuilder();
        for (Class<?> c = rule; c != null; c = c.getEnclosingClass()) {
            names.insert(0, c.getSimpleName());
        }
        String prefix = rule.getPackageName().isEmpty() ? "" : rule.getPackageName() + ".";
        return prefix + "Differentiable" + names;
    }

    private static IllegalArgumentException noneFor(Class<?> rule) {
        Class<?> parent = rule.getSuperclass();
        if (parent != null && UpdateRule.class.isAssignableFrom(parent)) {
            return new IllegalArgumentException(
                    rule.getName()
                            + ": no differentiable version, and that of its superclass "
                            + parent.getSimpleName()
                            + " would ignore what it overrides; write it as a rule of its own, or"
                            + " call Optimizers.register");
        }
        return new IllegalArgumentException(
                rule.getName()
                        + ": no differentiable version ("
                        + generatedName(rule)
                        + "); annotate its hyperparameters @Trainable and compile it with"
                        + " higher-processor, or call Optimizers.register");
    }
}
