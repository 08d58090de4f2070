package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Dropout, and the scopes that it draws in. */
class DropoutTest {
    private static final Tensor ONES = Tensor.ones(DType.FLOAT64, 6, 5);

    private final Dropout dropout = new Dropout(0.4);

    private static double[] masked(long seed, boolean fixed, Layer... layers) {
        try (RandomScope draws = fixed ? RandomScope.openFixed(seed) : RandomScope.open(seed)) {
            assertThat(draws).isNotNull();
            Tensor all = layers[0].forward(ONES);
            for (int i = 1; i < layers.length; i++) {
                all = Tensor.concat(0, all, layers[i].forward(ONES));
            }
            return all.toDoubles();
        }
    }

    @Test
    void dropsAndScales() {
        Tensor x = Tensor.ones(200, 100);
        try (RandomScope draws = RandomScope.open(1)) {
            assertThat(draws).isNotNull();
            float[] y = dropout.forward(x).toFloats();
            int dropped = 0;
            for (float value : y) {
                assertThat(value == 0 || Math.abs(value - 1 / 0.6f) < 1e-6).isTrue();
                dropped += value == 0 ? 1 : 0;
            }
            assertThat(dropped / (double) y.length).isCloseTo(0.4, within(0.02));
        }
    }

    @Test
    void aSeedDrawsTheSameMasksAgain() {
        double[] three = masked(3, false, dropout, dropout, new Dropout(0.4));
        assertThat(masked(3, false, dropout, dropout, new Dropout(0.4))).isEqualTo(three);
        assertThat(masked(4, false, dropout, dropout, new Dropout(0.4))).isNotEqualTo(three);
        assertThat(part(three, 0)).isNotEqualTo(part(three, 1));
        assertThat(part(three, 1)).isNotEqualTo(part(three, 2));
    }

    @Test
    void inAFixedScopeALayerKeepsItsMask() {
        Dropout other = new Dropout(0.4);
        double[] four = masked(3, true, dropout, other, dropout, other);
        assertThat(part(four, 2)).isEqualTo(part(four, 0));
        assertThat(part(four, 3)).isEqualTo(part(four, 1));
        assertThat(part(four, 1)).isNotEqualTo(part(four, 0));
        assertThat(masked(3, true, new Dropout(0.4), new Dropout(0.4)))
                .startsWith(part(four, 0))
                .endsWith(part(four, 1));
    }

    private static double[] part(double[] all, int index) {
        return Arrays.copyOfRange(all, index * ONES.size(), (index + 1) * ONES.size());
    }

    @Test
    void standsEveryCheck() {
        new LayerCheck<>(
                        FunctionalDropout.of(dropout),
                        (layer, in) -> {
                            try (RandomScope draws = RandomScope.open(8)) {
                                assertThat(draws).isNotNull();
                                return List.of(layer.forward(in.get(0)));
                            }
                        },
                        new int[] {3, 4})
                .all(
                        in -> {
                            try (RandomScope draws = RandomScope.open(8)) {
                                assertThat(draws).isNotNull();
                                return List.of(dropout.forward(in.get(0)));
                            }
                        });
    }

    @Test
    void whatIsDroppedGetsNoGradient() {
        Tensor x = Tensor.parameter(ONES);
        try (RandomScope draws = RandomScope.open(2)) {
            assertThat(draws).isNotNull();
            Tensor y = dropout.forward(x);
            assertThat(Grad.grad(y.sum(), List.of(x)).get(0).toDoubles()).isEqualTo(y.toDoubles());
        }
    }

