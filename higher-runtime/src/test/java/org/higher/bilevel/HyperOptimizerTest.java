package org.higher.bilevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.bilevel.HyperOptimizer.HyperStep;
import org.higher.implicit.LinearSolver;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training loss a/2 (w - s)² + λ/2 w² with λ = exp(η), validation loss 1/2 (w - q)², against
 * formulas worked out by hand.
 *
 * <p>With ρ = 1 - α (a + λ), gradient descent from w₀ is at w* + ρ^T (w₀ - w*) after T steps, where
 * w* = a s / (a + λ).
 */
class HyperOptimizerTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final double A = 1.3;
    private static final double S = 2;
    private static final double Q = 0.4;
    private static final double W0 = -0.7;
    private static final double ETA = -0.6;
    private static final double ALPHA = 0.2;
    private static final double LAMBDA = Math.exp(ETA);
    private static final double MINIMUM = A * S / (A + LAMBDA);
    private static final double RHO = 1 - ALPHA * (A + LAMBDA);

    private final FunctionalWeight net = FunctionalWeight.of(new Weight(W0));
    private final Tensor eta = Tensor.parameter(Tensor.scalar(ETA, DType.FLOAT64));

    private HyperOptimizer.Builder<FunctionalWeight.Params, FunctionalWeight.Bound, Sgd> builder() {
        return HyperOptimizer.of(net, new Sgd(ALPHA))
                .hyperparameter("eta", eta)
                .training(
                        (model, step) -> {
                            Tensor w = model.forward();
                            Tensor penalty = w.square().mul(eta.exp()).mul(0.5);
                            return w.sub(S).square().mul(A / 2).add(penalty);
                        })
                .validation(model -> model.forward().sub(Q).square().mul(0.5))
                .outer(new Sgd(0.1));
    }

    private static double after(int steps, double from) {
        return MINIMUM + Math.pow(RHO, steps) * (from - MINIMUM);
    }

    /** dw/dη after some steps from a weight that is held fixed. */
    private static double sensitivity(int steps, double from) {
        double minimum = -A * S / Math.pow(A + LAMBDA, 2);
        double power = Math.pow(RHO, steps);
        double byLambda =
                minimum * (1 - power) - steps * Math.pow(RHO, steps - 1) * ALPHA * (from - MINIMUM);
        return byLambda * LAMBDA;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void unrolled(int steps) {
        double w = after(steps, W0);
        double expected = (w - Q) * sensitivity(steps, W0);
        HyperStep step = builder().unrolled(steps).build().step();
        assertThat(step.validationLoss()).isCloseTo((w - Q) * (w - Q) / 2, CLOSE);
        assertThat(step.gradients().get("eta").item()).isCloseTo(expected, CLOSE);
        assertThat(eta.item()).isCloseTo(ETA - 0.1 * expected, CLOSE);
        assertThat(net.parameters().get(0).item()).isEqualTo(W0);
    }

    @Test
    void unrolledInLittleMemory() {
        double whole = builder().unrolled(9).build().step().gradients().get("eta").item();
        eta.assign(Tensor.scalar(ETA, DType.FLOAT64));
        HyperStep step = builder().unrolled(9).memory(Memory.snapshots(2)).build().step();
        assertThat(step.gradients().get("eta").item()).isCloseTo(whole, CLOSE);
    }

    @Test
    void truncated() {
        double from = after(4, W0);
        double expected = (after(7, W0) - Q) * sensitivity(3, from);
        HyperStep step = builder().truncated(7, 3).build().step();
        assertThat(step.gradients().get("eta").item()).isCloseTo(expected, CLOSE);
    }

    @Test
    void implicit() {
        double expected = (MINIMUM - Q) * -A * S / Math.pow(A + LAMBDA, 2) * LAMBDA;
        HyperStep step = builder().implicit(80, LinearSolver.conjugateGradients(5)).build().step();
        assertThat(step.gradients().get("eta").item()).isCloseTo(expected, within(1e-10));
        eta.assign(Tensor.scalar(ETA, DType.FLOAT64));
        assertThat(builder().unrolled(80).build().step().gradients().get("eta").item())
                .isCloseTo(expected, within(1e-10));
    }

    @Test
    void theRateOfTheTraining() {
        Tensor rate = Tensor.parameter(Tensor.scalar(ALPHA, DType.FLOAT64));
        HyperStep step =
                builder()
                        .override(Overrides.of(DifferentiableSgd.LR, rate))
                        .unrolled(3)
                        .build()
                        .step();
        double byRate = -3 * Math.pow(RHO, 2) * (A + LAMBDA) * (W0 - MINIMUM);
        double expected = (after(3, W0) - Q) * byRate;
        assertThat(step.gradients()).containsOnlyKeys("eta", "rule.lr.0");
        assertThat(step.gradients().get("rule.lr.0").item()).isCloseTo(expected, CLOSE);
        assertThat(rate.item()).isCloseTo(ALPHA - 0.1 * expected, CLOSE);
    }

    @Test
    void continuing() {
        var tuning = builder().truncated(3, 2).continuing().build();
        tuning.step();
        assertThat(net.parameters().get(0).item()).isCloseTo(after(3, W0), CLOSE);
    }

    /** Running statistics are those that the training has left, and not of the validation. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void continuingWithBuffers(boolean continues) {
        SplittableRandom random = new SplittableRandom(3);
        BatchNorm norm = new BatchNorm(2);
        FunctionalSequential normed =
                FunctionalSequential.of(new Sequential(norm, new Linear(2, 1, true, random)));
        Tensor x = Tensor.normal(random, DType.FLOAT32, 6, 2).add(3);
        Tensor decay = Tensor.parameter(Tensor.scalar(-1));
        HyperOptimizer.Builder<?, FunctionalSequential.Bound, Sgd> settings =
                HyperOptimizer.of(normed, new Sgd(0.1))
                        .hyperparameter("decay", decay)
                        .training(
                                (FunctionalSequential.Bound model, int step) ->
                                        model.forward(x).square().mul(decay.exp()).mean())
                        .validation(model -> model.forward(x.mul(100)).square().mean())
                        .unrolled(3);
        (continues ? settings.continuing() : settings).build().step();

        double kept = Math.pow(0.9, 3); // of the first mean, 0
        double[] mean = x.mean(0).mul(continues ? 1 - kept : 0).toDoubles();
        assertThat(norm.runningMean().toDoubles()).containsExactly(mean, within(1e-5));
    }

    @Test
    void resumedToTheBit(@TempDir Path folder) throws IOException {
        var tuning = builder().unrolled(4).continuing().build();
        tuning.step();
        tuning.save(folder.resolve("tuning.zip"));
        HyperStep second = tuning.step();

        net.parameters().get(0).assign(Tensor.scalar(9, DType.FLOAT64));
        eta.assign(Tensor.scalar(9, DType.FLOAT64));
        var resumed = builder().unrolled(4).continuing().build();
        resumed.resume(folder.resolve("tuning.zip"));
        HyperStep again = resumed.step();
        assertThat(again.step()).isEqualTo(1).isEqualTo(second.step());
        assertThat(again.validationLoss()).isEqualTo(second.validationLoss());
        assertThat(again.gradients().get("eta").item())
                .isEqualTo(second.gradients().get("eta").item());
        assertThat(resumed.hyperparameters().get("eta").item()).isEqualTo(eta.item());
    }

    @Test
    void whatCantBeRight() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HyperOptimizer.of(net, new Sgd(1)).build())
                .withMessage(
                        "HyperOptimizer: call training(...), validation(...), unrolled(...),"
                                + " truncated(...) or implicit(...), hyperparameter(...) or"
                                + " override(...) before build()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().truncated(3, 4))
                .withMessageContaining("through 4 of 3 steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().hyperparameter("x", eta.exp()))
                .withMessageContaining("hyperparameter x: it is no leaf");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().hyperparameter("eta", eta))
                .withMessageContaining("was given before");
        Tensor unused = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder().hyperparameter("unused", unused).unrolled(2).build().step())
                .withMessage(
                        "HyperOptimizer.step: the validation loss does not depend on unused; compute"
                                + " the training loss from the tensor that was given under this name,"
                                + " without detach(), item() or NoGrad, and give none that it does not"
                                + " read");
        eta.assign(Tensor.scalar(800, DType.FLOAT64));
        assertThatThrownBy(() -> builder().unrolled(2).build().step())
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("the gradient of eta has");
        assertThat(eta.item()).isEqualTo(800);
    }
}
