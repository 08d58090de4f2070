package org.higher.optim;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.higher.annotations.support.GeneratedName;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Differentiable optimizers: the registry, and what makes them. */
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
        DifferentiableOptimizer<R> create(Settings<R> settings);
    }

    /** The differentiable version of an optimizer: second order, nothing overridden. */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R> differentiable(
            List<Tensor> params, Optimizer<R> optimizer) {
        return differentiable(Settings.of(params, optimizer));
    }

    /**
     * The differentiable version of an optimizer.
     *
     * <p>It is looked up by the exact class of the optimizer's rule: among those registered, or
     * else by the name that the processor gives, {@code DifferentiableSgd} beside {@code Sgd}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R> differentiable(
            Settings<R> settings) {
        Class<R> rule = settings.optimizer().ruleType();
        return factory(rule).orElseThrow(() -> noneFor(rule)).create(settings);
    }

    /**
     * A differentiable optimizer without a plain one to start from.
     *
     * <p>For groups and other settings, give {@link #differentiable(Settings)} those of {@link
     * Settings#of(List, List)}.
     *
     * @param params what it will step, say the weights of a fast model, or tensors of the same
     *     shapes; they need not be leaves
     */
    public static <R extends UpdateRule<?>> DifferentiableOptimizer<R> create(
            List<Tensor> params, R rule) {
        return differentiable(Settings.of(params, rule));
    }

    /**
     * Every hyperparameter of an optimizer as a new trainable tensor, one for each group.
     *
     * <p>They have the optimizer's present values, numbers in double precision. Switches, such as
     * {@code nesterov}, are not among them.
     */
    public static <R extends UpdateRule<?>> Overrides<R> trainable(Optimizer<R> optimizer) {
        Overrides<R> all = Overrides.none();
        DifferentiableOptimizer<R> differentiable = differentiable(optimizer.params(), optimizer);
        for (Key<R> key : differentiable.keys()) {
            List<Tensor> values = new ArrayList<>();
            for (ParamGroup<R> group : optimizer.groups()) {
                values.add(Tensor.parameter(Tensor.scalar(key.of(group.rule()), DType.FLOAT64)));
            }
            all = all.withEach(key, values);
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
        DifferentiableOptimizer<R> maker = differentiable(optimizer.params(), optimizer);
        optimizer.adopt(maker.rules(overrides));
    }

    /**
     * Says how optimizers of a rule are made differentiable; replaces what was said before.
     *
     * <p>For optimizers that are written by hand: generated ones register themselves.
     */
    public static <R extends UpdateRule<?>> void register(Class<R> rule, Factory<R> factory) {
        FACTORIES.get(rule).set(factory);
    }

    /** As {@link #register}, unless the rule is registered. */
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
            Class.forName(GeneratedName.OPTIMIZER.of(rule), true, rule.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
        return registered(rule);
    }

    @SuppressWarnings("unchecked") // register() puts a Factory<R> under a Class<R>
    private static <R extends UpdateRule<?>> Optional<Factory<R>> registered(Class<R> rule) {
        return Optional.ofNullable((Factory<R>) FACTORIES.get(rule).get());
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
                        + GeneratedName.OPTIMIZER.of(rule)
                        + "); annotate its hyperparameters @Trainable and compile it with"
                        + " higher-processor, or call Optimizers.register");
    }
}
