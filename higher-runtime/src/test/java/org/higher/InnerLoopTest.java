package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.RandomScope;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InnerLoopTest {
    private static final int STEPS = 3;
    private final Tensor xs = data(1, 6, 3);
    private final Tensor ys = data(2, 6, 2);
    private final Tensor xq = data(3, 5, 3);
    private final Tensor yq = data(4, 5, 2);
    private final Centred model = new Centred(7);
    private final FunctionalCentred net = FunctionalCentred.of(model);
    private final Optimizer<Sgd> sgd =
            Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));

    private static Tensor data(long seed, int... shape) {
        return Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape);
    }

    private Tensor inner(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, ?> loop) {
        return Losses.mse(loop.model().forward(xs), ys);
    }

    private Tensor outer(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, ?> loop) {
        return Losses.mse(loop.model().forward(xq), yq);
    }

    /** The outer loss after an unroll from the model's weights as they are. */
    private double outerLoss() {
        try (var loop = Higher.innerLoop(net, sgd).gradientMode(GradientMode.UNTRACKED).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(inner(loop));
            }
            return outer(loop).item();
        }
    }

    @Test
    void gradientThroughTheUnrollMatchesFiniteDifferences() {
        model.eval(); // differences would see the buffer's influence, which no gradient flows
        // through
        List<Tensor> weights = net.parameters();
        try (var loop = Higher.innerLoop(net, sgd).copyInitialWeights(false).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(inner(loop));
            }
            outer(loop).backward();
        }
        for (int leaf : new int[] {0, 1, 2, 3}) {
            Tensor weight = weights.get(leaf);
            double[] values = weight.toDoubles();
            double[] gradient = weight.grad().orElseThrow().toDoubles();
            for (int i = 0; i < values.length; i++) {
                double step = 1e-6;
                double slope = (shifted(weight, i, step) - shifted(weight, i, -step)) / (2 * step);
                assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
            }
        }
    }

    private double shifted(Tensor weight, int index, double by) {
        Tensor before = weight.detach();
        double[] values = weight.toDoubles();
        values[index] += by;
        weight.assign(Tensor.of(values, weight.shape()));
        double loss = outerLoss();
        weight.assign(before);
        return loss;
    }

    @Test
    void copiedWeightsGetTheSameGradientAndLeaveTheModelAlone() {
        List<double[]> copied = new ArrayList<>();
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            Grad.grad(outer(loop), loop.params(0).leaves().subList(0, 4))
                    .forEach(g -> copied.add(g.toDoubles()));
        }
        assertThat(net.parameters()).allSatisfy(p -> assertThat(p.grad()).isEmpty());
        try (var loop = Higher.innerLoop(net, sgd).copyInitialWeights(false).open()) {
            loop.step(inner(loop));
            outer(loop).backward();
        }
        for (int i = 0; i < copied.size(); i++) {
            assertThat(net.parameters().get(i).grad().orElseThrow().toDoubles())
                    .containsExactly(copied.get(i));
        }
    }

    @Test
    void firstOrderGradientIsTheGradientAtTheAdaptedWeights() {
        Optimizer<Sgd> plain = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop =
                Higher.innerLoop(net, plain)
                        .copyInitialWeights(false)
                        .gradientMode(GradientMode.FIRST_ORDER)
                        .open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(inner(loop));
            }
            Tensor loss = outer(loop);
            List<Tensor> adapted = loop.params().leaves().subList(0, 4);
            List<Tensor> atEnd = Grad.grad(loss, adapted);
            loss.backward();
            for (int i = 0; i < adapted.size(); i++) {
                assertThat(net.parameters().get(i).grad().orElseThrow().toDoubles())
                        .containsExactly(atEnd.get(i).toDoubles(), within(1e-14));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyModeTakesTheSameSteps(GradientMode mode) {
        List<Tensor> expected;
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(inner(loop));
            }
            expected = loop.params().leaves();
        }
        try (var loop = Higher.innerLoop(net, sgd).gradientMode(mode).open()) {
            for (int k = 0; k < STEPS; k++) {
                loop.step(inner(loop));
            }
            List<Tensor> actual = loop.params().leaves();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i).toDoubles()).containsExactly(expected.get(i).toDoubles());
            }
        }
    }

    @Test
    void untrackedReachesNothingAndKeepsOneEntry() {
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .copyInitialWeights(false)
                        .gradientMode(GradientMode.UNTRACKED)
                        .open()) {
            loop.step(inner(loop));
            loop.step(inner(loop));
            assertThat(loop.params(0).leaves()).isEqualTo(loop.params(-1).leaves());
            assertThatThrownBy(() -> loop.params(1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("untracked");
            FunctionalCentred.Params params = loop.params();
            assertThat(params.frozen().requiresGrad()).isFalse();
            assertThat(params.frozen().toDoubles())
                    .containsExactly(net.params().frozen().toDoubles());
            assertThat(params.unused().requiresGrad()).isTrue();
            outer(loop).backward();
        }
        assertThat(net.parameters()).allSatisfy(p -> assertThat(p.grad()).isEmpty());
    }

    @Test
    void historyCountsUpdates() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            assertThat(loop.fastModel().time()).isZero();
            FunctionalCentred.Params first = loop.step(inner(loop));
            loop.model().forward(xq);
            FunctionalCentred.Params second = loop.step(inner(loop));
            assertThat(loop.fastModel().time()).isEqualTo(2);
            assertThat(loop.params(1).leaves()).isEqualTo(first.leaves());
            assertThat(loop.params(-1).leaves()).isEqualTo(second.leaves());
            assertThat(loop.params(-2).leaves()).isEqualTo(first.leaves());
            assertThatThrownBy(() -> loop.params(3))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("params(3): there are 3 entries, 0 to 2, or -1 for the newest");
        }
    }

    @Test
    void frozenAndUnusedWeightsStayTheSameTensors() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            FunctionalCentred.Params before = loop.params();
            FunctionalCentred.Params after = loop.step(inner(loop));
            assertThat(after.frozen()).isSameAs(before.frozen());
            assertThat(after.unused()).isSameAs(before.unused());
            assertThat(after.hidden().weight()).isNotSameAs(before.hidden().weight());
        }
    }

    @Test
    void buffersAreCarriedByValueAndTheModelKeepsItsOwn() {
        double[] own = model.mean().toDoubles();
        double[] once;
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            once = loop.params().mean().toDoubles();
            assertThat(loop.params().mean().requiresGrad()).isFalse();
            loop.step(inner(loop));
            assertThat(loop.params().mean().toDoubles()).isNotEqualTo(once);
        }
        assertThat(once).isNotEqualTo(own);
        assertThat(model.mean().toDoubles()).containsExactly(own);
    }

    @Test
    void configurationIsReadWheneverTheModelIsAskedFor() {
        model.eval();
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            assertThat(loop.params().mean().toDoubles()).containsOnly(0);
        }
    }

    @Test
    void configurationThatChangesBetweenTheLastStepAndTheQueryCounts() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            outer(loop);
            double[] mean = loop.params().mean().toDoubles();
            assertThat(mean).doesNotContain(0);
            model.eval();
            outer(loop);
            assertThat(loop.params().mean().toDoubles()).containsExactly(mean);
        }
    }

    /** In evaluation, dropout needs no random scope. */
    @Test
    void evalOfLayersWithinLayersCountsAtOnce() {
        Linear linear = new Linear(3, 2, true, new SplittableRandom(1));
        Sequential layers = new Sequential(new Sequential(linear, new Dropout(0.5)), new Tanh());
        FunctionalSequential twin = FunctionalSequential.of(layers);
        Optimizer<Sgd> rule = Optimizer.of(twin.parameters(), new Sgd(0.1));
        Tensor x = Tensor.ones(4, 3);
        try (var loop = Higher.innerLoop(twin, rule).open()) {
            try (RandomScope scope = RandomScope.open(2)) {
                assertThat(scope).isNotNull();
                loop.step(loop.model().forward(x).square().mean());
                loop.model().forward(x);
            }
            assertThat(loop.model()).isSameAs(loop.model());
            layers.eval();
            assertThat(loop.model().forward(x).toFloats())
                    .isEqualTo(loop.model().forward(x).toFloats());
        }
    }

    @Test
    void theModelIsTheSameAsLongAsNothingChanges() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            FunctionalCentred.Bound before = loop.model();
            outer(loop);
            assertThat(loop.model()).isSameAs(before);
            model.eval();
            assertThat(loop.model()).isNotSameAs(before).isSameAs(loop.model());
        }
    }

    @Test
    void warmOptimizerStateIsContinued() {
        for (int k = 0; k < 2; k++) {
            Losses.mse(model.forward(xs), ys).backward();
            sgd.step();
            sgd.zeroGrad();
        }
        List<Tensor> fast;
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(Losses.mse(loop.model().forward(xs), ys));
            fast = loop.params().leaves();
        }
        Losses.mse(model.forward(xs), ys).backward();
        sgd.step();
        for (int i = 0; i < fast.size(); i++) {
            assertThat(net.parameters().get(i).toDoubles())
                    .containsExactly(fast.get(i).toDoubles(), within(1e-12));
        }
    }

    @Test
    void stepOverridesStayInForce() {
        Optimizer<Sgd> plain = Optimizer.of(net.parameters(), new Sgd(0.1));
        Tensor rate = Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64));
        List<Tensor> fast;
        try (var loop = Higher.innerLoop(net, plain).open()) {
            loop.step(
                    inner(loop), StepOptions.overriding(Overrides.of(DifferentiableSgd.LR, rate)));
            loop.step(inner(loop));
            fast = loop.params().leaves();
            assertThat(Grad.grad(outer(loop), List.of(rate)).get(0).item()).isNotZero();
        }
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.3))).open()) {
            loop.step(inner(loop));
            loop.step(inner(loop));
            for (int i = 0; i < fast.size(); i++) {
                assertThat(loop.params().leaves().get(i).toDoubles())
                        .containsExactly(fast.get(i).toDoubles());
            }
        }
    }

    @Test
    void overridesOfSeveralCallsAddUp() {
        Tensor rate = Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64));
        Tensor kept = Tensor.parameter(Tensor.scalar(0.2, DType.FLOAT64));
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .override(Overrides.of(DifferentiableSgd.LR, rate))
                        .override(Overrides.of(DifferentiableSgd.MOMENTUM, kept))
                        .open()) {
            loop.step(inner(loop));
            loop.step(inner(loop));
            assertThat(Grad.grad(outer(loop), List.of(rate, kept)))
                    .allSatisfy(gradient -> assertThat(gradient.item()).isNotZero());
        }
    }

    @Test
    void gradientCallbackSeesAbsentGradients() {
        List<Boolean> present = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .gradientCallback(
                                gradients -> {
                                    gradients.forEach(g -> present.add(g.isPresent()));
                                    return gradients.stream()
                                            .map(g -> g.map(t -> t.mul(0)))
                                            .toList();
                                })
                        .open()) {
            FunctionalCentred.Params before = loop.params();
            FunctionalCentred.Params after = loop.step(inner(loop));
            assertThat(present).containsExactly(true, true, true, true, false, false);
            assertThat(after.out().weight().toDoubles())
                    .containsExactly(before.out().weight().toDoubles());
        }
    }

    @Test
    void aStepThatThrowsLeavesTheLoopAsItWas() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            FunctionalCentred.Params before = loop.params();
            assertThatThrownBy(() -> loop.step(loop.model().forward(xs)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("scalar");
            assertThat(loop.params().leaves()).isEqualTo(before.leaves());
            loop.step(inner(loop));
            assertThat(loop.fastModel().time()).isEqualTo(2);
        }
    }

    @Test
    void aLossThatMovesNothingIsRefused() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            Tensor once = inner(loop);
            loop.step(once);
            for (Tensor stale : List.of(once, Losses.mse(model.forward(xs), ys))) {
                assertThatThrownBy(() -> loop.step(stale))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("depends on none of the current weights");
            }
            assertThat(loop.fastModel().time()).isEqualTo(1);
        }
    }

    @Test
    void aClosedLoopSaysSo() {
        var loop = Higher.innerLoop(net, sgd).open();
        loop.close();
        loop.close();
        assertThatThrownBy(loop::model)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the fast model is closed; use it inside its try block");
        assertThatThrownBy(() -> loop.params(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedLoopLetsGoOfItsWeights() {
        var loop = Higher.innerLoop(net, sgd).open();
        WeakReference<Tensor> fast = adapted(loop);
        loop.close();
        for (int i = 0; i < 100 && fast.get() != null; i++) {
            System.gc();
        }
        assertThat(fast.get()).isNull();
        assertThatThrownBy(loop::params).isInstanceOf(IllegalStateException.class);
    }

    private WeakReference<Tensor> adapted(
            InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> loop) {
        return new WeakReference<>(loop.step(inner(loop)).hidden().weight());
    }

    @Test
    void aLoopBelongsToItsThread() throws InterruptedException {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            List<Throwable> thrown = new ArrayList<>();
            Thread other =
                    new Thread(
                            () -> {
                                try {
                                    loop.model();
                                } catch (IllegalStateException e) {
                                    thrown.add(e);
                                }
                            },
                            "other");
            other.start();
            other.join();
            assertThat(thrown)
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasMessageContaining("was called from other"));
        }
    }

    @Test
    void tasksRunInParallelOnOneTwin() throws Exception {
        Callable<double[]> task =
                () -> {
                    try (var loop = Higher.innerLoop(net, sgd).open()) {
                        for (int k = 0; k < STEPS; k++) {
                            loop.step(inner(loop));
                        }
                        return Grad.grad(outer(loop), loop.params(0).leaves().subList(0, 1))
                                .get(0)
                                .toDoubles();
                    }
                };
        double[] alone = task.call();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<double[]>> results = pool.invokeAll(Collections.nCopies(16, task));
            for (Future<double[]> result : results) {
                assertThat(result.get()).containsExactly(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void weightsOutsideEveryGroupPassThrough() {
        List<Tensor> some = net.parameters().subList(2, 4);
        try (var loop = Higher.innerLoop(net, Optimizer.of(some, new Adam(0.01))).open()) {
            FunctionalCentred.Params before = loop.params();
            FunctionalCentred.Params after = loop.step(inner(loop));
            assertThat(after.hidden().weight()).isSameAs(before.hidden().weight());
            assertThat(after.out().weight()).isNotSameAs(before.out().weight());
        }
    }

    @Test
    void anOptimizerOverOtherTensorsIsRefused() {
        Tensor stranger = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2));
        assertThatThrownBy(
                        () ->
                                Higher.innerLoop(net, Optimizer.of(List.of(stranger), new Sgd(1)))
                                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter");
    }

    @Test
    void parametersAreNamedByTheirPath() {
        assertThat(Params.named(net.params()).keySet())
                .containsExactly(
                        "hidden.weight",
                        "hidden.bias",
                        "out.weight",
                        "out.bias",
                        "frozen",
                        "unused");
    }

    @Test
    void nothingIsRecordedWithoutGradients() {
        Tensor loss = NoGrad.get(() -> Losses.mse(net.forward(net.params(), xq), yq));
        assertThat(loss.requiresGrad()).isFalse();
    }
}
