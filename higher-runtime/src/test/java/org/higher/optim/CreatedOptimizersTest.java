package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.Patch;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Differentiable optimizers of a rule alone: over tensors, fast models, groups. */
class CreatedOptimizersTest {
    private static Tensor vector(double... values) {
        return Tensor.parameter(Tensor.of(values, values.length));
    }

    /** Deep energy: the output of a network is found by descent, and the network is learned. */
    @Test
    void stepsABareTensorOnAnEnergy() {
        Tensor coupling = vector(2, 3);
        Tensor y = vector(1, 1);
        DifferentiableOptimizer<Sgd> inner = Optimizers.create(List.of(y), new Sgd(0.1));

        List<Tensor> state = List.of(y);
        for (int k = 0; k < 5; k++) {
            Tensor energy = state.get(0).square().mul(coupling).mul(0.5).sum();
            state = inner.step(energy, state);
        }

        // y5 = (1 - 0.1 c)^5
        assertThat(state.get(0).toDoubles())
                .containsExactly(new double[] {Math.pow(0.8, 5), Math.pow(0.7, 5)}, within(1e-12));
        assertThat(Grad.grad(state.get(0).sum(), List.of(coupling)).get(0).toDoubles())
                .containsExactly(
                        new double[] {-0.5 * Math.pow(0.8, 4), -0.5 * Math.pow(0.7, 4)},
                        within(1e-12));
    }

    @Test
    void theTensorsNeedNotBeLeaves() {
        Tensor base = vector(1, 2);
        Tensor y = base.mul(3);
        DifferentiableOptimizer<Sgd> inner = Optimizers.create(List.of(y), new Sgd(0.5));

        Tensor next = inner.step(y.square().mul(0.5).sum(), List.of(y)).get(0);

        assertThat(next.toDoubles()).containsExactly(1.5, 3);
        assertThat(Grad.grad(next.sum(), List.of(base)).get(0).toDoubles()).containsOnly(1.5);
    }

    @Test
    void stepsAFastModel() {
        FunctionalLinear net =
                FunctionalLinear.of(new Linear(vectorOf(2, 3), Optional.of(vector(1, 2))));
        try (var fast = Patch.monkeypatch(net)) {
            DifferentiableOptimizer<Adam> inner = Optimizers.create(fast.weights(), new Adam(0.1));
            Tensor x = Tensor.ones(DType.FLOAT64, 1, 3);
            FunctionalLinear.Params next = inner.step(fast.model().forward(x).square().sum(), fast);

            assertThat(fast.time()).isEqualTo(1);
            assertThat(next.leaves()).isEqualTo(fast.weights());
            assertThat(next.bias().orElseThrow().toDoubles())
                    .containsExactly(new double[] {0.9, 1.9}, within(1e-6));
        }
    }

    private static Tensor vectorOf(int... shape) {
        return Tensor.parameter(Tensor.uniform(new SplittableRandom(3), DType.FLOAT64, shape));
    }

    @Test
    void groupsHaveSettingsOfTheirOwn() {
        Tensor a = vector(1);
        Tensor b = vector(1);
        List<ParamGroup<Sgd>> groups =
                List.of(
                        ParamGroup.of(List.of(b), new Sgd(0.5)),
                        ParamGroup.of(List.of(a), new Sgd(0.25)));
        Tensor loss = a.square().add(b.square()).mul(0.5).sum();

        List<Tensor> next =
                Optimizers.differentiable(Settings.of(List.of(a, b), groups))
                        .step(loss, List.of(a, b));

        assertThat(next).extracting(Tensor::item).containsExactly(0.75, 0.5);
    }

    @Test
    void groupsOfAFastModel() {
        FunctionalLinear net =
                FunctionalLinear.of(new Linear(vectorOf(1, 2), Optional.of(vector(1))));
        try (var fast = Patch.monkeypatch(net)) {
            List<ParamGroup<Sgd>> biasOnly =
                    List.of(ParamGroup.of(fast.weights().subList(1, 2), new Sgd(0.5)));
            Tensor before = fast.weights().get(0);
            Optimizers.differentiable(Settings.of(fast.weights(), biasOnly))
                    .step(fast.model().forward(Tensor.zeros(DType.FLOAT64, 1, 2)).sum(), fast);

            assertThat(fast.weights().get(0)).isSameAs(before);
            assertThat(fast.weights().get(1).item()).isEqualTo(0.5);
        }
    }

