package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.functional.Patch;
import org.higher.nn.FunctionalLayer;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * A network as one function of its input and a list of weights, written by hand, to compare twins
 * and loops with, as tests/test_higher.py does.
 *
 * @param batches one for each step, and one for the end
 */
record ByHand(Network network, UnaryOperator<Tensor> loss, List<Tensor> batches, double tolerance) {
    static final double LR = 0.1;

    /** Maps an input and weights to an output. */
    interface Network {
        Tensor of(Tensor x, List<Tensor> weights);
    }

    private int steps() {
        return batches.size() - 1;
    }

    private Tensor loss(int step, List<Tensor> weights) {
        return loss.apply(network.of(batches.get(step), weights));
    }

    void checkEqual(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        Offset<Double> near = within(tolerance);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), near);
        }
    }

    /** Outputs for random weights. */
    <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void checkForward(
            FunctionalLayer<P, B> net, int times, RandomGenerator random) {
        Tensor x = batches.get(0);
        try (FastModel<P, B> fast = Patch.makeFunctional(net)) {
            for (int k = 0; k < times; k++) {
                List<Tensor> weights =
                        net.parameters().stream()
                                .map(w -> Tensor.normal(random, DType.FLOAT64, w.shape()))
                                .toList();
                checkEqual(
                        List.of(fast.model(weights).forward(x)), List.of(network.of(x, weights)));
            }
        }
    }

    /** Losses, gradients and weights of every step of a loop, and the gradient through all. */
    <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void checkLoop(
            FunctionalLayer<P, B> net) {
        List<Tensor> start = net.parameters();
        List<Tensor> weights = start;
        Optimizer<Sgd> sgd = Optimizer.of(start, new Sgd(LR));
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            for (int k = 0; k < steps(); k++) {
                Tensor expected = loss(k, weights);
                List<Tensor> expectedGradients = gradients(expected, weights);
                Tensor actual = loss.apply(loop.model().forward(batches.get(k)));
                checkEqual(List.of(actual), List.of(expected));
                checkEqual(gradients(actual, loop.params().leaves()), expectedGradients);

                weights = descended(weights, expectedGradients);
                checkEqual(loop.step(actual).leaves(), weights);
            }
            Tensor expected = loss(steps(), weights);
            Tensor actual = loss.apply(loop.model().forward(batches.get(steps())));
            checkEqual(List.of(actual), List.of(expected));
            checkEqual(Grad.grad(actual, loop.params(0).leaves()), Grad.grad(expected, start));
        }
    }

    /** The gradient through steps that are taken without a loop. */
    <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void checkUnroll(
            FunctionalLayer<P, B> net) {
        List<Tensor> start = net.parameters();
        List<Tensor> expected = start;
        List<Tensor> actual = start;
        try (FastModel<P, B> fast = Patch.makeFunctional(net)) {
            for (int k = 0; k < steps(); k++) {
                expected = descended(expected, gradients(loss(k, expected), expected));
                Tensor own = loss.apply(fast.model(actual).forward(batches.get(k)));
                actual = descended(actual, gradients(own, actual));
            }
            Tensor outer = loss.apply(fast.model(actual).forward(batches.get(steps())));
            checkEqual(Grad.grad(outer, start), Grad.grad(loss(steps(), expected), start));
        }
    }

    private static List<Tensor> descended(List<Tensor> weights, List<Tensor> gradients) {
        List<Tensor> next = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            next.add(weights.get(i).sub(gradients.get(i).mul(LR)));
        }
        return next;
    }

    private static List<Tensor> gradients(Tensor loss, List<Tensor> weights) {
        return Grad.of(loss).createGraph().with(weights).orZeros();
    }
}
