package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every generated optimizer")
class HypergradientTest {
    static Stream<Arguments> rules() {
        return Stream.of(
                rule("sgd", new Sgd(0.1)),
                rule("sgd, momentum", new Sgd(0.1).withMomentum(0.8)),
                rule("sgd, dampening", new Sgd(0.1).withMomentum(0.8).withDampening(0.3)),
                rule("sgd, nesterov", new Sgd(0.1).withMomentum(0.8).withNesterov(true)),
                rule("sgd, decay", new Sgd(0.1).withMomentum(0.5).withWeightDecay(0.05)),
                rule("adam", new Adam(0.05).withEps(1e-3)),
                rule("adam, betas", new Adam(0.05).withEps(1e-3).withBetas(0.7, 0.4)),
                rule("adam, zero betas", new Adam(0.05).withEps(1e-2).withBetas(0, 0)),
                rule("adam, decay", new Adam(0.05).withEps(1e-3).withWeightDecay(0.1)),
                rule("amsgrad", new Adam(0.05).withEps(1e-3).withBetas(0.6, 0.3).withAmsgrad(true)),
                rule("scheduled", new Awkward.Scheduled(0.05, 0.2, 0.4, 3)),
                rule("historic", new Awkward.Historic(0.05, 0.7, 2)),
                rule("switching", new Awkward.Switching(0.0625f, 0.5, Awkward.Mode.PLAIN)),
                rule("switching, half", new Awkward.Switching(0.0625f, 0.5, Awkward.Mode.HALF)),
                rule(
                        "switching, default",
                        new Awkward.Switching(0.0625f, 0.5, Awkward.Mode.SQUARED)));
    }

    private static Arguments rule(String name, UpdateRule<?> rule) {
        return Arguments.of(name, rule);
    }

    @ParameterizedTest(name = "{0}: makes the steps of its rule")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void sameWeights(String name, R rule) {
        List<Tensor> plain = Bowl.start();
        Optimizer<R> optimizer = Optimizer.of(plain, rule);
        for (int t = 0; t < Bowl.STEPS; t++) {
            Bowl.loss(plain, t).backward();
            optimizer.step();
            optimizer.zeroGrad();
        }

        List<Tensor> start = Bowl.start();
        List<Tensor> unrolled = unroll(rule, start, start, Overrides.none());

        for (int i = 0; i < plain.size(); i++) {
            assertThat(unrolled.get(i).toDoubles())
                    .containsExactly(plain.get(i).toDoubles(), within(1e-13));
        }
    }

    @ParameterizedTest(name = "{0}: has the gradient of each hyperparameter")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void hypergradients(String name, R rule) {
        List<Key<R>> keys = keys(rule);
        double[] values = keys.stream().mapToDouble(key -> key.of(rule)).toArray();
        List<Tensor> learned = scalars(values);

        List<Tensor> start = Bowl.start();
        Tensor outer = Bowl.outer(unroll(rule, start, start, overrides(keys, learned)));
        List<Tensor> gradients = Grad.of(outer).with(learned).orZeros();

        for (int i = 0; i < values.length; i++) {
            if (values[i] == 0 && keys.get(i).name().startsWith("beta")) {
                continue; // the edge of what is allowed: no difference from below
            }
            double difference = difference(rule, keys, values, i);
            assertThat(gradients.get(i).item())
                    .as(keys.get(i).name())
                    .isCloseTo(difference, near(difference, 1e-7));
        }
    }

    @ParameterizedTest(name = "{0}: has the gradient of the initial weights")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void metaGradients(String name, R rule) {
        List<Tensor> start = Bowl.start();
        Tensor outer = Bowl.outer(unroll(rule, start, start, Overrides.none()));
        double[] gradient = Grad.grad(outer, start).get(0).toDoubles();

        double h = 1e-5;
        for (int i = 0; i < gradient.length; i++) {
            double difference = (outerFrom(rule, i, h) - outerFrom(rule, i, -h)) / (2 * h);
            assertThat(gradient[i]).isCloseTo(difference, near(difference, 1e-8));
        }
    }

