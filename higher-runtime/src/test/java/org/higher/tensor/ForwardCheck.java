package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;

/**
 * Forward mode against central differences and against reverse mode, in float64 and by random
 * projection.
 *
 * <p>Then the same for the functions (x, v) -> J(x)v and (x, u) -> uᵀJ(x) that the two modes
 * define, and so on to the order wanted: at order three, every sequence of modes has been compared
 * with every other.
 */
public final class ForwardCheck {
    /** Near the cube root of the precision of a double, where a central difference is best. */
    private static final double STEP = 1e-5;

    private static final double TOLERANCE = 2e-7;

    /** Both modes are exact. */
    private static final double ROUNDING = 1e-11;

    private final RandomGenerator random = new SplittableRandom(7);

    /** Checks the derivatives of a function up to an order, at the given float64 inputs. */
    public static void check(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, int order) {
        new ForwardCheck().upTo(order, function, inputs, "");
    }

    private void upTo(
            int order, UnaryOperator<List<Tensor>> function, List<Tensor> inputs, String modes) {
        int count = inputs.size();
        List<Tensor> v = directions(inputs);
        List<Tensor> tangents = jvp(function, inputs, v);
        List<Tensor> u = directions(tangents);
        double exact = inner(tangents, u);
        double ahead = inner(function.apply(moved(inputs, v, STEP)), u);
        double behind = inner(function.apply(moved(inputs, v, -STEP)), u);
        double expected = (ahead - behind) / (2 * STEP);
        assertThat(exact)
                .as("forward after '%s'", modes)
                .isCloseTo(expected, Offset.offset(TOLERANCE * Math.max(10, Math.abs(expected))));
        double reverse = inner(vjp(function, inputs, u, false), v);
        assertThat(exact)
                .as("forward and reverse after '%s'", modes)
                .isCloseTo(reverse, Offset.offset(ROUNDING * Math.max(10, size(tangents, u))));
        if (order == 1) {
            return;
        }
        upTo(order - 1, xv -> jvp(function, xv, count), with(inputs, v), modes + " forward");
        upTo(
                order - 1,
                xu -> vjp(function, xu.subList(0, count), xu.subList(count, xu.size()), true),
                with(inputs, u),
                modes + " reverse");
        withoutGraph(function, inputs, u, modes);
    }

    /** Forward over reverse needs no graph of the gradients. */
    private void withoutGraph(
            UnaryOperator<List<Tensor>> function, List<Tensor> x, List<Tensor> u, String modes) {
        List<Tensor> v = directions(x);
        List<Tensor> lean = jvp(at -> vjp(function, at, u, false), x, v);
        List<Tensor> other = jvp(at -> vjp(function, at, u, true), x, v);
        for (int i = 0; i < lean.size(); i++) {
            assertThat(lean.get(i).requiresGrad()).isFalse();
            assertThat(lean.get(i).toDoubles())
                    .as("without a graph after '%s'", modes)
                    .isEqualTo(other.get(i).toDoubles());
        }
    }

    private static List<Tensor> jvp(
            UnaryOperator<List<Tensor>> function, List<Tensor> xv, int count) {
        return jvp(function, xv.subList(0, count), xv.subList(count, xv.size()));
    }

    private static List<Tensor> jvp(
            UnaryOperator<List<Tensor>> function, List<Tensor> x, List<Tensor> v) {
        ForwardMode.Result result = ForwardMode.jvp(function, x, v);
        List<Tensor> tangents = result.tangentsOrZeros();
        for (int i = 0; i < tangents.size(); i++) {
            assertThat(tangents.get(i).shape()).isEqualTo(result.values().get(i).shape());
        }
        return tangents;
    }

    private static List<Tensor> vjp(
            UnaryOperator<List<Tensor>> function, List<Tensor> at, List<Tensor> u, boolean graph) {
        // what is given may not require a gradient; differentiating needs it to
        List<Tensor> x = at.stream().map(t -> t.requiresGrad() ? t : Tensor.parameter(t)).toList();
        List<Tensor> outputs = function.apply(x);
        if (outputs.stream().noneMatch(Tensor::requiresGrad)) {
            return x.stream().map(Tensor::zerosLike).toList();
        }
        Grad grad = Grad.of(outputs.toArray(Tensor[]::new)).seeds(u.toArray(Tensor[]::new));
        return (graph ? grad.createGraph() : grad).with(x).orZeros();
    }

    private List<Tensor> directions(List<Tensor> like) {
        return like.stream().map(t -> Tensor.normal(random, DType.FLOAT64, t.shape())).toList();
    }

    private static List<Tensor> with(List<Tensor> a, List<Tensor> b) {
        List<Tensor> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static List<Tensor> moved(List<Tensor> x, List<Tensor> v, double by) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            moved.add(x.get(i).add(v.get(i).mul(by)));
        }
        return moved;
    }

    private static double inner(List<Tensor> a, List<Tensor> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i).shape()).isEqualTo(b.get(i).shape());
            sum += a.get(i).detach().dot(b.get(i)).item();
        }
        return sum;
    }

    /** How large the terms of an inner product are. */
    private static double size(List<Tensor> a, List<Tensor> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.get(i).detach().mul(b.get(i)).abs().sum().item();
        }
        return sum;
    }
}
