package org.higher.optim.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.internal.testing.FiniteDifferences;
import org.higher.nn.RandomScope;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.Key;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.Settings;
import org.higher.optim.TreeKey;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Compares an update rule with its differentiable version by running both; for a test of your own
 * rule.
 *
 * <pre>{@code
 * RuleCheck.check(new Decaying(0.1, 0.5));
 * }</pre>
 *
 * <p>Several steps of weights of several shapes must be the same, to the last bit, and with
 * hyperparameters overridden by their own values but for rounding; the derivatives of a loss after
 * them, by the initial weights and by every hyperparameter, must be those that differences of the
 * rule itself give. For these, the rule is made again with other numbers: a record by its own
 * constructor, another class by the constructor that makes the same rule of what is in its fields.
 * Where there is none, give a function to {@link #check(Function, double...)}, as otherwise what a
 * constructor computes is not checked. A rule that cuts a gradient on purpose, by {@code detach()},
 * does not pass. The rule is as it was afterwards; tensors of its own have been assigned.
 *
 * @param <R> the update rule
 */
public final class RuleCheck<R extends UpdateRule<?>> {
    private static final int STEPS = 4;

    /** Steps of differences, in units of a hyperparameter. */
    private static final double[] NEAR = {1e-3, 1e-4, 1e-6, 1e-8};

    private final R rule;
    private final Function<double[], Optional<R>> maker;
    private final DType dtype;
    private final List<Tensor> start;
    private final List<Key<R>> keys;
    private final List<TreeKey<R, ?>> treeKeys;

    /**
     * A check.
     *
     * @param like tensors of the shapes and the element type that weights are to have
     * @param maker a rule from the numbers of its keys, in declaration order; empty where they are
     *     out of range, or no rule can be made
     */
    private RuleCheck(List<Tensor> like, R rule, Function<double[], Optional<R>> maker) {
        this.rule = rule;
        this.maker = maker;
        this.dtype = like.get(0).dtype();
        this.start = SmoothProblem.values(like);
        DifferentiableOptimizer<R> optimizer = Optimizers.create(start, rule);
        this.keys = optimizer.keys();
        this.treeKeys = optimizer.treeKeys();
    }

    /**
     * Checks a rule on weights of shapes [3], [2, 3] and [1].
     *
     * @throws AssertionError if something differs, saying what and by how much
     * @throws IllegalArgumentException if the rule has no differentiable version
     * @throws IllegalStateException if the rule itself takes other steps the second time, or its
     *     steps are not finite
     */
    public static <R extends UpdateRule<?>> void check(R rule) {
        check(weights(rule), rule);
    }

    /**
     * As {@link #check(UpdateRule)}, on other weights.
     *
     * @param like tensors of the shapes and the element type that weights may have
     */
    public static <R extends UpdateRule<?>> void check(List<Tensor> like, R rule) {
        List<Key<R>> keys = Optimizers.create(like, rule).keys();
        new RuleCheck<>(like, rule, new RuleMaker<>(rule, keys)::make).run();
    }

    /**
     * As {@link #check(UpdateRule)}, of a rule that is made from its numbers.
     *
     * <pre>{@code
     * RuleCheck.check(x -> new Warm(x[0], x[1], 100), 0.1, 0.9);
     * }</pre>
     *
     * @param maker makes the rule from the values of its {@code @Trainable} numbers, in the order
     *     in which they are declared
     */
    public static <R extends UpdateRule<?>> void check(
            Function<double[], R> maker, double... numbers) {
        R rule = maker.apply(numbers);
        new RuleCheck<>(weights(rule), rule, v -> attempt(() -> maker.apply(v))).run();
    }

    /** Nothing, if a value is out of the range that the rule's constructor checks. */
    static <T> Optional<T> attempt(Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Double precision, unless the rule's own tensors have another. */
    private static <R extends UpdateRule<?>> List<Tensor> weights(R rule) {
        DType dtype =
                Optimizers.create(List.of(Tensor.scalar(0, DType.FLOAT64)), rule)
                        .treeKeys()
                        .stream()
                        .flatMap(key -> key.tensorsOf(rule).values().stream())
                        .filter(t -> t.rank() > 0)
                        .map(Tensor::dtype)
                        .findFirst()
                        .orElse(DType.FLOAT64);
        return List.of(Tensor.zeros(dtype, 3), Tensor.zeros(dtype, 2, 3), Tensor.zeros(dtype, 1));
    }

    private void run() {
        checkRepeatable();
        checkSteps(start, Overrides.none(), 0, "");
        if (dtype == DType.FLOAT64 && treeKeys.isEmpty()) {
            List<Tensor> narrow =
                    start.stream().map(w -> SmoothProblem.leaf(w.to(DType.FLOAT32))).toList();
            checkSteps(narrow, Overrides.none(), 0, " of FLOAT32");
        }
        checkWeights();
        for (int i = 0; i < keys.size(); i++) {
            checkNumber(i);
        }
        treeKeys.forEach(this::checkTree);
    }

    // ---- steps

    private void checkRepeatable() {
        double once = plain(rule, start).get(STEPS - 1).get(0).toDoubles()[0];
        double again = plain(rule, start).get(STEPS - 1).get(0).toDoubles()[0];
        if (once != again && !Double.isNaN(once)) {
            throw new IllegalStateException(
                    text("takes other steps the second time, so nothing can be compared")
                            + "; keep what changes in the state, and draw random numbers in a"
                            + " RandomScope");
        }
    }

    private void checkSteps(
            List<Tensor> from, Overrides<R> overrides, double tolerance, String what) {
        List<List<Tensor>> own = plain(rule, from);
        List<List<Tensor>> lifted = lifted(from, overrides);
        for (int t = 0; t < STEPS; t++) {
            for (int i = 0; i < from.size(); i++) {
                double[] a = own.get(t).get(i).toDoubles();
                double[] b = lifted.get(t).get(i).toDoubles();
                for (int j = 0; j < a.length; j++) {
                    if (!isNear(a[j], b[j], tolerance, tolerance)) {
                        throw new AssertionError(
                                text(
                                        String.format(
                                                "and its differentiable version differ%s after step"
                                                        + " %d, in weight %d of shape %s: %s by the"
                                                        + " rule, %s by the other",
                                                what,
                                                t + 1,
                                                j,
                                                Arrays.toString(from.get(i).shape()),
                                                a[j],
                                                b[j])));
                    }
                }
            }
        }
    }

    private List<List<Tensor>> plain(R rule, List<Tensor> from) {
        return drawing(
                () -> {
                    List<Tensor> weights = from.stream().map(SmoothProblem::leaf).toList();
                    Optimizer<R> optimizer = Optimizer.of(weights, rule);
                    List<List<Tensor>> steps = new ArrayList<>();
                    for (int t = 0; t < STEPS; t++) {
                        optimizer.step(Grad.grad(SmoothProblem.loss(weights, t), weights));
                        steps.add(weights.stream().map(Tensor::detach).toList());
                    }
                    return steps;
                });
    }

    private List<List<Tensor>> lifted(List<Tensor> from, Overrides<R> overrides) {
        return drawing(
                () -> {
                    DifferentiableOptimizer<R> optimizer =
                            Optimizers.differentiable(
                                    Settings.of(from, rule).withOverrides(overrides));
                    List<List<Tensor>> steps = new ArrayList<>();
                    List<Tensor> weights = from;
                    for (int t = 0; t < STEPS; t++) {
                        weights = optimizer.step(SmoothProblem.loss(weights, t), weights);
                        steps.add(weights);
                    }
                    return steps;
                });
    }

    @SuppressWarnings("try") // layers find the scope
    private static <T> T drawing(Supplier<T> run) {
        try (RandomScope draws = RandomScope.open(1)) {
            return run.get();
        }
    }

    // ---- derivatives

    private double outer(R rule, List<Tensor> from) {
        return SmoothProblem.loss(plain(rule, from).get(STEPS - 1), STEPS).item();
    }

    private Tensor outer(Overrides<R> overrides, List<Tensor> from) {
        return SmoothProblem.loss(lifted(from, overrides).get(STEPS - 1), STEPS);
    }

    private void checkWeights() {
        List<Tensor> directions = SmoothProblem.directions(start);
        List<Tensor> gradients = Grad.of(outer(Overrides.none(), start)).with(start).orZeros();
        double derivative = SmoothProblem.inner(gradients, directions);
        compare(
                "initial weights",
                derivative,
                false,
                1,
                h -> Optional.of(outer(rule, SmoothProblem.moved(start, directions, h))));
    }

    private void checkNumber(int i) {
        Key<R> key = keys.get(i);
        double value = key.of(rule);
        Tensor learned = SmoothProblem.leaf(Tensor.scalar(value, DType.FLOAT64));
        Overrides<R> overrides = Overrides.of(key, learned);
        double tolerance = dtype == DType.FLOAT64 ? 1e-9 : 1e-4;
        checkSteps(
                start,
                overrides,
                tolerance,
                " with " + key.name() + " overridden by its own value");
        double derivative =
                Grad.of(outer(overrides, start)).with(List.of(learned)).orZero(0).item();
        double[] values = keys.stream().mapToDouble(k -> k.of(rule)).toArray();
        boolean canMake = isMade(i, values, NEAR[0]) || isMade(i, values, -NEAR[0]);
        compare(
                key.name(),
                derivative,
                isNarrow(i, values),
                Math.max(1e-2, Math.abs(value)),
                h -> {
                    double[] shifted = values.clone();
                    shifted[i] += h;
                    return canMake
                            ? maker.apply(shifted).map(other -> outer(other, start))
                            : Optional.of(overridden(key, shifted[i]));
                });
    }

    /** Whether there is a rule with a number that is moved; some exclude each other. */
    private boolean isMade(int i, double[] values, double h) {
        double[] shifted = values.clone();
        shifted[i] += h * Math.max(1e-2, Math.abs(values[i]));
        return maker.apply(shifted).isPresent();
    }

    /** Whether a number is rounded to a float. */
    private boolean isNarrow(int i, double[] values) {
        double[] shifted = values.clone();
        shifted[i] += 1e-9 * Math.max(1e-2, Math.abs(values[i]));
        return maker.apply(shifted).filter(r -> keys.get(i).of(r) != shifted[i]).isPresent();
    }

    /** For a rule that cannot be made again: by the differentiable one. */
    private double overridden(Key<R> key, double value) {
        Overrides<R> other = Overrides.of(key, Tensor.scalar(value, DType.FLOAT64));
        return outer(other, start).item();
    }

    private <T> void checkTree(TreeKey<R, T> key) {
        Map<Tensor, Tensor> copies = new IdentityHashMap<>();
        T value =
                key.replace(
                        key.of(rule),
                        (path, own) ->
                                copies.computeIfAbsent(own, t -> SmoothProblem.leaf(t.detach())));
        Overrides<R> overrides = Overrides.of(key, value);
        List<Tensor> own = List.copyOf(copies.keySet());
        List<Tensor> learned = own.stream().map(copies::get).toList();
        List<Tensor> gradients = Grad.of(outer(overrides, start)).with(learned).orZeros();
        for (Tensor t : own) {
            if (t.isLeaf()) {
                int i = own.indexOf(t);
                List<Tensor> direction = SmoothProblem.directions(List.of(t));
                double derivative = SmoothProblem.inner(List.of(gradients.get(i)), direction);
                compare(
                        pathOf(key, t),
                        derivative,
                        false,
                        1,
                        h -> Optional.of(outerWith(t, direction, h)));
            }
        }
    }

    private String pathOf(TreeKey<R, ?> key, Tensor tensor) {
        return key.tensorsOf(rule).entrySet().stream()
                .filter(e -> e.getValue() == tensor)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(key.name());
    }

    /** With one of the rule's own tensors moved, and put back. */
    private double outerWith(Tensor own, List<Tensor> direction, double h) {
        Tensor before = own.detach();
        try {
            own.assign(SmoothProblem.moved(List.of(own), direction, h).get(0).detach());
            return outer(rule, start);
        } finally {
            own.assign(before);
        }
    }

    /** Where a rule has a kink, the derivative of one side is as good as that of the other. */
    private void compare(
            String what,
            double derivative,
            boolean narrow,
            double unit,
            DoubleFunction<Optional<Double>> f) {
        boolean coarse = narrow || dtype != DType.FLOAT64;
        double tolerance = coarse ? 5e-2 : 1e-4;
        List<Double> differences = new ArrayList<>();
        for (double near : NEAR) {
            double h = (coarse ? 10 * near : near) * unit;
            differences.addAll(FiniteDifferences.at(h, f));
        }
        if (differences.isEmpty()) {
            throw new IllegalStateException(
                    text("has no finite differences by " + what + ", so nothing can be compared")
                            + "; give numbers from the middle of their range");
        }
        if (differences.stream().noneMatch(d -> isNear(derivative, d, tolerance, tolerance / 10))) {
            throw new AssertionError(
                    text(
                            String.format(
                                    "loses a derivative: by %s it is %s, by differences of the rule"
                                            + " itself %s; in update, compute everything from the"
                                            + " hyperparameters and tensors themselves",
                                    what, derivative, differences.get(0))));
        }
    }

    private static boolean isNear(double a, double b, double relative, double absolute) {
        return a == b
                || Double.isNaN(a) && Double.isNaN(b)
                || Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)) + absolute;
    }

    private String text(String fact) {
        return "check: " + rule.getClass().getName() + " " + fact;
    }
}
