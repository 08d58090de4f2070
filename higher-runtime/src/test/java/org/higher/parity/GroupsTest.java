package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.array.DType;
import org.higher.nn.FunctionalLayer;
import org.higher.optim.GradientCallback;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The counterpart of the single tests in tests/test_optim.py. */
class GroupsTest {
    private final Tensor x = Tensor.normal(new SplittableRandom(1), DType.FLOAT64, 5, Net.INPUTS);

    private static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    private static Optimizer<Adam> twoGroups(FunctionalLayer<?, ?> net) {
        List<Tensor> all = net.parameters();
        return Optimizer.<Adam>builder()
                .group(all.subList(0, 2), new Adam(0.2))
                .group(all.subList(2, all.size()), new Adam(0.1))
                .build();
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> Tensor loss(
            InnerLoop<P, B, ?> loop) {
        return loop.model().forward(x).square().mean();
    }

    /** testDiffOptGroupedParamLearn */
    @Test
    void hyperparametersOfGroupsAreLearnedFromTheStart() {
        learned(Net.SIMPLE.make(2), true);
    }

    /** testDiffOptGroupedParamLearnStepwise */
    @Test
    void hyperparametersOfGroupsAreLearnedStepByStep() {
        learned(Net.SIMPLE.make(2), false);
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void learned(
            FunctionalLayer<P, B> net, boolean fromTheStart) {
        Tensor lr = scalar(0.1);
        List<Tensor> betas1 = List.of(scalar(0.9), scalar(0.8));
        List<Tensor> betas2 = List.of(scalar(0.99), scalar(0.95));
        Overrides<Adam> overrides =
                Overrides.of(DifferentiableAdam.LR, lr)
                        .withEach("beta1", betas1)
                        .withEach("beta2", betas2);
        Overrides<Adam> atStep = fromTheStart ? Overrides.none() : overrides;
        try (var loop =
                Higher.innerLoop(net, twoGroups(net))
                        .override(fromTheStart ? overrides : Overrides.none())
                        .open()) {
            for (int k = 0; k < 3; k++) {
                loop.step(loss(loop), StepOptions.overriding(atStep));
            }
            List<Tensor> hyperparameters =
                    List.of(lr, betas1.get(0), betas1.get(1), betas2.get(0), betas2.get(1));
            assertThat(Grad.grad(loss(loop), hyperparameters))
                    .allSatisfy(g -> assertThat(g.item()).isFinite().isNotZero());
        }
    }

    /** testDiffOptCallback, with Sgd: Adam does not care about the scale of gradients. */
    @Test
    void callbacksChangeTheStep() {
        double[] tenth = afterOneStep(times(0.1), GradientCallback.NONE);
        double[] fifth = afterOneStep(times(0.2), GradientCallback.NONE);
        double[] fifthAtStep = afterOneStep(GradientCallback.NONE, times(0.2));
        double[] whole = afterOneStep(GradientCallback.NONE, GradientCallback.NONE);

        assertThat(fifthAtStep).containsExactly(fifth);
        assertThat(tenth).isNotEqualTo(fifth).isNotEqualTo(whole);
        assertThat(fifth).isNotEqualTo(whole);
    }

    private static GradientCallback times(double factor) {
        return gradients -> gradients.stream().map(g -> g.map(t -> t.mul(factor))).toList();
    }

    private double[] afterOneStep(GradientCallback own, GradientCallback atStep) {
        return afterOneStep(Net.SIMPLE.make(3), own, atStep);
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound>
            double[] afterOneStep(
                    FunctionalLayer<P, B> net, GradientCallback own, GradientCallback atStep) {
        Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, sgd).gradientCallback(own).open()) {
            if (atStep == GradientCallback.NONE) {
                loop.step(loss(loop));
            } else {
                loop.step(loss(loop), StepOptions.callback(atStep));
            }
            return loop.params().leaves().get(0).toDoubles();
        }
    }

    /** testFrozenParameters */
    @Test
    void aFrozenLayerStaysAndTheOthersMove() {
        frozen(Net.SIMPLE.make(4));
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> void frozen(
            FunctionalLayer<P, B> net) {
        List<Tensor> rest = net.parameters().subList(2, net.parameters().size());
        try (var loop = Higher.innerLoop(net, Optimizer.of(rest, new Sgd(0.1))).open()) {
            List<Tensor> before = loop.params().leaves();
            List<Tensor> after = loop.step(loss(loop)).leaves();
            assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
            for (int i = 2; i < before.size(); i++) {
                assertThat(after.get(i).toDoubles()).isNotEqualTo(before.get(i).toDoubles());
            }
        }
    }

    /** testGetApplyRoundTrip */
    @Test
    void numbersMakeTheRoundTripThroughTensors() {
        FunctionalLayer<?, ?> net = Net.SIMPLE.make(5);
        Optimizer<Adam> optimizer = twoGroups(net);
        Overrides<Adam> all = Optimizers.trainable(optimizer);
        assertThat(all.asMap().values())
                .allSatisfy(values -> assertThat(values).allMatch(Tensor::requiresGrad));

        List<Tensor> parameters = net.parameters();
        Optimizer<Adam> perturbed =
                Optimizer.<Adam>builder()
                        .group(parameters.subList(0, 2), new Adam(7, 0.1, 0.2, 0.3, 0.4, false))
                        .group(
                                parameters.subList(2, parameters.size()),
                                new Adam(8, 0.5, 0.6, 0.7, 0.8, false))
                        .build();
        Optimizers.apply(perturbed, all);
        assertThat(perturbed.groups()).isEqualTo(optimizer.groups());
    }
}
