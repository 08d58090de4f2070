package org.higher.examples.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What the signs of an ICNN's weights are for. */
class ConvexityTest {
    private static final int FEATURES = 7;
    private static final int CLASSES = 4;
    private static final int HIDDEN = 12;
    private static final int PAIRS = 2000;

    private final SplittableRandom random = new SplittableRandom(1);

    /**
     * How far chords lie above the energy, at the least: E((1-t)a + tb) against (1-t)E(a) + tE(b),
     * for random pairs of labels, weights and features; below 0 where the energy is not convex.
     */
    private double leastMargin(Kind kind) {
        double least = Double.POSITIVE_INFINITY;
        for (int draw = 0; draw < 20; draw++) {
            Energy model = kind.create(FEATURES, CLASSES, HIDDEN, random);
            FunctionalEnergy<FunctionalEnergy.Params, FunctionalEnergy.Bound> energy =
                    FunctionalEnergy.of(model);
            // Five times the usual weights, so that there is curvature to speak of.
            var weights = Params.map(energy.params(), w -> w.detach().to(DType.FLOAT64).mul(5));
            Tensor features = Tensor.normal(random, DType.FLOAT64, PAIRS, FEATURES);
            Tensor a = Tensor.normal(random, DType.FLOAT64, PAIRS, CLASSES).mul(3);
            Tensor b = Tensor.normal(random, DType.FLOAT64, PAIRS, CLASSES).mul(3);
            Tensor t = Tensor.uniform(random, DType.FLOAT64, PAIRS, 1);
            Tensor between = a.add(b.sub(a).mul(t));
            Tensor atA = energy.forward(weights, features, a);
            Tensor atB = energy.forward(weights, features, b);
            Tensor chord = atA.add(atB.sub(atA).mul(t));
            Tensor margin = chord.sub(energy.forward(weights, features, between));
            least = Math.min(least, margin.amin().item());
        }
        return least;
    }

    @Test
    void anIcnnIsConvexInTheLabel() {
        assertThat(leastMargin(Kind.ICNN)).isGreaterThan(-1e-9);
    }

    @Test
    void aSpenNeedNotBe() {
        assertThat(leastMargin(Kind.SPEN)).isLessThan(-0.1);
    }

    @Test
    void projectionSetsNegativeWeightsToZeroAndLeavesTheRest() {
        Icnn model = new Icnn(FEATURES, CLASSES, HIDDEN, random);
        FunctionalIcnn net = FunctionalIcnn.of(model);
        assertThat(net.params().firstToSecond().amin().item()).as("at birth").isZero();
        for (Tensor weight : net.parameters()) {
            weight.assign(Tensor.normal(random, DType.FLOAT32, weight.shape()));
        }
        List<float[]> before = net.parameters().stream().map(Tensor::toFloats).toList();

        model.project();

        List<Tensor> signed = List.of(net.params().firstToSecond(), net.params().secondToOut());
        for (int i = 0; i < before.size(); i++) {
            Tensor weight = net.parameters().get(i);
            float[] after = weight.toFloats();
            for (int j = 0; j < after.length; j++) {
                float old = before.get(i)[j];
                assertThat(after[j]).isEqualTo(signed.contains(weight) ? Math.max(0, old) : old);
            }
        }
    }

    /** Gradients are made to push every weight below zero. */
    @Test
    void weightsStayInBoundsThroughTraining() {
        Icnn model = new Icnn(FEATURES, CLASSES, HIDDEN, random);
        FunctionalIcnn net = FunctionalIcnn.of(model);
        Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(0.05));
        Tensor features = Tensor.normal(random, DType.FLOAT32, 3, FEATURES);
        Tensor y = Tensor.normal(random, DType.FLOAT32, 3, CLASSES);
        for (int i = 0; i < 10; i++) {
            Tensor height = net.forward(net.params(), features, y).sum();
            outer.step(Grad.grad(height, net.parameters()));
            model.project();
            assertThat(net.params().firstToSecond().amin().item()).isGreaterThanOrEqualTo(0);
            assertThat(net.params().secondToOut().amin().item()).isGreaterThanOrEqualTo(0);
        }
        assertThat(net.params().secondToOut().toFloats()).as("pushed to the bound").contains(0);
    }
}
