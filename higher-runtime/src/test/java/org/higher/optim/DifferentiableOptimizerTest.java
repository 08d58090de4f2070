package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.higher.optim.ScalarWeights.LR;
import static org.higher.optim.ScalarWeights.half;
import static org.higher.optim.ScalarWeights.scalar;
import static org.higher.optim.ScalarWeights.sgd;
import static org.higher.optim.ScalarWeights.values;

import java.util.List;
import org.higher.array.DType;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Which weights a differentiable step changes, and what gradients flow through it. */
class DifferentiableOptimizerTest {
    @Test
    void returnsNewWeightsAndLeavesTheOldOnes() {
        List<Tensor> params = List.of(scalar(1), scalar(2));

        List<Tensor> next = sgd(params).step(half(params), params);

        assertThat(values(next)).containsExactly(0.75, 1.5);
        assertThat(values(params)).containsExactly(1.0, 2.0);
    }

    @Test
    void frozenUnusedAndForeignWeightsAreTheSameTensors() {
        Tensor used = scalar(1);
        Tensor frozen = Tensor.scalar(2, DType.FLOAT64);
        Tensor unused = scalar(3);
        Tensor foreign = scalar(4);
        List<Tensor> params = List.of(used, frozen, unused, foreign);
        Optimizer<Sgd> source = Optimizer.of(List.of(unused, used, frozen), new Sgd(LR));

        for (GradientMode mode : GradientMode.values()) {
            DifferentiableSgd optimizer =
                    new DifferentiableSgd(Settings.of(params, source).withMode(mode));
            List<Tensor> next = optimizer.step(half(List.of(used, frozen, foreign)), params);

            assertThat(next.get(0).item()).as("%s", mode).isEqualTo(0.75);
            assertThat(next.get(1)).as("%s", mode).isSameAs(frozen);
            assertThat(next.get(2)).as("%s", mode).isSameAs(unused);
            assertThat(next.get(3)).as("%s", mode).isSameAs(foreign);
            assertThat(optimizer.state().groups().get(0).get(0)).isEmpty();
            assertThat(optimizer.state().groups().get(0).get(1)).isPresent();
            assertThat(optimizer.state().groups().get(0).get(2)).isEmpty();
        }
    }

    @Test
    void aLossOfOtherWeightsChangesNothing() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer = sgd(params);
        Tensor loss = half(params);
        List<Tensor> next = optimizer.step(loss, params);

        assertThat(optimizer.step(loss, next).get(0)).isSameAs(next.get(0));
    }

    @Test
    void servesBareTensors() {
        Tensor y = Tensor.parameter(Tensor.of(new double[] {1, 2}, 2));
        DifferentiableSgd optimizer = sgd(List.of(y));

        Tensor next = optimizer.step(y.square().sum(), List.of(y)).get(0);

        assertThat(next.toDoubles()).containsExactly(0.5, 1);
    }

    @Test
    void refusesWeightsThatDoNotFit() {
        List<Tensor> params = List.of(scalar(1), scalar(2));
        DifferentiableSgd optimizer = sgd(params);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(half(params), params.subList(0, 1)))
                .withMessage("step: 1 weights for 2 parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(Tensor.scalar(1, DType.FLOAT64), params))
                .withMessageContaining("does not require a gradient");
    }

    @Test
    void refusesParametersOfAnotherModel() {
        Optimizer<Sgd> source = Optimizer.of(List.of(scalar(1), scalar(2)), new Sgd(LR));
        List<Tensor> others = List.of(source.groups().get(0).params().get(0), scalar(2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.differentiable(others, source))
                .withMessage(
                        "DifferentiableOptimizer: group 0, parameter 1, [], is none of the 2 given"
                                + " parameters; pass those of the model that the optimizer was"
                                + " made for");
    }

    @Test
    void secondOrderGoesThroughTheGradient() {
        // w1 = w0 - lr * w0^2, so dw1/dw0 = 1 - 2 lr w0
        assertThat(slope(GradientMode.SECOND_ORDER)).isEqualTo(1 - 2 * LR * 3);
    }

    @Test
    void firstOrderTakesTheGradientAsAConstant() {
        assertThat(slope(GradientMode.FIRST_ORDER)).isEqualTo(1);
    }

    private static double slope(GradientMode mode) {
        List<Tensor> params = List.of(scalar(3));
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, Optimizer.of(params, new Sgd(LR))).withMode(mode));
        Tensor w = params.get(0);
        Tensor cubic = w.mul(w).mul(w).div(3);
        return Grad.grad(optimizer.step(cubic, params).get(0), params).get(0).item();
    }

    @Test
    void firstOrderReachesHyperparameters() {
        List<Tensor> params = List.of(scalar(3));
        Tensor lr = scalar(0.5);
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, Optimizer.of(params, new Sgd(LR)))
                                .withOverrides(Overrides.of(DifferentiableSgd.LR, lr))
                                .withMode(GradientMode.FIRST_ORDER));

        Tensor next = optimizer.step(half(params), params).get(0);

        assertThat(Grad.grad(next, List.of(lr)).get(0).item()).isEqualTo(-3);
    }

    @Test
    void untrackedWeightsAreNewLeaves() {
        List<Tensor> params = List.of(scalar(3));
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, Optimizer.of(params, new Sgd(LR)))
                                .withMode(GradientMode.UNTRACKED));

        Tensor next = optimizer.step(half(params), params).get(0);

        assertThat(next.item()).isEqualTo(2.25);
        assertThat(next.isLeaf()).isTrue();
        assertThat(next.requiresGrad()).isTrue();
        assertThat(Grad.of(next).with(params).get(0)).isEmpty();
    }

    @Test
    void untrackedStatesHoldNoGraph() {
        Tensor base = scalar(1);
        Tensor connected = base.mul(1);
        List<Tensor> params = List.of(scalar(1));
        Recording.Remembering rule = new Recording.Remembering();
        Recording optimizer = Recording.of(params, rule, GradientMode.UNTRACKED);

        List<Tensor> weights = List.of(connected);
        for (int t = 0; t < 3; t++) {
            weights = optimizer.step(half(weights), weights);
        }

        assertThat(rule.seen).hasSize(3);
        assertThat(rule.seen.subList(1, 3)).noneMatch(Tensor::requiresGrad);
    }
}
