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

/** Hyperparameters that are overridden, from the start or at a step. */
class StepOverridesTest {
    @Test
    void overridesAreDifferentiable() {
        List<Tensor> params = List.of(scalar(3));
        Tensor lr = scalar(0.5);

        Tensor next =
                sgd(params, Overrides.of(DifferentiableSgd.LR, lr))
                        .step(half(params), params)
                        .get(0);

        assertThat(next.item()).isEqualTo(1.5);
        assertThat(Grad.grad(next, List.of(lr)).get(0).item()).isEqualTo(-3);
    }

    @Test
    void stepOverridesStayAndOthersKeep() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer =
                sgd(
                        params,
                        Overrides.of(DifferentiableSgd.LR, scalar(0.5))
                                .with(DifferentiableSgd.WEIGHT_DECAY, scalar(1)));

        List<Tensor> first = optimizer.step(half(params), params);
        List<Tensor> second =
                optimizer.step(
                        half(first),
                        first,
                        StepOptions.overriding(Overrides.of(DifferentiableSgd.LR, scalar(0.25))));
        List<Tensor> third = optimizer.step(half(second), second);

        assertThat(values(first)).containsExactly(1 - 0.5 * 2);
        assertThat(values(second)).containsExactly(0.0);
        assertThat(values(third)).containsExactly(0.0);
        List<Tensor> restart = optimizer.step(half(params), params);
        assertThat(values(restart)).containsExactly(1 - 0.25 * 2);
    }

    @Test
    void oneValueForAllGroupsOrOneForEach() {
        List<Tensor> params = List.of(scalar(1), scalar(1));
        Optimizer<Sgd> source =
                Optimizer.<Sgd>builder()
                        .group(params.subList(0, 1), new Sgd(1))
                        .group(params.subList(1, 2), new Sgd(1))
                        .build();
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(params, source);

        Overrides<Sgd> each = Overrides.of(DifferentiableSgd.LR, scalar(0.25), scalar(0.5));
        assertThat(values(optimizer.step(half(params), params, StepOptions.overriding(each))))
                .containsExactly(0.75, 0.5);
        Overrides<Sgd> all = Overrides.<Sgd>none().with("lr", scalar(0.125));
        assertThat(values(optimizer.step(half(params), params, StepOptions.overriding(all))))
                .containsExactly(0.875, 0.875);
    }

    @Test
    void refusesOverridesThatDoNotFit() {
        List<Tensor> params = List.of(scalar(1));
        Overrides<Sgd> none = Overrides.none();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgd(params, none.with("learningRate", scalar(1))))
                .withMessage(
                        "override learningRate: no such hyperparameter; this optimizer has [lr,"
                                + " momentum, dampening, weightDecay]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgd(params, none.with("lr", scalar(1), scalar(2))))
                .withMessage("override lr: 2 values for 1 group; give one, or one for each group");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.withEach("lr", List.of()))
                .withMessage("override lr: no value; give one, or one for each group");
    }

    @Test
    void aRefusedOverrideChangesNothing() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer = sgd(params);
        Overrides<Sgd> halfWrong =
                Overrides.of(DifferentiableSgd.LR, scalar(1)).with("nonsense", scalar(1));

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                optimizer.step(
                                        half(params), params, StepOptions.overriding(halfWrong)));
        assertThat(values(optimizer.step(half(params), params))).containsExactly(0.75);
    }

    @Test
    void scalarsTakeOnTheElementTypeOfTheWeights() {
        Tensor w = Tensor.parameter(Tensor.of(new float[] {2}, 1));
        Tensor lr = scalar(0.5); // FLOAT64

        Tensor next =
                sgd(List.of(w), Overrides.of(DifferentiableSgd.LR, lr))
                        .step(w.square().mul(0.5f).sum(), List.of(w))
                        .get(0);

        assertThat(next.dtype()).isEqualTo(DType.FLOAT32);
        Tensor gradient = Grad.grad(next.sum(), List.of(lr)).get(0);
        assertThat(gradient.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(gradient.item()).isEqualTo(-2);
    }

    @Test
    void ratesMayDifferByElement() {
        Tensor w = Tensor.parameter(Tensor.of(new double[] {1, 1}, 2));
        Tensor lr = Tensor.parameter(Tensor.of(new double[] {0.5, 0.25}, 2));

        Tensor next =
                sgd(List.of(w), Overrides.of(DifferentiableSgd.LR, lr))
                        .step(w.square().mul(0.5).sum(), List.of(w))
                        .get(0);

        assertThat(next.toDoubles()).containsExactly(0.5, 0.75);
        assertThat(Grad.grad(next.sum(), List.of(lr)).get(0).toDoubles()).containsExactly(-1, -1);
    }

    @Test
    void refusesRatesThatWouldBroadcastTheWeights() {
        List<Tensor> params = List.of(scalar(1));
        Overrides<Sgd> three =
                Overrides.of(DifferentiableSgd.LR, Tensor.full(LR, DType.FLOAT64, 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgd(params, three).step(half(params), params))
                .withMessage(
                        "override lr: [3] does not broadcast to [], the shape of parameter 0 of"
                                + " group 0; give a scalar, or what fits all weights of the"
                                + " group, or one for each parameter");
    }

    @Test
    void aLearnedValueOfZeroHasItsGradient() {
        List<Tensor> params = List.of(scalar(3));
        Tensor decay = scalar(0);
        Tensor momentum = scalar(0);
        DifferentiableSgd optimizer =
                sgd(
                        params,
                        Overrides.of(DifferentiableSgd.WEIGHT_DECAY, decay)
                                .with(DifferentiableSgd.MOMENTUM, momentum));

        List<Tensor> weights = optimizer.step(half(params), params);
        weights = optimizer.step(half(weights), weights);

        // w1 = 3 (3/4 - d/4); w2 = w1 (3/4 - d/4) - m/4 * 3 (1 + d)
        List<Tensor> gradients = Grad.grad(weights.get(0), List.of(decay, momentum));
        assertThat(gradients.get(0).item()).isEqualTo(-2 * 3 * 0.75 * 0.25);
        assertThat(gradients.get(1).item()).isEqualTo(-0.75);
    }

    @Test
    void aConstantOfZeroIsSkipped() {
        assertThat(UpdateRule.active(Tensor.scalar(0))).isFalse();
        assertThat(UpdateRule.active(Tensor.of(new float[] {0, 1}, 2))).isTrue();
        assertThat(UpdateRule.active(Tensor.parameter(Tensor.scalar(0)))).isTrue();
        assertThat(UpdateRule.active(0)).isFalse();
        assertThat(UpdateRule.active(-0.5)).isTrue();
    }
}
