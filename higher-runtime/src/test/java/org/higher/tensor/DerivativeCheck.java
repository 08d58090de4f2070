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
 * Derivatives against central differences, in float64 and by random projection.
 *
 * <p>The Jacobian J of a function is checked as uᵀJv for random u and v. Then the same is done for
 * the function (x, u) -> uᵀJ(x) that the rules define, and so on to the order wanted.
 */
public final class DerivativeCheck {
    /** Near the cube root of the precision of a double, where a central difference is best. */
    private static final double STEP = 1e-5;

    private static final double TOLERANCE = 2e-7;

    private final RandomGenerator random = new SplittableRandom(7);

    /** Checks the derivatives of a function up to an order, at the given float64 inputs. */
    public static void check(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, int order) {
        new DerivativeCheck().upTo(order, function, inputs, 1);
    }

    private void upTo(
            int order, UnaryOperator<List<Tensor>> function, List<Tensor> inputs, int current) {
        if (current > order) {
            return;
        }
        List<Tensor> at = inputs.stream().map(Tensor::parameter).toList();
        List<Tensor> outputs = function.apply(at);
        List<Tensor> u = directions(outputs);
        List<Tensor> v = directions(inputs);

        double exact =
                outputs.stream().anyMatch(Tensor::requiresGrad)
                        ? inner(vjp(outputs, u, at, false), v)
                        : 0;
        double ahead = inner(function.apply(moved(inputs, v, STEP)), u);
        double behind = inner(function.apply(moved(inputs, v, -STEP)), u);
        double expected = (ahead - behind) / (2 * STEP);
        assertThat(exact)
                .as("derivative of order %d", current)
                .isCloseTo(expected, Offset.offset(TOLERANCE * Math.max(10, Math.abs(expected))));

        int count = inputs.size();
        List<Tensor> inputsAndU = new ArrayList<>(inputs);
        inputsAndU.addAll(u);
        upTo(
                order,
                xu -> {
                    // what is given may not require a gradient; differentiating needs it to
                    List<Tensor> x =
                            xu.subList(0, count).stream()
                                    .map(t -> t.requiresGrad() ? t : Tensor.parameter(t))
                                    .toList();
                    return vjp(function.apply(x), xu.subList(count, xu.size()), x, true);
                },
                inputsAndU,
                current + 1);
    }

    private static List<Tensor> vjp(
            List<Tensor> outputs, List<Tensor> u, List<Tensor> inputs, boolean createGraph) {
        if (outputs.stream().noneMatch(Tensor::requiresGrad)) {
            return inputs.stream().map(Tensor::zerosLike).toList();
        }
        Grad grad = Grad.of(outputs.toArray(Tensor[]::new)).seeds(u.toArray(Tensor[]::new));
        return (createGraph ? grad.createGraph() : grad).with(inputs).orZeros();
    }

    private List<Tensor> directions(List<Tensor> like) {
        return like.stream().map(t -> Tensor.normal(random, DType.FLOAT64, t.shape())).toList();
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
}
