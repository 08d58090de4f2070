package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.optim.Optimizer;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The counterpart of the reference's sweep in tests/test_optim.py. */
class OptimizerSweepTest {
    private static final int ROUNDS = 10;
    private static final int STEPS = 3;

    static Stream<Configuration<?>> all() {
        return Configuration.all();
    }

    @Test
    void theSweepIsTheReferences() {
        assertThat(Configuration.reference()).hasSize(38);
        assertThat(all().map(Configuration::name)).doesNotHaveDuplicates();
    }

    /** testDiffOptCorrectness: both kinds of optimizer take the same steps, warm state included. */
    @ParameterizedTest
    @MethodSource("all")
    <R extends UpdateRule<?>> void takesTheStepsOfThePlainOptimizer(Configuration<R> c) {
        takesTheSameSteps(c.net().make(1), c::optimizer);
    }

    /** testDiffOptGroupedParam: the same with two groups. */
    @ParameterizedTest
    @MethodSource("all")
    <R extends UpdateRule<?>> void takesTheStepsOfGroups(Configuration<R> c) {
        takesTheSameSteps(c.net().make(2), c::grouped);
    }

    private static <
                    P extends FunctionalLayer.Params,
                    B extends FunctionalLayer.Bound,
                    R extends UpdateRule<?>>
            void takesTheSameSteps(
                    FunctionalLayer<P, B> net, Function<List<Tensor>, Optimizer<R>> make) {
        RandomGenerator random = new SplittableRandom(3);
        Optimizer<R> optimizer = make.apply(net.parameters());
        Layer live = (Layer) net.model();
        for (int round = 0; round < ROUNDS; round++) {
            try (var loop = Higher.innerLoop(net, optimizer).open()) {
                for (int k = 0; k < STEPS; k++) {
                    Tensor x = inputs(random);
                    loop.step(loss(loop.model().forward(x)));
                    loss(live.forward(x)).backward();
                    optimizer.step();
                    optimizer.zeroGrad();
                }
                List<Tensor> fast = loop.params().leaves();
                List<Tensor> own = net.parameters();
                assertThat(fast).hasSameSizeAs(own);
                for (int i = 0; i < own.size(); i++) {
                    assertThat(fast.get(i).toDoubles())
                            .containsExactly(own.get(i).toDoubles(), within(1e-10));
                }
            }
        }
    }

    private static Tensor inputs(RandomGenerator random) {
        return Tensor.normal(random, DType.FLOAT64, 5, Net.INPUTS);
    }

    private static Tensor loss(Tensor output) {
        return output.square().mean();
    }

    /** testGradientCorrectness: the gradient through a step is the difference quotient's. */
    @ParameterizedTest
    @MethodSource("all")
    <R extends UpdateRule<?>> void gradientsAreThoseOfDifferences(Configuration<R> c) {
        gradientsAreThoseOfDifferences(c, c.net().make(4));
    }

    private static <
                    P extends FunctionalLayer.Params,
                    B extends FunctionalLayer.Bound,
                    R extends UpdateRule<?>>
            void gradientsAreThoseOfDifferences(Configuration<R> c, FunctionalLayer<P, B> net) {
        Optimizer<R> optimizer = c.optimizer(net.parameters());
        RandomGenerator random = new SplittableRandom(5);
        Tensor inner = inputs(random);
        Tensor outer = inputs(random);
        List<Tensor> gradients;
        try (var loop = Higher.innerLoop(net, optimizer).open()) {
            loop.step(loss(loop.model().forward(inner)));
            gradients =
                    Grad.gradOrZeros(loss(loop.model().forward(outer)), loop.params(0).leaves());
        }
        for (int i = 0; i < gradients.size(); i++) {
            double[] values = net.parameters().get(i).toDoubles();
            double[] slopes = new double[values.length];
            for (int j = 0; j < values.length; j++) {
                int weight = i;
                int index = j;
                slopes[j] = slope(by -> outerLoss(net, optimizer, weight, index, by, inner, outer));
            }
            assertThat(gradients.get(i).toDoubles()).containsExactly(slopes, within(1e-7));
        }
    }

    /** By five points: with three, the curvature of adaptive rules shows in the eighth digit. */
    private static double slope(DoubleUnaryOperator f) {
        double h = 1e-4;
        double near = f.applyAsDouble(h) - f.applyAsDouble(-h);
        double far = f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h);
        return (8 * near - far) / (12 * h);
    }

    /** With one number of one weight moved. */
    private static <
                    P extends FunctionalLayer.Params,
                    B extends FunctionalLayer.Bound,
                    R extends UpdateRule<?>>
            double outerLoss(
                    FunctionalLayer<P, B> net,
                    Optimizer<R> optimizer,
                    int weight,
                    int index,
                    double by,
                    Tensor inner,
                    Tensor outer) {
        try (var loop = Higher.innerLoop(net, optimizer).open()) {
            List<Tensor> weights = new ArrayList<>(loop.params().leaves());
            double[] values = weights.get(weight).toDoubles();
            values[index] += by;
            weights.set(weight, Tensor.parameter(Tensor.of(values, weights.get(weight).shape())));
            loop.fastModel().update(weights);
            loop.step(loss(loop.model().forward(inner)));
            return loss(loop.model().forward(outer)).item();
        }
    }
}
