package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.functional.Params;
import org.higher.functional.Patch;
import org.higher.nn.FunctionalLayer;
import org.higher.optim.Optimizer;
import org.higher.optim.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * What tests/test_higher.py asks of its convolutional network, asked of a dense one: the same as a
 * network of functions of a list of weights, written by hand.
 */
class DenseUnrollTest {
    private static final int STEPS = 10;
    private static final double LR = 0.1;
    private final RandomGenerator random = new SplittableRandom(1);
    private final List<Tensor> batches = new ArrayList<>();

    DenseUnrollTest() {
        for (int k = 0; k <= STEPS; k++) {
            batches.add(Tensor.normal(random, DType.FLOAT64, 5, Net.INPUTS));
        }
    }

    /** Net.SIMPLE as one function. */
    private static Tensor network(Tensor x, List<Tensor> w) {
        Tensor h = x.mmul(w.get(0), false, true).add(w.get(1)).tanh();
        h = h.mmul(w.get(2), false, true).sigmoid();
        return h.mmul(w.get(3), false, true).add(w.get(4));
    }

    private static Tensor loss(Tensor output) {
        return output.square().mean();
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

    private static void checkEqual(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), within(1e-12));
        }
    }

    /** testSameInitialWeightsPrePatch, testSameInitialWeightsPostPatch */
    @Test
    void namesAndOrderAreThatOfTheModel() {
        FunctionalLayer<?, ?> net = Net.SIMPLE.make(2);
        List<String> names =
                List.of(
                        "layers.0.weight",
                        "layers.0.bias",
                        "layers.2.weight",
                        "layers.4.weight",
                        "layers.4.bias");
        assertThat(Params.named(net.params()).keySet()).containsExactlyElementsOf(names);
        try (FastModel<?, ?> fast = Patch.monkeypatch(net)) {
            Map<String, Tensor> named = new LinkedHashMap<>(fast.namedParameters());
            assertThat(named.keySet()).containsExactlyElementsOf(names);
            checkEqual(List.copyOf(named.values()), net.parameters());
        }
    }

    /** testRandomForwards */
    @Test
    void forwardPassesAreEqualForRandomWeights() {
        forwards(Net.SIMPLE.make(3));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void forwards(
            FunctionalLayer<P, B> net) {
        try (FastModel<P, B> fast = Patch.makeFunctional(net)) {
            for (int k = 0; k < 10; k++) {
                List<Tensor> weights =
                        net.parameters().stream()
                                .map(w -> Tensor.normal(random, DType.FLOAT64, w.shape()))
                                .toList();
                assertThat(fast.model(weights).forward(batches.get(0)).toDoubles())
                        .containsExactly(network(batches.get(0), weights).toDoubles());
            }
        }
    }

    /** testUnrollEqualityForward, testUnrollEqualityBackward */
    @Test
    void unrollsAreEqualForwardAndBackward() {
        for (long seed = 0; seed < 5; seed++) {
            unroll(Net.SIMPLE.make(seed));
        }
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void unroll(
            FunctionalLayer<P, B> net) {
        List<Tensor> start = net.parameters();
        List<Tensor> weights = start;
        Optimizer<Sgd> sgd = Optimizer.of(start, new Sgd(LR));
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            for (int k = 0; k < STEPS; k++) {
                Tensor expected = loss(network(batches.get(k), weights));
                List<Tensor> expectedGradients = gradients(expected, weights);
                Tensor actual = loss(loop.model().forward(batches.get(k)));
                assertThat(actual.item()).isCloseTo(expected.item(), within(1e-12));
                checkEqual(gradients(actual, loop.params().leaves()), expectedGradients);

                weights = descended(weights, expectedGradients);
                checkEqual(loop.step(actual).leaves(), weights);
            }
            Tensor expected = loss(network(batches.get(STEPS), weights));
            Tensor actual = loss(loop.model().forward(batches.get(STEPS)));
            assertThat(actual.item()).isCloseTo(expected.item(), within(1e-12));
            checkEqual(Grad.grad(actual, loop.params(0).leaves()), Grad.grad(expected, start));
        }
    }

    /** testUnrollEqualityBackwardManualUnroll */
    @Test
    void anUnrollByHandHasTheSameGradients() {
        byHand(Net.SIMPLE.make(7));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void byHand(
            FunctionalLayer<P, B> net) {
        List<Tensor> start = net.parameters();
        List<Tensor> expected = start;
        List<Tensor> actual = start;
        try (FastModel<P, B> fast = Patch.makeFunctional(net)) {
            for (int k = 0; k < STEPS; k++) {
                expected =
                        descended(
                                expected,
                                gradients(loss(network(batches.get(k), expected)), expected));
                Tensor loss = loss(fast.model(actual).forward(batches.get(k)));
                actual = descended(actual, gradients(loss, actual));
            }
            Tensor outer = loss(fast.model(actual).forward(batches.get(STEPS)));
            checkEqual(
                    Grad.grad(outer, start),
                    Grad.grad(loss(network(batches.get(STEPS), expected)), start));
        }
    }
}
