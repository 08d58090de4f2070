package org.higher.architectures.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.higher.Higher;
import org.higher.Memory;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.functional.Twins;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Models on arrays that keep some of them: their twins do what they do, call after call. */
class ArrayStateTest {
    private static final List<INDArray> INPUTS =
            List.of(
                    Nd4j.createFromArray(1.0, -2.0, 0.5),
                    Nd4j.createFromArray(0.25, 3.0, -1.0),
                    Nd4j.createFromArray(-4.0, 0.125, 2.0));

    /** A running mean, whose first value is the model's. */
    @Functional
    static class Momentum {
        @Trainable private final INDArray w = Nd4j.createFromArray(2.0, 3.0, 5.0);
        @Buffer private INDArray running = Nd4j.createFromArray(1.0, 1.0, 1.0);

        INDArray forward(INDArray x) {
            this.running = this.running.mul(0.5).add(x.mul(0.25));
            return x.mul(w).add(running);
        }
    }

    /** What layers of Deeplearning4j keep for their backward pass. */
    abstract static class Keeping {
        protected INDArray input;
        protected INDArray output;

        protected INDArray keep(INDArray x) {
            this.input = x;
            return x;
        }
    }

    @Functional
    static class Cached extends Keeping {
        @Trainable private final INDArray w = Nd4j.createFromArray(2.0, 3.0, 5.0);
        private final boolean logs = true;
        private INDArray seen;
        private int calls;

        INDArray forward(INDArray x) {
            keep(x);
            if (logs) {
                seen = x;
            }
            calls++;
            super.output = product();
            return output.add(1);
        }

        private INDArray product() {
            return input.mul(w);
        }

        INDArray seen(INDArray scale) {
            return seen.mul(scale).mul(calls);
        }
    }

    /** Two arrays: one that is learned, one that is given. */
    @Functional
    static class Weighted {
        @Trainable private final INDArray w = Nd4j.createFromArray(2.0, 3.0, 5.0);
        INDArray factors = Nd4j.createFromArray(1.0, 0.5, 0.25);
        private INDArray seen;

        INDArray forward(INDArray x) {
            seen = x.mul(factors);
            return seen.mul(w);
        }
    }

    @Test
    void stepsAreTakenAgainWithTheArraysThatTheyHad() {
        List<double[]> found = new ArrayList<>();
        for (Memory memory : List.of(Memory.full(), Memory.snapshots(1), Memory.savedGradients())) {
            Weighted model = new Weighted();
            FunctionalArrayStateTestWeighted net = FunctionalArrayStateTestWeighted.of(model);
            Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.01));
            try (var loop =
                    Higher.innerLoop(net, sgd).copyInitialWeights(false).memory(memory).open()) {
                loop.unroll(3, (m, k) -> m.forward(Tensor.of(INPUTS.get(k))).square().sum());
                model.factors = Nd4j.createFromArray(3.0, 2.0, 1.0);
                Tensor outer = loop.model().forward(Tensor.of(INPUTS.get(0))).square().sum();
                found.add(Grad.grad(outer, net.parameters()).get(0).toDoubles());
            }
        }
        assertThat(found.get(1)).doesNotContain(0).isEqualTo(found.get(0));
        assertThat(found.get(2)).isEqualTo(found.get(0));
    }

    @Test
    void copiesOfAnArrayAreTheSameConfigurationUntilItChanges() {
        Weighted model = new Weighted();
        FunctionalArrayStateTestWeighted net = FunctionalArrayStateTestWeighted.of(model);
        FunctionalArrayStateTestWeighted.Bound before = net.bind(net.params());
        assertThat(Twins.sameConfiguration(before, net.bind(net.params()))).isTrue();
        model.factors.putScalar(1, 7);
        assertThat(Twins.sameConfiguration(before, net.bind(net.params()))).isFalse();
    }

    @Test
    void aBufferGoesFromCallToCall() {
        Momentum model = new Momentum();
        FunctionalArrayStateTestMomentum twin = FunctionalArrayStateTestMomentum.of(model);
        FunctionalArrayStateTestMomentum.Params params = twin.params();
        for (INDArray x : INPUTS) {
            FunctionalArrayStateTestMomentum.Bound bound = twin.bind(params);
            Tensor result = bound.forward(Tensor.of(x));
            params = bound.params();
            assertThat(result.toDoubles()).isEqualTo(model.forward(x).toDoubleVector());
            assertThat(params.running().toDoubles()).isEqualTo(model.running.toDoubleVector());
        }
    }

    @Test
    void whatIsKeptIsOfTheBoundTwin() {
        Cached model = new Cached();
        FunctionalArrayStateTestCached twin = FunctionalArrayStateTestCached.of(model);
        for (INDArray x : INPUTS) {
            Tensor result = twin.forward(twin.params(), Tensor.of(x));
            assertThat(result.toDoubles()).isEqualTo(model.forward(x).toDoubleVector());
        }
        FunctionalArrayStateTestCached.Bound bound = twin.bind(twin.params());
        bound.forward(Tensor.of(INPUTS.get(0)));
        assertThat(bound.seen(Tensor.scalar(1.0, DType.FLOAT64)).toDoubles())
                .isEqualTo(INPUTS.get(0).mul(4).toDoubleVector());
        assertThat(model.seen).isSameAs(INPUTS.get(2));
    }
}
