package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.higher.optim.chain.Transforms.clipByGlobalNorm;
import static org.higher.optim.chain.Transforms.decayedWeights;
import static org.higher.optim.chain.Transforms.momentum;
import static org.higher.optim.chain.Transforms.scale;
import static org.higher.optim.chain.Transforms.scaleByAdam;
import static org.higher.optim.chain.Transforms.scaleByRadam;
import static org.higher.optim.chain.Transforms.scaleByRms;
import static org.higher.optim.chain.Transforms.scaleByTrustRatio;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.io.Checkpoint;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.optim.chain.Chain;
import org.higher.optim.chain.DifferentiableClipByGlobalNorm;
import org.higher.optim.chain.DifferentiableScale;
import org.higher.optim.chain.Mask;
import org.higher.optim.chain.ScaleBySchedule;
import org.higher.optim.chain.Stateless;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.RAdam;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Backends;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Chains of gradient transforms")
class ChainTest {
    private static List<Tensor> weights() {
        SplittableRandom random = new SplittableRandom(3);
        return List.of(
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 3, 2)),
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 3)));
    }

    private static Tensor loss(List<Tensor> w, int step) {
        return w.get(0).add(step).sin().sum().add(w.get(1).square().sum());
    }

    private static <R extends UpdateRule<?>> List<Tensor> run(R rule, int steps) {
        List<Tensor> w = weights();
        Optimizer<R> optimizer = Optimizer.of(w, rule);
        for (int k = 0; k < steps; k++) {
            optimizer.step(Grad.grad(loss(w, k), w));
        }
        return w;
    }

    private static void same(List<Tensor> a, List<Tensor> b, double tolerance) {
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i).toDoubles())
                    .containsExactly(b.get(i).toDoubles(), within(tolerance));
        }
    }

    @Test
    void aCompleteRuleAtTheEndTakesItsOwnSteps() {
        same(run(Chain.of(new Adam(0.1)), 4), run(new Adam(0.1), 4), 0);
        same(run(Chain.of(clipByGlobalNorm(1e9)).then(new Adam(0.1)), 4), run(new Adam(0.1), 4), 0);
    }

    @Test
    void adamWIsAChain() {
        Chain chain = Chain.of(scaleByAdam(), decayedWeights(0.01), scale(0.1));
        same(run(chain, 5), run(new AdamW(0.1).withWeightDecay(0.01), 5), 1e-12);
    }

    @Test
    void soAreTheOthersOfItsFamily() {
        Chain lamb = Chain.of(scaleByAdam(0.8, 0.9, 1e-3), decayedWeights(0.2));
        same(
                run(lamb.then(scaleByTrustRatio()).then(scale(0.1)), 5),
                run(new Lamb(0.1).withBetas(0.8, 0.9).withEps(1e-3).withWeightDecay(0.2), 5),
                1e-12);
        same(
                run(Chain.of(decayedWeights(0.2), scaleByRadam(0.8, 0.9, 1e-3), scale(0.1)), 12),
                run(new RAdam(0.1).withBetas(0.8, 0.9).withEps(1e-3).withWeightDecay(0.2), 12),
                1e-12);
        same(
                run(Chain.of(scaleByRms(0.7, 1e-3), momentum(0.6), scale(0.1)), 5),
                run(new RmsProp(0.1).withAlpha(0.7).withEps(1e-3).withMomentum(0.6), 5),
                1e-12);
    }

    @Test
    void theTrustRatioIsThatOfLengths() {
        Chain lars = Chain.of(decayedWeights(0.3), scaleByTrustRatio(0.02), scale(1));
        List<Tensor> w = weights();
        List<Tensor> g = Grad.grad(loss(w, 0), w);
        List<Tensor> after = run(lars, 1);
        for (int i = 0; i < 2; i++) {
            Tensor direction = g.get(i).add(w.get(i).mul(0.3));
            double length = Math.sqrt(w.get(i).square().sum().item());
            double own = Math.sqrt(direction.square().sum().item());
            Tensor expected = w.get(i).sub(direction.mul(0.02 * length / own));
            same(List.of(after.get(i)), List.of(expected), 1e-12);
        }
        // weights of length 0, or a gradient: no ratio, no NaN, also of derivatives
        Tensor zeros = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2));
        Tensor slope = Tensor.parameter(Tensor.of(new double[] {3, 4}, 2));
        Tensor none = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2));
        Tensor ones = Tensor.parameter(Tensor.ones(DType.FLOAT64, 2));
        assertThat(scaleByTrustRatio(0.5).update(zeros, slope, new Stateless()).value())
                .satisfies(t -> assertThat(t.toDoubles()).containsExactly(3, 4));
        Tensor unmoved = scaleByTrustRatio(0.5).update(ones, none, new Stateless()).value();
        assertThat(unmoved.toDoubles()).containsExactly(0, 0);
        assertThat(Grad.grad(unmoved.sum(), List.of(none)).get(0).toDoubles())
                .containsExactly(1, 1);
    }

    @Test
    void theGlobalNormIsThatOfAllParameters() {
        List<Tensor> w = weights();
        List<Tensor> g = Grad.grad(loss(w, 0), w);
        double norm = Math.sqrt(g.get(0).square().sum().item() + g.get(1).square().sum().item());
        List<Tensor> after = run(Chain.of(clipByGlobalNorm(0.5), scale(1)), 1);
        for (int i = 0; i < 2; i++) {
            same(List.of(after.get(i)), List.of(w.get(i).sub(g.get(i).mul(0.5 / norm))), 1e-12);
        }
    }

    @Test
    void groupsHaveChainsOfTheirOwn() {
        List<Tensor> w = weights();
        Optimizer<Chain> both =
                Optimizer.<Chain>builder()
                        .group(List.of(w.get(0)), Chain.of(new Sgd(0.1)))
                        .group(List.of(w.get(1)), Chain.of(new Adam(0.2)))
                        .build();
        Tensor rate = Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64));
        DifferentiableOptimizer<Chain> lifted =
                Optimizers.differentiable(
                        Settings.of(w, both)
                                .withOverrides(
                                        Overrides.of(Chain.key(DifferentiableAdam.LR), rate)));
        List<Tensor> next = w;
        for (int k = 0; k < 3; k++) {
            next = lifted.step(loss(next, k), next);
        }
        same(List.of(next.get(0)), List.of(run(new Sgd(0.1), 3).get(0)), 0);
        same(List.of(next.get(1)), List.of(run(new Adam(0.3), 3).get(1)), 1e-12);
        assertThat(Grad.grad(next.get(1).sum(), List.of(rate)).get(0).item()).isNotZero();
        assertThat(Grad.of(next.get(0).sum()).with(List.of(rate)).toList().get(0)).isEmpty();
        assertThat(lifted.keys().stream().map(Key::name))
                .contains("Sgd.lr", "Adam.lr", "Adam.beta1");
        Optimizers.apply(both, Overrides.of(Chain.key(DifferentiableSgd.LR), Tensor.scalar(0.7)));
        assertThat(both.groups().get(0).rule().links()).containsExactly(new Sgd(0.7));
        assertThat(both.groups().get(1).rule().links()).containsExactly(new Adam(0.2));
    }

    @Test
    void severalLinksOfOneClassHaveKeysOfTheirOwn() {
        List<Tensor> w = weights();
        Chain chain = Chain.of(scale(0.5), scale(0.25));
        Tensor second = Tensor.scalar(1, DType.FLOAT64);
        DifferentiableOptimizer<Chain> lifted =
                Optimizers.differentiable(
                        Settings.of(w, chain)
                                .withOverrides(
                                        Overrides.of(
                                                Chain.key(1, DifferentiableScale.FACTOR), second)));
        same(lifted.step(loss(w, 0), w), run(Chain.of(scale(0.5)), 1), 1e-12);
    }

    @Test
    void masksChooseByPath() {
        Init.seed(2);
        Linear layer = new Linear(2, 3);
        FunctionalLinear net = FunctionalLinear.of(layer);
        Mask noBiases = Mask.paths(net.params(), path -> !path.endsWith("bias"));
        Chain chain = Chain.of(decayedWeights(0.5), noBiases).then(scale(1));
        Optimizer<Chain> optimizer = Optimizer.of(net.parameters(), chain);
        Map<String, Tensor> before = Params.named(Params.map(net.params(), Tensor::detach));
        optimizer.step(net.parameters().stream().map(Tensor::zerosLike).toList());
        Map<String, Tensor> after = Params.named(net.params());
        assertThat(after.get("weight").toDoubles())
                .containsExactly(before.get("weight").mul(0.5).toDoubles());
        assertThat(after.get("bias").toDoubles()).containsExactly(before.get("bias").toDoubles());
        List<Tensor> others = List.of(Tensor.parameter(Tensor.ones(3)));
        Optimizer<Chain> other = Optimizer.of(others, chain);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.step(others))
                .withMessageContaining("in their order");
    }

    @Test
    void aScheduleIsWhereItsStateIs(@TempDir Path folder) throws Exception {
        List<Tensor> w = weights();
        Chain chain =
                Chain.of(
                        scale(
                                Schedule.piecewise(
                                        List.of(2),
                                        List.of(Tensor.scalar(0.1), Tensor.scalar(0.01)))));
        Optimizer<Chain> optimizer = Optimizer.of(w, chain);
        List<Tensor> ones = w.stream().map(Tensor::onesLike).toList();
        optimizer.step(ones);
        optimizer.step(ones);
        Path file = folder.resolve("run.higher");
        Checkpoint.builder().optimizer("o", optimizer).save(file);
        Optimizer<Chain> other = Optimizer.of(w, chain);
        Checkpoint.load(file).restore("o", other);
        double before = w.get(1).toDoubles()[0];
        other.step(ones);
        assertThat(before - w.get(1).toDoubles()[0]).isCloseTo(0.01, within(1e-8));
    }

    @Test
    void inAnInnerLoopTheBoundIsLearned() {
        Init.seed(4);
        FunctionalLinear net = FunctionalLinear.of(new Linear(2, 1));
        Tensor x = Tensor.normal(new SplittableRandom(1), DType.FLOAT32, 5, 2);
        Tensor y = Tensor.normal(new SplittableRandom(2), DType.FLOAT32, 5, 1);
        Optimizer<Chain> inner =
                Optimizer.of(
                        net.parameters(),
                        Chain.of(clipByGlobalNorm(0.1)).then(new Sgd(0.5).withMomentum(0.9)));
        Tensor bound = Tensor.parameter(Tensor.scalar(0.1));
        try (var loop =
                Higher.innerLoop(net, inner)
                        .override(
                                Overrides.of(
                                        Chain.key(DifferentiableClipByGlobalNorm.MAX_NORM), bound))
                        .open()) {
            for (int k = 0; k < 3; k++) {
                loop.step(Losses.mse(loop.model().forward(x), y));
            }
            Losses.mse(loop.model().forward(x), y).backward();
        }
        assertThat(bound.grad().orElseThrow().item()).isNegative();
    }

    @Test
    void whatCantBeAChainIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chain.of(new Sgd(0.1), scale(1)))
                .withMessageContaining("put it last");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chain.of(Chain.of(scale(1))))
                .withMessageContaining("give its links one by one");
        List<Tensor> w = weights();
        Optimizer<Chain> one = Optimizer.of(w, Chain.of(scaleByAdam(), scale(1)));
        one.step(w.stream().map(Tensor::onesLike).toList());
        Optimizer<Chain> other = Optimizer.of(weights(), Chain.of(scale(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> {
                            other.restore(one.state());
                            other.step(w.stream().map(Tensor::onesLike).toList());
                        })
                .withMessageContaining("links");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.differentiable(
                                        Settings.of(w, Chain.of(scale(1)))
                                                .withOverrides(
                                                        Overrides.of(
                                                                Chain.key(DifferentiableAdam.LR),
                                                                Tensor.scalar(1)))))
                .withMessageContaining("Scale.factor");
    }

    /** Called like a link of the library. */
    record Scale(@Trainable double factor) implements UpdateRule<Stateless>, GradientTransform {
        @Override
        public Stateless init(Tensor p) {
            return new Stateless();
        }

        @Override
        public Step<Stateless> update(Tensor p, Tensor g, Stateless state) {
            return new Step<>(g.mul(factor), state);
        }
    }

    @Test
    void twoLinksOfOneNameAreRefused() {
        Chain chain = Chain.of(scale(1), new Scale(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.create(weights(), chain))
                .withMessageContaining("have one simple name");
        List<Tensor> w = weights();
        Optimizer<Chain> apart =
                Optimizer.<Chain>builder()
                        .group(w.subList(0, 1), Chain.of(new Scale(0.5)))
                        .group(w.subList(1, 2), Chain.of(scale(0.1)))
                        .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.differentiable(w, apart))
                .withMessageContaining("have one simple name");
    }

    @Test
    void aStateOfOtherLinksMasksOrParametersIsRefused() {
        Tensor x = Tensor.parameter(Tensor.ones(2));
        Tensor y = Tensor.parameter(Tensor.ones(2));
        List<Tensor> both = List.of(x, y);
        Optimizer<Chain> from = Optimizer.of(both, Chain.of(scaleByAdam(), scale(0.1)));
        from.step(List.of(Tensor.ones(2), Tensor.ones(2)));
        OptimizerState state = from.state();
        Mask second = (index, p) -> index == 1;
        List<Optimizer<Chain>> others =
                List.of(
                        Optimizer.of(both, Chain.of(momentum(0.5), scale(0.1))),
                        Optimizer.of(both, Chain.of(scaleByAdam(), second).then(scale(0.1))),
                        Optimizer.of(List.of(x), Chain.of(scaleByAdam(), scale(0.1))),
                        Optimizer.of(
                                List.of(x, y, Tensor.parameter(Tensor.ones(1))),
                                Chain.of(scaleByAdam(), scale(0.1))));
        for (Optimizer<Chain> other : others) {
            assertThatIllegalArgumentException().isThrownBy(() -> other.restore(state));
            assertThat(other.state().groups().get(0).get(0)).isEmpty();
            Settings<Chain> settings =
                    Settings.of(other.groups().get(0).params(), other).withState(state);
            List<Tensor> w = settings.params();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Optimizers.differentiable(settings).step(w, w));
        }
        Optimizer<Chain> same = Optimizer.of(both, Chain.of(scaleByAdam(), scale(0.5)));
        same.restore(state);
        assertThat(same.state()).isEqualTo(state);
    }

    /** As a schedule of a loop is. */
    @Test
    void aScheduleIsReadWhereTheWeightsAre() {
        Tensor rate = Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64));
        Tensor start = Tensor.ones(DType.FLOAT64, 3).to(Backends.device("nd4j"));
        List<Tensor> w = List.of(Tensor.parameter(start));
        Chain chain = Chain.of(new ScaleBySchedule(2, step -> rate));

        List<Tensor> after =
                Optimizers.differentiable(w, Optimizer.of(w, chain))
                        .step(w.get(0).square().sum(), w);

        assertThat(after.get(0).device()).isEqualTo(start.device());
        assertThat(after.get(0).toDoubles()).containsOnly(1 - 2 * 0.3 * 2);
        assertThat(Grad.grad(after.get(0).sum(), List.of(rate)).get(0).item()).isEqualTo(-12);
    }
}
