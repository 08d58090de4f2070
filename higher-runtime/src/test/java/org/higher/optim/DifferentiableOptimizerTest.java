package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.higher.array.DType;
import org.higher.functional.LeafMapper;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DifferentiableOptimizerTest {
    private static final double LR = 0.25;

    private static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    /** A loss with gradient {@code w} for every weight. */
    private static Tensor half(List<Tensor> weights) {
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (Tensor w : weights) {
            sum = sum.add(w.square().mul(0.5));
        }
        return sum;
    }

    private static DifferentiableSgd sgd(List<Tensor> params) {
        return sgd(params, Overrides.none());
    }

    private static DifferentiableSgd sgd(List<Tensor> params, Overrides<Sgd> overrides) {
        return new DifferentiableSgd(
                Settings.of(params, Optimizer.of(params, new Sgd(LR))).withOverrides(overrides));
    }

    private static List<Double> values(List<Tensor> weights) {
        return weights.stream().map(Tensor::item).toList();
    }

    // ---- which weights change

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

    // ---- overrides

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
    void stepOverridesStayInForceAndOthersKeep() {
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
    void refusesRatesThatWouldStretchTheWeights() {
        List<Tensor> params = List.of(scalar(1));
        Overrides<Sgd> three =
                Overrides.of(DifferentiableSgd.LR, Tensor.full(LR, DType.FLOAT64, 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgd(params, three).step(half(params), params))
                .withMessage(
                        "override lr: [3] does not broadcast to [], the shape of parameter 0 of"
                                + " group 0; give a scalar, or what fits all weights of the"
                                + " group");
    }

    // ---- values of 0 that are being learned

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

    // ---- callbacks

    @Test
    void callbacksSeeGradientsInTheOrderOfTheParameters() {
        Tensor frozen = Tensor.scalar(9, DType.FLOAT64);
        List<Tensor> params = List.of(scalar(1), frozen, scalar(2));
        Optimizer<Sgd> source = Optimizer.of(List.of(params.get(2), params.get(0)), new Sgd(LR));
        AtomicReference<List<Optional<Tensor>>> seen = new AtomicReference<>(List.of());
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, source)
                                .withCallback(
                                        gradients -> {
                                            seen.set(gradients);
                                            return gradients;
                                        }));

        optimizer.step(half(params), params);

        assertThat(seen.get().get(0).orElseThrow().item()).isEqualTo(1);
        assertThat(seen.get().get(1)).isEmpty();
        assertThat(seen.get().get(2).orElseThrow().item()).isEqualTo(2);
    }

    @Test
    void aStepsCallbackReplacesTheOptimizersForThatStep() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, Optimizer.of(params, new Sgd(LR)))
                                .withCallback(times(2)));

        List<Tensor> own = optimizer.step(half(params), params);
        List<Tensor> replaced =
                optimizer.step(half(params), params, StepOptions.callback(times(4)));
        List<Tensor> again = optimizer.step(half(params), params);

        assertThat(values(own)).containsExactly(0.5);
        assertThat(values(replaced)).containsExactly(0.0);
        assertThat(values(again)).containsExactly(0.5);
    }

    private static GradientCallback times(double factor) {
        return gradients -> gradients.stream().map(g -> g.map(x -> x.mul(factor))).toList();
    }

    @Test
    void callbacksMayDropGradientsButNotPositions() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer = sgd(params);

        List<Tensor> kept =
                optimizer.step(
                        half(params),
                        params,
                        StepOptions.callback(gradients -> List.of(Optional.empty())));

        assertThat(kept.get(0)).isSameAs(params.get(0));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                optimizer.step(
                                        half(params),
                                        params,
                                        StepOptions.callback(gradients -> List.of())))
                .withMessage("step: 0 gradients from the callback for 1 parameters");
    }

    @Test
    void callbacksDoNotThawFrozenWeights() {
        Tensor frozen = Tensor.scalar(2, DType.FLOAT64);
        List<Tensor> params = List.of(scalar(1), frozen);
        GradientCallback ones =
                gradients -> params.stream().map(p -> Optional.of(p.onesLike())).toList();

        List<Tensor> next = sgd(params).step(half(params), params, StepOptions.callback(ones));

        assertThat(next.get(0).item()).isEqualTo(0.75);
        assertThat(next.get(1)).isSameAs(frozen);
    }

    // ---- state

    @Test
    void continuesTheSourceAndLeavesItAlone() {
        Tensor w = scalar(1);
        Optimizer<Sgd> source = Optimizer.of(List.of(w), new Sgd(LR).withMomentum(0.5));
        half(List.of(w)).backward();
        source.step(); // velocity 1, weight 0.75
        OptimizerState before = source.state();
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(List.of(w), source);

        List<Tensor> next = optimizer.step(half(List.of(w)), List.of(w));

        assertThat(values(next)).containsExactly(0.75 - LR * (0.5 * 1 + 0.75));
        assertThat(source.state()).isEqualTo(before);
        assertThat(w.item()).isEqualTo(0.75);
    }

    @Test
    void noGradientReachesTheStateOfTheSource() {
        Tensor w = scalar(1);
        Tensor before = scalar(2);
        Optimizer<Sgd> source = Optimizer.of(List.of(w), new Sgd(LR).withMomentum(0.5));
        Sgd.State tracked = new Sgd.State(Optional.of(before.mul(1)));
        source.restore(OptimizerState.of(List.of(List.of(Optional.of(tracked)))));
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(List.of(w), source);

        Tensor next = optimizer.step(half(List.of(w)), List.of(w)).get(0);

        assertThat(next.item()).isEqualTo(1 - LR * (0.5 * 2 + 1));
        assertThat(Grad.of(next).with(before).get(0)).isEmpty();
    }

    @Test
    void itsStateCanBeCopiedBack() {
        Tensor w = scalar(1);
        Optimizer<Sgd> source = Optimizer.of(List.of(w), new Sgd(LR).withMomentum(0.5));
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(List.of(w), source);
        optimizer.step(half(List.of(w)), List.of(w));

        OptimizerState state = optimizer.state();
        source.restore(state);

        Sgd.State sgd = (Sgd.State) state.groups().get(0).get(0).orElseThrow();
        assertThat(sgd.velocity().orElseThrow().item()).isEqualTo(1);
        assertThat(sgd.velocity().orElseThrow().requiresGrad()).isFalse();
        assertThat(source.state()).isEqualTo(state);
    }

    @Test
    void aRuleThatThrowsLeavesEveryStateAsItWas() {
        List<Tensor> params = List.of(scalar(1), scalar(2));
        Remembering rule = new Remembering();
        Recording optimizer = recording(params, rule, GradientMode.SECOND_ORDER);
        List<Tensor> next = optimizer.step(half(params), params);
        rule.callsLeft = 1; // the second weight's update fails

        assertThatIllegalStateException()
                .isThrownBy(() -> optimizer.step(half(next), next))
                .withMessage("as told");
        Tensor first = (Tensor) optimizer.state().groups().get(0).get(0).orElseThrow();
        assertThat(first.item()).isEqualTo(1);
    }

    // ---- modes

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
        Remembering rule = new Remembering();
        Recording optimizer = recording(params, rule, GradientMode.UNTRACKED);

        List<Tensor> weights = List.of(connected);
        for (int t = 0; t < 3; t++) {
            weights = optimizer.step(half(weights), weights);
        }

        assertThat(rule.seen).hasSize(3);
        assertThat(rule.seen.subList(1, 3)).noneMatch(Tensor::requiresGrad);
    }

    // ---- a rule and its optimizer, written by hand

    private static Recording recording(List<Tensor> params, Remembering rule, GradientMode mode) {
        return new Recording(Settings.of(params, Optimizer.of(params, rule)).withMode(mode));
    }

    /** Keeps the weights themselves as its state, and notes the states that it is given. */
    private static final class Remembering implements UpdateRule<Tensor> {
        final List<Tensor> seen = new ArrayList<>();
        int callsLeft = Integer.MAX_VALUE;

        @Override
        public Tensor init(Tensor p) {
            return p;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            seen.add(state);
            if (callsLeft-- == 0) {
                throw new IllegalStateException("as told");
            }
            return new Step<>(p.sub(g.mul(LR)), p);
        }
    }

    private static final class Recording
            extends AbstractDifferentiableOptimizer<Remembering, Tensor> {
        Recording(Settings<Remembering> settings) {
            super(settings, List.of());
        }

        @Override
        protected UpdateRule<Tensor> bind(Remembering rule, Hyper<Remembering> hyper) {
            return rule;
        }

        @Override
        protected Tensor map(Tensor state, LeafMapper f) {
            return f.buffer("state", state);
        }
    }
}
