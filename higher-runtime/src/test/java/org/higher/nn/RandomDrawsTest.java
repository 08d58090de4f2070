package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.higher.Higher;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.functional.testing.GradCheck;
import org.higher.functional.testing.TwinCheck;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Draws of users' own layers, in a variational autoencoder. */
class RandomDrawsTest {
    private final Vae model = new Vae(1);
    private final FunctionalVae net = FunctionalVae.of(model);
    private final Tensor x = Tensor.normal(new SplittableRandom(2), DType.FLOAT32, 8, 6);
    private final Object key = new Object();

    private static <T> T scoped(long seed, boolean fixed, Supplier<T> draw) {
        try (RandomScope draws = fixed ? RandomScope.openFixed(seed) : RandomScope.open(seed)) {
            assertThat(draws).isNotNull();
            return draw.get();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void modelAndTwinDrawAlike(boolean fixed) {
        Tensor expected = scoped(5, fixed, () -> model.loss(x).add(model.loss(x)));
        Tensor actual =
                scoped(
                        5,
                        fixed,
                        () -> {
                            FunctionalVae.Bound bound = net.bind(net.params());
                            return bound.loss(x).add(bound.loss(x));
                        });
        assertThat(actual.item()).isEqualTo(expected.item());
        List<Tensor> gradients = Grad.grad(actual, net.parameters());
        List<Tensor> others = Grad.grad(expected, net.parameters());
        for (int i = 0; i < gradients.size(); i++) {
            assertThat(gradients.get(i).toFloats()).containsExactly(others.get(i).toFloats());
        }
        assertThat(scoped(6, fixed, () -> model.loss(x)).item()).isNotEqualTo(expected.item() / 2);
        TwinCheck.check(model, x);
    }

    @Test
    void aFixedScopeKeepsTheDrawsOfAKey() {
        Object other = new Object();
        List<Tensor> draws =
                scoped(
                        3,
                        true,
                        () ->
                                List.of(
                                        RandomScope.normal(key, DType.FLOAT64, 4),
                                        RandomScope.normal(other, DType.FLOAT64, 4),
                                        RandomScope.normal(key, DType.FLOAT64, 4)));
        assertThat(draws.get(2).toDoubles()).isEqualTo(draws.get(0).toDoubles());
        assertThat(draws.get(1).toDoubles()).isNotEqualTo(draws.get(0).toDoubles());
        List<Tensor> fresh =
                scoped(
                        3,
                        false,
                        () ->
                                List.of(
                                        RandomScope.normal(key, DType.FLOAT64, 4),
                                        RandomScope.normal(key, DType.FLOAT64, 4)));
        assertThat(fresh.get(1).toDoubles()).isNotEqualTo(fresh.get(0).toDoubles());
    }

    /** The weights after a loop, and the gradients of a loss of them, which draws as well. */
    private List<double[]> loop(Memory memory, GradientMode mode, boolean inScope) {
        Tensor rate = Tensor.parameter(Tensor.scalar(0.05));
        Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));
        Supplier<Tensor> run =
                () -> {
                    try (var loop =
                            Higher.innerLoop(net, sgd)
                                    .copyInitialWeights(false)
                                    .gradientMode(mode)
                                    .override(Overrides.of(DifferentiableSgd.LR, rate))
                                    .memory(memory)
                                    .open()) {
                        loop.unroll(7, (m, k) -> m.loss(x.add(0.1 * k)));
                        return loop.model().loss(x);
                    }
                };
        Supplier<List<Tensor>> gradients =
                () -> {
                    Tensor outer = run.get();
                    return inScope ? gradients(outer, rate) : List.of(outer);
                };
        List<Tensor> found = scoped(11, false, gradients);
        List<Tensor> all = inScope ? found : gradients(found.get(0), rate);
        return all.stream().map(Tensor::toDoubles).toList();
    }

    private List<Tensor> gradients(Tensor outer, Tensor rate) {
        return Grad.of(outer).with(append(net.parameters(), rate)).orZeros();
    }

