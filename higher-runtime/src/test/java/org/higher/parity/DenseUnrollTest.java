package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.functional.Params;
import org.higher.functional.Patch;
import org.higher.nn.FunctionalLayer;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * What tests/test_higher.py asks of its convolutional network, asked of a dense one: the same as a
 * network of functions of a list of weights, written by hand.
 */
class DenseUnrollTest {
    private static final int STEPS = 10;
    private final RandomGenerator random = new SplittableRandom(1);
    private final List<Tensor> batches = new ArrayList<>();
    private final ByHand byHand =
            new ByHand(DenseUnrollTest::network, DenseUnrollTest::loss, batches, 1e-12);

    DenseUnrollTest() {
        for (int k = 0; k <= STEPS; k++) {
            batches.add(Tensor.normal(random, DType.FLOAT64, 5, Net.INPUTS));
        }
    }

    /** Net.SIMPLE as one function. */
    private static Tensor network(Tensor x, List<Tensor> w) {
        Tensor h = x.mmulTransposed(w.get(0)).add(w.get(1)).tanh();
        h = h.mmulTransposed(w.get(2)).sigmoid();
        return h.mmulTransposed(w.get(3)).add(w.get(4));
    }

    private static Tensor loss(Tensor output) {
        return output.square().mean();
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
            Map<String, Tensor> named = fast.namedParameters();
            assertThat(named.keySet()).containsExactlyElementsOf(names);
            byHand.checkEqual(List.copyOf(named.values()), net.parameters());
        }
    }

    /** testRandomForwards */
    @Test
    void forwardPassesAreEqualForRandomWeights() {
        byHand.checkForward(Net.SIMPLE.make(3), 10, random);
    }

    /** testUnrollEqualityForward, testUnrollEqualityBackward */
    @Test
    void unrollsAreEqualForwardAndBackward() {
        for (long seed = 0; seed < 5; seed++) {
            byHand.checkLoop(Net.SIMPLE.make(seed));
        }
    }

    /** testUnrollEqualityBackwardManualUnroll */
    @Test
    void anUnrollByHandHasTheSameGradients() {
        byHand.checkUnroll(Net.SIMPLE.make(7));
    }
}
