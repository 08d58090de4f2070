package org.higher.optim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.higher.tensor.Tensor;

/** The differentiable version of each update rule. */
public final class Optimizers {
    private static final Map<Class<?>, Factory<?>> FACTORIES = new ConcurrentHashMap<>();

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
        return differentiable(new Settings<>(optimizer, params, overrides, callback, mode));
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
     * Says how optimizers of a rule are made differentiable; replaces what was said before.
     *
     * <p>For rules written by hand: generated ones register themselves.
     */
    public static <R extends UpdateRule<?>> void register(Class<R> rule, Factory<R> factory) {
        FACTORIES.put(rule, factory);
    }

    /** As {@link #register}, unless the rule is registered: what generated classes call. */
    public static <R extends UpdateRule<?>> void registerIfAbsent(
            Class<R> rule, Factory<R> factory) {
        FACTORIES.putIfAbsent(rule, factory);
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
        return Optional.ofNullable((Factory<R>) FACTORIES.get(rule));
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
