package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.functional.FastModel;
import org.higher.functional.Params;
import org.higher.functional.Patch;
import org.higher.nn.BatchNorm;
import org.higher.nn.Conv2d;
import org.higher.nn.Flatten;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.MaxPool2d;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The counterpart of tests/test_higher.py: a convolutional network, the same as a function of a
 * list of weights that is written by hand.
 *
 * <p>Four filters stand for the original's 64. By hand, batch norm is a composition of elementary
 * operations, so that its rules are compared, too.
 */
class ConvUnrollTest {
    private static final int BLOCKS = 3;
    private static final int FILTERS = 4;
    private static final int CLASSES = 5;
    private static final int STEPS = 4;
    private static final int[] LABELS = {0, 1, 2, 3, 4, 0, 1};
    private final RandomGenerator random = new SplittableRandom(1);
    private final List<Tensor> batches = new ArrayList<>();
    private final ByHand byHand =
            new ByHand(ConvUnrollTest::network, ConvUnrollTest::loss, batches, 1e-10);

    ConvUnrollTest() {
        for (int k = 0; k <= STEPS; k++) {
            batches.add(Tensor.normal(random, DType.FLOAT64, LABELS.length, 3, 28, 28));
        }
    }

    private static FunctionalLayer<?, ?> make(long seed) {
        RandomGenerator own = new SplittableRandom(seed);
        List<Layer> layers = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            int inputs = block == 0 ? 3 : FILTERS;
            layers.add(
                    new Conv2d(
                            parameter(own, 1 / Math.sqrt(9 * inputs), FILTERS, inputs, 3, 3),
                            Optional.of(parameter(own, 0.1, FILTERS)),
                            Window.of(3, 3),
                            1));
            layers.add(
                    new BatchNorm(
                            Optional.of(Tensor.parameter(Tensor.ones(DType.FLOAT64, FILTERS))),
                            Optional.of(parameter(own, 0.1, FILTERS)),
                            Tensor.zeros(DType.FLOAT64, FILTERS),
                            Tensor.ones(DType.FLOAT64, FILTERS),
                            1e-5,
                            1,
                            true));
            layers.add(new Relu());
            layers.add(new MaxPool2d(2));
        }
        layers.add(new Flatten());
        layers.add(
                new Linear(
                        parameter(own, 0.5, CLASSES, FILTERS),
                        Optional.of(parameter(own, 0.1, CLASSES))));
        return FunctionalLayer.of(new Sequential(layers.toArray(Layer[]::new)));
    }

    private static Tensor parameter(RandomGenerator random, double scale, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape).mul(scale));
    }

    /** The same as one function. */
    private static Tensor network(Tensor x, List<Tensor> w) {
        Tensor h = x;
        for (int block = 0; block < BLOCKS; block++) {
            Tensor bias = w.get(4 * block + 1).reshape(1, FILTERS, 1, 1);
            h = h.conv2d(w.get(4 * block)).add(bias);
            Tensor centred = h.sub(h.mean(true, 0, 2, 3));
            Tensor variance = centred.square().mean(true, 0, 2, 3);
            h = centred.div(variance.add(1e-5).sqrt());
            h = h.mul(w.get(4 * block + 2).reshape(1, FILTERS, 1, 1));
            h = h.add(w.get(4 * block + 3).reshape(1, FILTERS, 1, 1));
            h = h.relu().maxPool2d(Window.of(2, 2).withStride(2));
        }
        int last = 4 * BLOCKS;
        return h.flatten(1).mmulTransposed(w.get(last)).add(w.get(last + 1));
    }

    private static Tensor loss(Tensor output) {
        return Losses.crossEntropy(output, LABELS);
    }

    /** testSameInitialWeightsPrePatch, testSameInitialWeightsPostPatch */
    @Test
    void namesAndOrderAreThatOfTheModel() {
        FunctionalLayer<?, ?> net = make(2);
        List<String> names = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            for (int layer = 4 * block; layer < 4 * block + 2; layer++) {
                names.add("layers." + layer + ".weight");
                names.add("layers." + layer + ".bias");
            }
        }
        names.add("layers.13.weight");
        names.add("layers.13.bias");
        assertThat(Params.named(net.params()).keySet()).containsExactlyElementsOf(names);
        try (FastModel<?, ?> fast = Patch.monkeypatch(net)) {
            Map<String, Tensor> named = fast.namedParameters();
            assertThat(named.keySet()).containsExactlyElementsOf(names);
            byHand.checkEqual(List.copyOf(named.values()), net.parameters());
        }
    }

    /** testRandomForwards */
    @Test
    void forwardPassesAreEqualForRandomWeights() {
        byHand.checkForward(make(3), 5, random);
    }

    /** testUnrollEqualityForward, testUnrollEqualityBackward */
    @Test
    void unrollsAreEqualForwardAndBackward() {
        for (long seed = 0; seed < 3; seed++) {
            byHand.checkLoop(make(seed));
        }
    }

    /** testUnrollEqualityBackwardManualUnroll */
    @Test
    void anUnrollByHandHasTheSameGradients() {
        byHand.checkUnroll(make(7));
    }

    /** With a momentum of 1, running statistics are those of the newest batch. */
    @Test
    void runningStatisticsGoThroughTheUnroll() {
        FunctionalLayer<?, ?> net = make(8);
        buffers(net);
        assertThat(Params.buffers(net.params()).get("layers.1.runningMean").toDoubles())
                .containsOnly(0);
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void buffers(
            FunctionalLayer<P, B> net) {
        Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(ByHand.LR));
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(loss(loop.model().forward(batches.get(0))));
            loop.model().forward(batches.get(1));
            List<Tensor> weights = loop.params().leaves();
            Tensor h = batches.get(1).conv2d(weights.get(0), weights.get(1), Window.of(3, 3), 1);
            byHand.checkEqual(
                    List.of(Params.buffers(loop.params()).get("layers.1.runningMean")),
                    List.of(h.mean(0, 2, 3)));
        }
    }
}