    @ParameterizedTest(name = "{0}: has second derivatives of its hyperparameters")
    @MethodSource("rules")
    <R extends UpdateRule<?>> void secondOrder(String name, R rule) {
        List<Key<R>> keys = keys(rule).subList(0, 1);
        double lr = keys.get(0).of(rule);
        double h = 1e-5;
        double difference =
                (slope(rule, keys, lr + h, false) - slope(rule, keys, lr - h, false)) / (2 * h);

        assertThat(slope(rule, keys, lr, true)).isCloseTo(difference, near(difference, 1e-6));
    }

    private static Offset<Double> near(double value, double relative) {
        return within(relative * Math.max(1, Math.abs(value)));
    }

    /** The first derivative with respect to the first hyperparameter, or the second. */
    private static <R extends UpdateRule<?>> double slope(
            R rule, List<Key<R>> keys, double value, boolean second) {
        List<Tensor> learned = scalars(value);
        List<Tensor> start = Bowl.start();
        Tensor outer = Bowl.outer(unroll(rule, start, start, overrides(keys, learned)));
        Tensor slope = Grad.of(outer).createGraph().with(learned).orZero(0);
        return second ? Grad.grad(slope, learned).get(0).item() : slope.item();
    }

    private static <R extends UpdateRule<?>> double difference(
            R rule, List<Key<R>> keys, double[] values, int i) {
        double h = 1e-6 * Math.max(1, Math.abs(values[i]));
        double[] shifted = values.clone();
        shifted[i] = values[i] + h;
        double above = outerWith(rule, keys, shifted);
        shifted[i] = values[i] - h;
        return (above - outerWith(rule, keys, shifted)) / (2 * h);
    }

    private static <R extends UpdateRule<?>> double outerWith(
            R rule, List<Key<R>> keys, double[] values) {
        List<Tensor> start = Bowl.start();
        return Bowl.outer(unroll(rule, start, start, overrides(keys, scalars(values)))).item();
    }

    private static <R extends UpdateRule<?>> double outerFrom(R rule, int i, double shift) {
        List<Tensor> params = Bowl.start();
        double[] values = params.get(0).toDoubles();
        values[i] += shift;
        List<Tensor> start =
                List.of(Tensor.parameter(Tensor.of(values, values.length)), params.get(1));
        return Bowl.outer(unroll(rule, params, start, Overrides.none())).item();
    }

    private static <R extends UpdateRule<?>> List<Key<R>> keys(R rule) {
        List<Tensor> params = Bowl.start();
        return Optimizers.differentiable(Optimizer.of(params, rule), params).keys();
    }

    private static <R extends UpdateRule<?>> List<Tensor> unroll(
            R rule, List<Tensor> params, List<Tensor> start, Overrides<R> overrides) {
        DifferentiableOptimizer<R, ?> optimizer =
                Optimizers.differentiable(
                        Settings.of(Optimizer.of(params, rule), params).withOverrides(overrides));
        List<Tensor> weights = start;
        for (int t = 0; t < Bowl.STEPS; t++) {
            weights = optimizer.step(Bowl.loss(weights, t), weights);
        }
        return weights;
    }

    private static <R extends UpdateRule<?>> Overrides<R> overrides(
            List<Key<R>> keys, List<Tensor> values) {
        Overrides<R> overrides = Overrides.none();
        for (int i = 0; i < keys.size(); i++) {
            overrides = overrides.with(keys.get(i), values.get(i));
        }
        return overrides;
    }

    private static List<Tensor> scalars(double... values) {
        List<Tensor> scalars = new ArrayList<>();
        for (double value : values) {
            scalars.add(Tensor.parameter(Tensor.scalar(value, DType.FLOAT64)));
        }
        return scalars;
    }
}