    @Test
    void settingsGoWithARuleAlone() {
        Tensor w = vector(1);
        Tensor lr = Tensor.parameter(Tensor.scalar(0.5, DType.FLOAT64));
        DifferentiableOptimizer<Sgd> inner =
                Optimizers.differentiable(
                        Settings.of(List.of(w), new Sgd(1))
                                .withOverrides(Overrides.of(DifferentiableSgd.LR, lr))
                                .withMode(GradientMode.FIRST_ORDER));

        Tensor next = inner.step(w.square().mul(0.5).sum(), List.of(w)).get(0);

        assertThat(next.item()).isEqualTo(0.5);
        assertThat(Grad.grad(next.sum(), List.of(w)).get(0).item()).isEqualTo(1);
    }

    @Test
    void refusesNothingAndStrangers() {
        Tensor w = vector(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.create(List.of(), new Sgd(1)))
                .withMessage("Optimizer: no parameters");
        List<ParamGroup<Sgd>> stranger = List.of(ParamGroup.of(List.of(vector(2)), new Sgd(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.differentiable(Settings.of(List.of(w), stranger)))
                .withMessageContaining("group 0, parameter 0, [1], is none of the 1 given");
        List<ParamGroup<Sgd>> twice =
                List.of(
                        ParamGroup.of(List.of(w), new Sgd(1)),
                        ParamGroup.of(List.of(w), new Sgd(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(List.of(w), twice))
                .withMessageContaining("was given before");
    }

    @Test
    void refusesAFastModelWithoutWeights() {
        FunctionalLinear net = FunctionalLinear.of(new Linear(vectorOf(1, 1), Optional.empty()));
        DifferentiableOptimizer<Sgd> inner = Optimizers.create(net.parameters(), new Sgd(1));
        try (var bare = Patch.makeFunctional(net)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> inner.step(Tensor.scalar(1), bare))
                    .withMessageContaining("has no weights yet; give the first");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Optimizers.create(bare.weights(), new Sgd(1)))
                    .withMessageContaining("has no weights yet; give the first");
        }
    }

    /** A rule that nobody has made differentiable. */
    record Lonely() implements UpdateRule<Tensor> {
        @Override
        public Tensor init(Tensor p) {
            return p;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            return new Step<>(p, p);
        }
    }

    @Test
    void refusesARuleWithoutADifferentiableVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.create(List.of(vector(1)), new Lonely()))
                .withMessageContaining("no differentiable version")
                .withMessageContaining("or call Optimizers.register");
    }

    @Test
    void refusesAStepsOverrideOfTheWrongLength() {
        Tensor w = vector(1);
        DifferentiableOptimizer<Sgd> inner = Optimizers.create(List.of(w), new Sgd(1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                inner.step(
                                        w.sum(),
                                        List.of(w),
                                        StepOptions.overriding(
                                                Overrides.of(DifferentiableSgd.LR, w, w))))
                .withMessage("override lr: 2 values for 1 group; give one, or one for each group");
    }

    @Test
    void momentumMayComeLater() {
        Tensor w = vector(1);
        Tensor momentum = Tensor.parameter(Tensor.scalar(0.5, DType.FLOAT64));
        for (UpdateRule<?> rule : List.of(new Sgd(0.25), new RmsProp(0.25))) {
            assertThat(momentumLater(rule, w, momentum)).isNotZero();
        }
    }

    private static <R extends UpdateRule<?>> double momentumLater(
            R rule, Tensor w, Tensor momentum) {
        DifferentiableOptimizer<R> inner = Optimizers.create(List.of(w), rule);
        List<Tensor> weights = List.of(w);
        for (int k = 0; k < 3; k++) {
            Overrides<R> now =
                    k == 1 ? Overrides.<R>none().with("momentum", momentum) : Overrides.none();
            weights =
                    inner.step(weights.get(0).square().sum(), weights, StepOptions.overriding(now));
        }
        return Grad.grad(weights.get(0).sum(), List.of(momentum)).get(0).item();
    }

    @Test
    void aStepThatFailsKeepsItsOverrideToItself() {
        Tensor w = vector(1);
        DifferentiableOptimizer<Sgd> inner = Optimizers.create(List.of(w), new Sgd(0.25));
        Overrides<Sgd> one = Overrides.of(DifferentiableSgd.LR, Tensor.scalar(1));
        List<Tensor> weights = new ArrayList<>(List.of(w));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> inner.step(Tensor.scalar(1), weights, StepOptions.overriding(one)));

        assertThat(inner.step(w.square().mul(0.5).sum(), weights).get(0).item()).isEqualTo(0.75);
    }
}
