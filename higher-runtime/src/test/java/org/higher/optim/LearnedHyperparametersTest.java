package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.higher.array.DType;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The way of learned numbers: out of an optimizer as tensors, and back into it. */
class LearnedHyperparametersTest {
    private final Tensor first = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
    private final Tensor second = Tensor.parameter(Tensor.scalar(2));

    private Optimizer<Adam> two(Adam a, Adam b) {
        return Optimizer.<Adam>builder().group(List.of(first), a).group(List.of(second), b).build();
    }

    private static Tensor scalar(double value) {
        return Tensor.scalar(value, DType.FLOAT64);
    }

    @Test
    void everyNumberBecomesATrainableTensorPerGroup() {
        Adam a = new Adam(0.1).withAmsgrad(true);
        Adam b = new Adam(0.2).withBetas(0.8, 0.9);

        Map<String, List<Tensor>> all = Optimizers.trainable(two(a, b)).asMap();

        assertThat(all.keySet()).containsExactly("lr", "beta1", "beta2", "eps", "weightDecay");
        assertThat(all.values()).allMatch(values -> values.size() == 2);
        assertThat(all.get("lr")).extracting(Tensor::item).containsExactly(0.1, 0.2);
        assertThat(all.get("beta1")).extracting(Tensor::item).containsExactly(0.9, 0.8);
        assertThat(all.get("weightDecay")).extracting(Tensor::item).containsExactly(0.0, 0.0);
        assertThat(all.values())
                .allSatisfy(
                        values ->
                                assertThat(values)
                                        .allMatch(Tensor::requiresGrad)
                                        .allMatch(t -> t.dtype() == DType.FLOAT64));
    }

    @Test
    void appliedValuesMakeTheRoundTrip() {
        Optimizer<Adam> optimizer = two(new Adam(0.1).withAmsgrad(true), new Adam(0.2));
        Overrides<Adam> saved = Optimizers.trainable(optimizer);
        Optimizer<Adam> perturbed =
                two(new Adam(9, 0.1, 0.2, 0.3, 0.4, true), new Adam(8, 0.4, 0.3, 0.2, 0.1, false));

        Optimizers.apply(perturbed, saved);

        assertThat(perturbed.groups()).isEqualTo(optimizer.groups());
    }

    @Test
    void whatIsNotNamedStaysAndSoDoesTheState() {
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(first), new Sgd(0.5).withMomentum(0.5));
        first.square().backward();
        optimizer.step();
        OptimizerState before = optimizer.state();

        Optimizers.apply(optimizer, Overrides.of(DifferentiableSgd.WEIGHT_DECAY, scalar(0.7)));

        assertThat(optimizer.groups().get(0).rule())
                .isEqualTo(new Sgd(0.5).withMomentum(0.5).withWeightDecay(0.7));
        assertThat(optimizer.state()).isEqualTo(before);
    }

    @Test
    void aGroupWithoutParametersIsAppliedToAsWell() {
        Optimizer<Adam> optimizer =
                Optimizer.<Adam>builder()
                        .group(List.of(), new Adam(0.1))
                        .group(List.of(first), new Adam(0.2))
                        .build();

        Optimizers.apply(optimizer, Overrides.<Adam>none().with("lr", scalar(0.3)));

        assertThat(optimizer.groups()).allMatch(group -> group.rule().lr() == 0.3);
    }

    @Test
    void oneValueIsForAllGroups() {
        Optimizer<Adam> optimizer = two(new Adam(0.1), new Adam(0.2));
        Optimizers.apply(optimizer, Overrides.of(DifferentiableAdam.LR, scalar(0.3)));
        assertThat(optimizer.groups()).extracting(g -> g.rule().lr()).containsExactly(0.3, 0.3);
    }

    @Test
    void nothingIsHalfApplied() {
        Adam a = new Adam(0.1);
        Adam b = new Adam(0.2);
        Optimizer<Adam> optimizer = two(a, b);
        Overrides<Adam> good = Overrides.of(DifferentiableAdam.LR, scalar(0.3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.apply(optimizer, good.with("beta3", scalar(1))))
                .withMessage(
                        "override beta3: no such hyperparameter; did you mean beta1? this optimizer"
                                + " has [lr, beta1, beta2, eps, weightDecay]");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.apply(
                                        optimizer,
                                        good.with("eps", scalar(1), scalar(1), scalar(1))))
                .withMessage(
                        "override eps: 3 values for 2 groups; give one, or one for each group");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.apply(
                                        optimizer, good.with("beta1", scalar(0.5), scalar(1.5))))
                .withMessage("Adam: beta1 is 1.5; it must be at least 0 and below 1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.apply(
                                        optimizer,
                                        Overrides.of(
                                                DifferentiableAdam.LR,
                                                Tensor.ones(DType.FLOAT64, 3))))
                .withMessage(
                        "Adam.lr: a tensor of shape [3] is no number; it can be used in an override"
                                + " only");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.apply(
                                        optimizer,
                                        Overrides.of(DifferentiableAdam.LR, scalar(1).forTasks(3))))
                .withMessage(
                        "Adam.lr: a tensor of 3 tasks is no number; it can be used in an override"
                                + " only");
        assertThat(optimizer.groups()).extracting(ParamGroup::rule).containsExactly(a, b);
    }

    record Handmade(double lr) implements UpdateRule<Tensor> {
        @Override
        public Tensor init(Tensor p) {
            return p;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            return new Step<>(p.sub(g.mul(lr)), p);
        }
    }

    static final class DifferentiableHandmade
            extends AbstractDifferentiableOptimizer<Handmade, Tensor> {
        DifferentiableHandmade(Settings<Handmade> settings) {
            super(settings, List.of());
        }

        @Override
        protected UpdateRule<Tensor> bind(Handmade rule, Hyper<Handmade> hyper) {
            return rule;
        }

        @Override
        protected void flatten(Tensor state, Leaves out) {
            out.buffer("state", state);
        }

        @Override
        protected Tensor unflatten(Tensor state, LeafSource in) {
            return in.buffer(state);
        }
    }

    @Test
    void anOptimizerThatCannotMakeRulesSaysSo() {
        Optimizers.register(Handmade.class, DifferentiableHandmade::new);
        Optimizer<Handmade> optimizer = Optimizer.of(List.of(first), new Handmade(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> Optimizers.apply(optimizer, Overrides.none()))
                .withMessageContaining("LearnedHyperparametersTest$Handmade: cannot be made again")
                .withMessageContaining("override with(rule, hyper) in");
    }
}
