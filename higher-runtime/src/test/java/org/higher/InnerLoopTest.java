package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients through an unroll, its history, and its end. */
class InnerLoopTest extends CentredLoops {
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
    void nothingIsRecordedWithoutGradients() {
        Tensor loss = NoGrad.get(() -> Losses.mse(net.forward(net.params(), xq), yq));
        assertThat(loss.requiresGrad()).isFalse();
    }
}