    private static List<Tensor> append(List<Tensor> list, Tensor last) {
        List<Tensor> all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    /** Also where the gradient is asked for after the scope has ended. */
    @ParameterizedTest
    @EnumSource(
            value = GradientMode.class,
            names = {"SECOND_ORDER", "FIRST_ORDER"})
    void aStepThatIsTakenAgainDrawsTheSame(GradientMode mode) {
        List<double[]> expected = loop(Memory.full(), mode, true);
        assertThat(expected.get(0)).isNotEqualTo(new double[30]);
        for (boolean inScope : new boolean[] {true, false}) {
            for (Memory memory : List.of(Memory.snapshots(2), Memory.savedGradients())) {
                List<double[]> actual = loop(memory, mode, inScope);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i)).isEqualTo(expected.get(i));
                }
            }
        }
    }

    /** The same loop by hand: plain steps of the model itself. */
    @Test
    void aLoopTakesTheStepsOfTheModel() {
        Vae twinOf = new Vae(1);
        List<Tensor> plain = FunctionalVae.of(twinOf).parameters();
        Optimizer<Sgd> sgd = Optimizer.of(plain, new Sgd(0.1));
        scoped(
                4,
                false,
                () -> {
                    for (int k = 0; k < 3; k++) {
                        sgd.zeroGrad();
                        twinOf.loss(x).backward();
                        sgd.step();
                    }
                    return 0;
                });
        List<Tensor> weights =
                scoped(
                        4,
                        false,
                        () -> {
                            Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
                            try (var loop = Higher.innerLoop(net, inner).open()) {
                                loop.unroll(3, (m, k) -> m.loss(x));
                                return loop.params().leaves();
                            }
                        });
        for (int i = 0; i < plain.size(); i++) {
            assertThat(weights.get(i).toFloats()).containsExactly(plain.get(i).toFloats());
        }
    }

    @Test
    void tasksShareDrawsUnlessEachHasItsOwn() {
        Tensor tasks = Tensor.stackTasks(List.of(x, x.mul(2)));
        Tensor both = scoped(9, false, () -> model.loss(tasks));
        Tensor first = scoped(9, false, () -> model.loss(x));
        assertThat(both.unstackTasks().get(0).item()).isCloseTo(first.item(), within(1e-5));
        Tensor own = scoped(9, false, () -> RandomScope.normal(key, DType.FLOAT64, 2, 3).asTasks());
        assertThat(own.taskCount()).isEqualTo(2);
        assertThat(own.unstackTasks().get(0).toDoubles())
                .isNotEqualTo(own.unstackTasks().get(1).toDoubles());
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        model.eval();
        Tensor wide = x.to(DType.FLOAT64);
        GradCheck.check(net.params(), p -> net.bind(p).loss(wide));
        GradCheck.check(
                net.params(),
                p -> {
                    try (RandomScope draws = RandomScope.open(1)) {
                        assertThat(draws).isNotNull();
                        return net.bind(p).loss(wide);
                    }
                });
    }

    @Test
    void drawsAreOfTheirDistribution() {
        scoped(
                1,
                false,
                () -> {
                    Tensor normal = RandomScope.normal(key, DType.FLOAT64, 200, 100);
                    assertThat(normal.mean().item()).isCloseTo(0, within(0.02));
                    assertThat(normal.std().item()).isCloseTo(1, within(0.02));
                    Tensor uniform = RandomScope.uniform(key, DType.FLOAT64, 200, 100);
                    assertThat(uniform.mean().item()).isCloseTo(0.5, within(0.01));
                    assertThat(uniform.amin().item()).isBetween(0.0, 0.01);
                    assertThat(uniform.amax().item()).isBetween(0.99, 1.0);
                    Tensor coins = RandomScope.bernoulli(key, 0.3, DType.FLOAT32, 200, 100);
                    assertThat(coins.dtype()).isEqualTo(DType.FLOAT32);
                    assertThat(coins.mean().item()).isCloseTo(0.3, within(0.01));
                    assertThat(coins.mul(coins.rsub(1)).abs().sum().item()).isZero();
                    assertThat(RandomScope.bernoulli(key, 0, DType.FLOAT32, 9).sum().item())
                            .isZero();
                    assertThat(RandomScope.bernoulli(key, 1, DType.FLOAT32, 9).sum().item())
                            .isEqualTo(9);
                    assertThat(RandomScope.generator(key).nextInt(5)).isBetween(0, 4);
                    return 0;
                });
    }

    @Test
    void misuseIsRefused() {
        assertThatThrownBy(() -> model.forward(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("bernoulli: no random scope is open in thread ")
                .hasMessageEndingWith(
                        ", and its draws would not be reproducible; open one with"
                                + " RandomScope.open(seed) in a try block. A scope is that of the"
                                + " thread that opens it: where tasks run in others, as those of a"
                                + " MetaBatch, open it in the loss, with a seed of the task's");
        model.eval();
        assertThat(model.forward(x).shape()).containsExactly(8, 6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomScope.normal("noise", DType.FLOAT32, 2))
                .withMessage(
                        "normal: the key is the String noise, which other layers may have, too; give"
                                + " an object of the layer's own, held by a field: new Object()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomScope.uniform(1, DType.FLOAT32, 2))
                .withMessageStartingWith("uniform: the key is the Integer 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomScope.bernoulli(key, 1.5, DType.FLOAT32))
                .withMessage("bernoulli: probability is 1.5; it must be in [0, 1]");
        assertThatNullPointerException()
                .isThrownBy(() -> RandomScope.generator(null))
                .withMessage("generator: key is null");
    }

    /** One run for each element, which would each be of another function. */
    @Test
    void forwardModeRefusesAScopeAroundSeveralRuns() {
        List<Tensor> at = List.of(Tensor.of(new double[] {1, 2, 3}));
        Function<List<Tensor>, Tensor> noisy =
                w -> w.get(0).mul(RandomScope.normal(key, DType.FLOAT64, 3)).sum();
        assertThatThrownBy(() -> scoped(4, false, () -> ForwardMode.gradient(noisy, at)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("open the RandomScope within the function");
        double[] draws =
                scoped(4, true, () -> RandomScope.normal(key, DType.FLOAT64, 3)).toDoubles();
        assertThat(scoped(4, true, () -> ForwardMode.gradient(noisy, at)).get(0).toDoubles())
                .containsExactly(draws);
        assertThat(
                        ForwardMode.gradient(w -> scoped(4, false, () -> noisy.apply(w)), at)
                                .get(0)
                                .toDoubles())
                .containsExactly(draws);
    }
}
