package org.higher.estimators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.higher.array.DType;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Gradient estimators")
class EstimatorsTest {
    private static final double[][] REWARDS = {{0.5, 2}, {-1, 3}};

    /** Of two actions at each of two steps, the second policy depending on the first action. */
    private static Tensor logProbability(Tensor w, int first, int second) {
        Tensor a = Tensor.concat(0, w.slice(0, 0, 1), w.slice(0, 0, 1).neg()).logSoftmax(0);
        Tensor b =
                Tensor.concat(0, w.slice(0, 1, 2).mul(first + 1), w.slice(0, 0, 1)).logSoftmax(0);
        return Tensor.concat(0, a.slice(0, first, first + 1), b.slice(0, second, second + 1))
                .reshape(1, 2);
    }

    /** The expectation over all episodes, as a function of the weights. */
    private static Tensor expected(Tensor w) {
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                Tensor p = logProbability(w, i, j).sum().exp();
                sum = sum.add(p.mul(REWARDS[0][i] + REWARDS[1][j] * (i + 1)));
            }
        }
        return sum;
    }

    /** Each episode's DiCE objective, by how probable the episode is. */
    private static Tensor estimated(Tensor w, boolean baseline) {
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                Tensor logs = logProbability(w, i, j);
                double p = Math.exp(logs.sum().item());
                Tensor rewards =
                        Tensor.of(new double[] {REWARDS[0][i], REWARDS[1][j] * (i + 1)}, 1, 2);
                Tensor baselines = Tensor.of(new double[] {0.7, i + 0.2}, 1, 2);
                Tensor objective =
                        baseline
                                ? Dice.objective(logs, rewards, baselines)
                                : Dice.objective(logs, rewards);
                sum = sum.add(objective.mul(p));
            }
        }
        return sum;
    }

    @Test
    void diceHasTheDerivativesOfTheExpectation() {
        Tensor w = Tensor.parameter(Tensor.of(new double[] {0.3, -0.8}, 2));
        Tensor exact = expected(w);
        Tensor by = Tensor.of(new double[] {0.6, -1.1}, 2);
        Tensor slope = Grad.of(exact).createGraph().with(List.of(w)).orZeros().get(0);
        Tensor curvature = Grad.grad(slope.mul(by).sum(), List.of(w)).get(0);
        for (boolean baseline : new boolean[] {false, true}) {
            Tensor dice = estimated(w, baseline);
            assertThat(dice.item()).isCloseTo(exact.item(), within(1e-12));
            Tensor g = Grad.of(dice).createGraph().with(List.of(w)).orZeros().get(0);
            assertThat(g.toDoubles()).containsExactly(slope.toDoubles(), within(1e-12));
            if (!baseline) {
                Tensor second = Grad.grad(g.mul(by).sum(), List.of(w)).get(0);
                assertThat(second.toDoubles())
                        .containsExactly(curvature.toDoubles(), within(1e-12));
            }
        }
    }

    @Test
    void diceWantsEpisodesAndSteps() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dice.objective(Tensor.ones(3), Tensor.ones(3)))
                .withMessageContaining("[episodes, steps]");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Dice.objective(Tensor.ones(2, 3), Tensor.ones(2, 3), Tensor.ones(2)))
                .withMessageContaining("baselines [2]");
    }

    /** The pairs of a quadratic give (e . 2w) e, whatever the deviation. */
    @Test
    void evolutionStrategiesAverageOverTheirDraws() {
        Tensor w = Tensor.of(new double[] {0.5, -2}, 2);
        List<Tensor> found =
                EvolutionStrategy.of(0.3, 4).gradient(9, x -> x.get(0).square().sum(), List.of(w));
        SplittableRandom random = new SplittableRandom(9);
        Tensor expected = w.zerosLike();
        for (int pair = 0; pair < 4; pair++) {
            Tensor e = Tensor.normal(random, DType.FLOAT64, 2);
            expected = expected.add(e.mul(e.mul(w).sum().mul(2)).div(4));
        }
        assertThat(found.get(0).toDoubles()).containsExactly(expected.toDoubles(), within(1e-12));
        assertThat(found.get(0).requiresGrad()).isFalse();
    }

    @Test
    void evolutionStrategiesSmoothASteppedLoss() {
        Tensor w = Tensor.parameter(Tensor.of(new double[] {0.2}, 1));
        Function<List<Tensor>, Tensor> step = x -> x.get(0).gt(0).to(DType.FLOAT64).sum();
        double slope = EvolutionStrategy.of(0.5, 20000).gradient(1, step, List.of(w)).get(0).item();
        double density = Math.exp(-0.5 * 0.16) / Math.sqrt(2 * Math.PI) / 0.5;
        assertThat(slope).isCloseTo(density, within(0.03));
    }

    /** As what an inner loop reaches. */
    @Test
    void theLossOfAnEvolutionStrategyMayTakeGradients() {
        Tensor w = Tensor.parameter(Tensor.of(new double[] {0.5, -2}, 2));
        Function<List<Tensor>, Tensor> adapted =
                x -> {
                    DifferentiableOptimizer<Sgd> inner = Optimizers.create(x, new Sgd(0.1));
                    return inner.step(x.get(0).square().sum(), x).get(0).square().sum();
                };
        List<Tensor> found = EvolutionStrategy.of(0.3, 4).gradient(9, adapted, List.of(w));
        List<Tensor> expected =
                EvolutionStrategy.of(0.3, 4)
                        .gradient(9, x -> x.get(0).mul(0.8).square().sum(), List.of(w));
        assertThat(found.get(0).toDoubles())
                .containsExactly(expected.get(0).toDoubles(), within(1e-12));
        assertThat(found.get(0).requiresGrad()).isFalse();
    }

    @Test
    void evolutionStrategiesRefuseWhatHasNoValue() {
        Tensor w = Tensor.ones(2);
        assertThatIllegalArgumentException().isThrownBy(() -> EvolutionStrategy.of(0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EvolutionStrategy.of(1, 1).gradient(1, x -> x.get(0), List.of(w)))
                .withMessageContaining("reduce it to a scalar");
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                EvolutionStrategy.of(1, 1)
                                        .gradient(
                                                1, x -> x.get(0).sum().mul(Double.NaN), List.of(w)))
                .withMessageContaining("NaN");
    }
}