    @Test
    void evalIsSeenWhenTheTwinIsBound() {
        FunctionalDropout twin = FunctionalDropout.of(dropout);
        FunctionalDropout.Bound training = twin.bind(twin.params());
        dropout.eval();
        assertThat(twin.forward(twin.params(), ONES)).isSameAs(ONES);
        assertThat(dropout.forward(ONES)).isSameAs(ONES);
        dropout.train(true);
        assertThat(new Dropout(0).forward(ONES)).isSameAs(ONES);
        assertThatThrownBy(() -> training.forward(ONES)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChainPassesItsModeOn() {
        BatchNorm norm = new BatchNorm(5);
        Sequential chain = new Sequential(new Sequential(norm, new Tanh()), dropout);
        Tensor x = Tensor.ones(6, 5);
        chain.eval();
        double y = Math.tanh(1 / Math.sqrt(1 + 1e-5));
        assertThat(chain.forward(x).amax().item()).isCloseTo(y, within(1e-6));
        assertThat(chain.forward(x).neg().amax().item()).isCloseTo(-y, within(1e-6));
        chain.train(true);
        assertThatThrownBy(() -> chain.forward(x)).isInstanceOf(IllegalStateException.class);
        assertThat(norm.forward(x).square().sum().item()).isZero();
    }

    /** Other tasks on other threads neither disturb a task's masks nor share them. */
    @Test
    void threadsShareATwinButNotItsMasks() throws Exception {
        FunctionalSequential twin =
                FunctionalSequential.of(
                        new Sequential(
                                new Linear(5, 8, true, new SplittableRandom(1)),
                                dropout,
                                new Linear(8, 5, true, new SplittableRandom(2))));
        List<double[]> alone = new ArrayList<>();
        for (int task = 0; task < 16; task++) {
            alone.add(adapt(twin, task, false));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<double[]>> together = new ArrayList<>();
            for (int task = 0; task < 16; task++) {
                int seed = task;
                together.add(threads.submit(() -> adapt(twin, seed, false)));
            }
            for (int task = 0; task < 16; task++) {
                assertThat(together.get(task).get()).isEqualTo(alone.get(task));
            }
        } finally {
            threads.shutdown();
        }
        assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
        assertThat(adapt(twin, 0, true)).isNotEqualTo(alone.get(0));
    }

    /** The weights after three steps. */
    private static double[] adapt(FunctionalSequential twin, long seed, boolean fixed) {
        Optimizer<Sgd> sgd = Optimizer.of(twin.parameters(), new Sgd(0.1));
        try (RandomScope draws = fixed ? RandomScope.openFixed(seed) : RandomScope.open(seed);
                var loop = Higher.innerLoop(twin, sgd).open()) {
            assertThat(draws).isNotNull();
            for (int k = 0; k < 3; k++) {
                loop.step(loop.model().forward(Tensor.ones(6, 5)).square().mean());
            }
            return loop.params().leaves().get(0).toDoubles();
        }
    }

    @Test
    void scopesNest() {
        double[] alone = masked(5, false, dropout, dropout);
        try (RandomScope draws = RandomScope.open(5)) {
            assertThat(draws).isNotNull();
            assertThat(dropout.forward(ONES).toDoubles()).isEqualTo(part(alone, 0));
            assertThat(masked(5, false, dropout)).isEqualTo(part(alone, 0));
            assertThat(dropout.forward(ONES).toDoubles()).isEqualTo(part(alone, 1));
        }
    }

    @Test
    void misuseIsRefused() throws Exception {
        assertThatThrownBy(() -> dropout.forward(ONES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Dropout: no random scope is open in thread ")
                .hasMessageContaining(
                        "; open one with RandomScope.open(seed) in a try block, or call eval(). A"
                                + " scope is that of the thread that opens it");
        assertThatThrownBy(() -> new Dropout(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Dropout: probability is 1.0; it must be at least 0 and below 1");
        RandomScope outer = RandomScope.open(1);
        RandomScope inner = RandomScope.open(2);
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed while a scope opened within it is open");
        Thread other =
                new Thread(
                        () ->
                                assertThatThrownBy(inner::close)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("close it where it was opened"));
        List<Throwable> failures = new ArrayList<>();
        other.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        other.start();
        other.join();
        assertThat(failures).isEmpty();
        inner.close();
        inner.close();
        outer.close();
        assertThatThrownBy(() -> dropout.forward(ONES)).isInstanceOf(IllegalStateException.class);
    }
}
