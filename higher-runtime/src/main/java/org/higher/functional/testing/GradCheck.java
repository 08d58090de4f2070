package org.higher.functional.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.higher.array.DType;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.testing.FiniteDifferences;
import org.higher.nn.RandomScope;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Compares gradients with differences of values, and second derivatives with differences of
 * gradients, in double precision; for a test of your own loss.
 *
 * <pre>{@code
 * GradCheck.check(net.params(), p -> mse(net.forward(p, x), y));
 * }</pre>
 *
 * <p>The parameters are converted to FLOAT64; what else the function uses, such as {@code x} and
 * {@code y}, must have that type already. Each parameter is moved along random directions, so that
 * every element of it counts. Near a kink, as that of a ReLU, differences of several sizes are
 * taken, and the closest counts. Layers that draw random numbers draw the same ones each time.
 */
public final class GradCheck {
    private static final double[] SIZES = {1e-3, 1e-4, 1e-5, 1e-6};
    private static final double RELATIVE = 1e-5;

    /** What is lost by rounding where a derivative is small beside the values. */
    private static final double ABSOLUTE = 1e-9;

    private final Function<List<Tensor>, Tensor> function;
    private final List<String> names;
    private final List<Tensor> at;
    private final List<List<Tensor>> directions = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** A derivative along a direction, and the closest difference. */
    private record Row(String name, int order, double derivative, double difference, double scale) {
        boolean agrees() {
            double size = Math.max(Math.abs(derivative), Math.abs(difference));
            return Math.abs(derivative - difference) <= RELATIVE * size + ABSOLUTE * scale;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-40s order %d  derivative %.9g  difference %.9g  %s",
                    name,
                    order,
                    derivative,
                    difference,
                    agrees() ? "ok" : "WRONG");
        }
    }

    private GradCheck(
            Function<List<Tensor>, Tensor> function, List<String> names, List<Tensor> at) {
        this.function = function;
        this.names = names;
        this.at = at.stream().map(t -> t.detach().to(DType.FLOAT64)).toList();
        SplittableRandom random = new SplittableRandom(1);
        for (int order = 1; order <= 2; order++) {
            directions.add(
                    this.at.stream()
                            .map(t -> Tensor.normal(random, DType.FLOAT64, t.shape()))
                            .toList());
        }
    }

    /**
     * Checks a loss of a model's parameters, to second order.
     *
     * @param tree the parameters, and the buffers, at which derivatives are taken
     * @param loss a scalar computed from a tree like it
     * @throws AssertionError if a derivative differs, with a line for every parameter
     * @throws IllegalArgumentException if the loss is no scalar of FLOAT64
     * @throws IllegalStateException if the function has another value the second time
     */
    public static <P extends ParamTree> void check(P tree, Function<? super P, Tensor> loss) {
        P wide = Params.to(tree, DType.FLOAT64);
        new GradCheck(
                        leaves -> loss.apply(Params.unflatten(wide, leaves)),
                        List.copyOf(Params.named(tree).keySet()),
                        Params.flatten(tree))
                .run();
    }

    /**
     * Checks a function of tensors, to second order; see {@link #check(ParamTree, Function)}.
     *
     * @param at where derivatives are taken
     * @param function a scalar computed from tensors of the same shapes
     */
    public static void check(List<Tensor> at, Function<? super List<Tensor>, Tensor> function) {
        if (at.isEmpty()) {
            throw new IllegalArgumentException(
                    "GradCheck: there is nothing to differentiate by; give a tensor");
        }
        Map<String, Tensor> named = new LinkedHashMap<>();
        Set<Tensor> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor t : at) {
            if (!distinct.add(t)) {
                throw new IllegalArgumentException(
                        "GradCheck: a tensor is given twice; give each once, and use it twice in"
                                + " the function");
            }
            named.put("input " + named.size(), t);
        }
        new GradCheck(function::apply, List.copyOf(named.keySet()), at).run();
    }

    private void run() {
        checkRepeatable();
        for (int i = 0; i < at.size(); i++) {
            compare(i, 1, this::value, gradients(at, false));
        }
        List<Tensor> second = gradients(at, true);
        for (int i = 0; i < at.size(); i++) {
            compare(i, 2, this::slope, second);
        }
        if (!rows.stream().allMatch(Row::agrees)) {
            StringBuilder report = new StringBuilder("GradCheck: a derivative is not that of the");
            report.append(" function's values; detach(), item() and numbers computed outside of");
            report.append(" tensors cut it\n");
            rows.forEach(row -> report.append(row).append('\n'));
            throw new AssertionError(report.toString());
        }
    }

    private void checkRepeatable() {
        double once = value(at);
        double again = value(at);
        if (Double.compare(once, again) != 0) {
            throw new IllegalStateException(
                    "GradCheck: the function is "
                            + once
                            + " the first time and "
                            + again
                            + " the second, so nothing can be compared; keep what changes out of"
                            + " it, and draw random numbers in layers");
        }
    }

    private void compare(
            int i, int order, ToDoubleFunction<List<Tensor>> f, List<Tensor> gradients) {
        Tensor direction = directions.get(order - 1).get(i);
        double derivative = gradients.get(i).dot(direction).item();
        List<Double> differences = new ArrayList<>();
        for (double size : SIZES) {
            differences.addAll(
                    FiniteDifferences.at(
                            size, h -> Optional.of(f.applyAsDouble(moved(i, direction, h)))));
        }
        double closest =
                differences.stream()
                        .reduce(
                                (a, b) ->
                                        Math.abs(a - derivative) <= Math.abs(b - derivative)
                                                ? a
                                                : b)
                        .orElse(Double.NaN);
        double scale = Math.max(1, Math.abs(f.applyAsDouble(at)));
        rows.add(new Row(names.get(i), order, derivative, closest, scale));
    }

    private List<Tensor> moved(int i, Tensor direction, double h) {
        List<Tensor> moved = new ArrayList<>(at);
        moved.set(i, at.get(i).add(direction.mul(h)));
        return moved;
    }

    private double value(List<Tensor> where) {
        return loss(where).item();
    }

    /** The gradient along the first directions. */
    private double slope(List<Tensor> where) {
        return slopeOf(leaves(where), false).item();
    }

    private Tensor slopeOf(List<Tensor> leaves, boolean graph) {
        Tensor loss = loss(leaves);
        if (!loss.requiresGrad()) {
            return Tensor.scalar(0, DType.FLOAT64);
        }
        Grad grad = Grad.of(loss);
        List<Tensor> first = (graph ? grad.createGraph() : grad).with(leaves).orZeros();
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (int i = 0; i < first.size(); i++) {
            sum = sum.add(first.get(i).mul(directions.get(0).get(i)).sum());
        }
        return sum;
    }

    private List<Tensor> gradients(List<Tensor> where, boolean second) {
        List<Tensor> leaves = leaves(where);
        Tensor of = second ? slopeOf(leaves, true) : loss(leaves);
        return of.requiresGrad()
                ? Grad.of(of).with(leaves).orZeros()
                : leaves.stream().map(Tensor::zerosLike).toList();
    }

    private static List<Tensor> leaves(List<Tensor> where) {
        return where.stream().map(t -> Tensor.parameter(t.detach())).toList();
    }

    @SuppressWarnings("try") // layers find the scope
    private Tensor loss(List<Tensor> where) {
        try (RandomScope draws = RandomScope.open(1)) {
            Tensor loss = function.apply(where);
            if (loss.rank() != 0 || loss.dtype() != DType.FLOAT64) {
                throw new IllegalArgumentException(
                        "GradCheck: the function returned "
                                + loss
                                + "; it must be a scalar of FLOAT64: end it in a mean or sum, and"
                                + " convert inputs and targets by to(DType.FLOAT64)");
            }
            return loss;
        }
    }
}
