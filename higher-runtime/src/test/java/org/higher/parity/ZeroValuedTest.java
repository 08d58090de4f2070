package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLayer;
import org.higher.optim.Key;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hyperparameter that is 0 is learned like any other; the reference gives no gradient there. */
class ZeroValuedTest {
    /** Those for which 0 is an ordinary value. */
    private static final Set<String> MAY_BE_ZERO =
            Set.of("lr", "weightDecay", "momentum", "dampening", "lrDecay", "lambd");

    /**
     * One hyperparameter of a configuration.
     *
     * @param key its name
     */
    record Zero<R extends UpdateRule<?>>(Configuration<R> configuration, String key) {
        @Override
        public String toString() {
            return configuration + ": " + key;
        }
    }

    static Stream<Zero<?>> zeros() {
        return Configuration.all()
                .filter(c -> c.net() == Net.SIMPLE && !c.name().contains("decay"))
                .filter(c -> !c.name().contains("Rprop")) // its rates have a least value
                .flatMap(ZeroValuedTest::of);
    }

    private static <R extends UpdateRule<?>> Stream<Zero<R>> of(Configuration<R> c) {
        List<Tensor> params = List.of(Tensor.parameter(Tensor.scalar(1)));
        return Optimizers.differentiable(params, c.optimizer(params)).keys().stream()
                .map(Key::name)
                .filter(MAY_BE_ZERO::contains)
                .map(key -> new Zero<>(c, key));
    }

    @ParameterizedTest
    @MethodSource("zeros")
    <R extends UpdateRule<?>> void hasItsTrueGradient(Zero<R> zero) {
        FunctionalLayer<?, ?> net = Net.SIMPLE.make(1);
        Optimizer<R> optimizer = zero.configuration().optimizer(net.parameters());
        Tensor learned = Tensor.parameter(Tensor.scalar(0, DType.FLOAT64));
        Tensor outer = outer(net, optimizer, zero.key(), learned);
        double gradient = Grad.gradOrZeros(outer, List.of(learned)).get(0).item();

        double h = 1e-5; // five points: see OptimizerSweepTest
        double near = value(zero, net, optimizer, h) - value(zero, net, optimizer, -h);
        double far = value(zero, net, optimizer, 2 * h) - value(zero, net, optimizer, -2 * h);
        double slope = (8 * near - far) / (12 * h);
        assertThat(gradient).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
        boolean dampensNothing = zero.toString().equals("Sgd simple: dampening");
        assertThat(gradient == 0).isEqualTo(dampensNothing);
    }

    private static <R extends UpdateRule<?>> double value(
            Zero<R> zero, FunctionalLayer<?, ?> net, Optimizer<R> optimizer, double at) {
        return outer(net, optimizer, zero.key(), Tensor.scalar(at, DType.FLOAT64)).item();
    }

    private static <
                    P extends FunctionalLayer.Params,
                    B extends FunctionalLayer.Bound,
                    R extends UpdateRule<?>>
            Tensor outer(
                    FunctionalLayer<P, B> net, Optimizer<R> optimizer, String key, Tensor value) {
        RandomGenerator random = new SplittableRandom(2);
        Overrides<R> override = Overrides.<R>none().with(key, value);
        try (var loop = Higher.innerLoop(net, optimizer).override(override).open()) {
            for (int k = 0; k < 3; k++) {
                loop.step(loss(loop.model().forward(inputs(random))));
            }
            return loss(loop.model().forward(inputs(random)));
        }
    }

    private static Tensor inputs(RandomGenerator random) {
        return Tensor.normal(random, DType.FLOAT64, 5, Net.INPUTS);
    }

    private static Tensor loss(Tensor output) {
        return output.square().mean();
    }
}
