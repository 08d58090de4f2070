package org.higher.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.higher.MetaBatch;
import org.higher.data.Task;
import org.higher.functional.Params;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MAML++ with batch norms of each step, against a loop that is written out. */
@DisplayName("Batch norms of each inner step")
class StepNormsTest {
    private static final int STEPS = 3;
    private static final double RATE = 0.2;
    private static final double OUTER = 0.05;
    private static final List<Task<Rows>> TASKS = Rows.tasks(11, 3);

    private final NormNet model = new NormNet(3, true);
    private final FunctionalNormNet net = FunctionalNormNet.of(model);

    private static Tensor loss(FunctionalNormNet.Bound bound, Rows rows) {
        return rows.mse(bound.forward(rows.x()));
    }

    private static MamlPlusPlus<FunctionalNormNet.Bound, Rows> plus(
            FunctionalNormNet net,
            Consumer<MamlPlusPlus.Builder<FunctionalNormNet.Params, FunctionalNormNet.Bound, Rows>>
                    settings) {
        MamlPlusPlus.Builder<FunctionalNormNet.Params, FunctionalNormNet.Bound, Rows> builder =
                MamlPlusPlus.of(net, StepNormsTest::loss).innerSteps(STEPS).initialRate(RATE);
        settings.accept(builder);
        return builder.build();
    }

    /** All that is learned, and the running statistics, in the test's own hands. */
    private static final class ByHand {
        final Map<String, Tensor> learned = new LinkedHashMap<>();
        final Map<String, Tensor> running = new LinkedHashMap<>();
        final boolean training;

        ByHand(FunctionalNormNet net, MamlPlusPlus<?, ?> plus, boolean training) {
            this.training = training;
            Params.named(net.params()).forEach((path, w) -> learned.put(path, leaf(w)));
            plus.learned()
                    .forEach(
                            (path, w) -> {
                                if (path.startsWith("running.")) {
                                    running.put(path, w.detach());
                                } else {
                                    learned.put(path, leaf(w));
                                }
                            });
        }

        private static Tensor leaf(Tensor w) {
            return Tensor.parameter(w.detach());
        }

        /** The output, and what the statistics become. */
        Tensor forward(
                Map<String, Tensor> fast, int step, Map<String, Tensor> statistics, Tensor x) {
            Tensor h = x.mmul(fast.get("hidden.weight").transpose()).add(fast.get("hidden.bias"));
            String at = step == 0 ? "" : "norm." + step + ".";
            Tensor mean = h.mean(0);
            Tensor squares = h.sub(mean).square();
            Tensor variance = squares.mean(0);
            if (training) {
                double n = x.size(0);
                double m = NormNet.MOMENTUM;
                statistics.computeIfPresent(
                        "Mean", (name, old) -> old.mul(1 - m).add(mean.detach().mul(m)));
                statistics.computeIfPresent(
                        "Variance",
                        (name, old) -> old.mul(1 - m).add(variance.detach().mul(m * n / (n - 1))));
            }
            Tensor centre = training ? mean : statistics.get("Mean");
            Tensor spread = training ? variance : statistics.get("Variance");
            Tensor normal = h.sub(centre).div(spread.add(NormNet.EPS).sqrt());
            Tensor scaled =
                    normal.mul(learned.get(at + "norm.weight")).add(learned.get(at + "norm.bias"));
            return scaled.tanh().mmul(fast.get("out.weight").transpose()).add(fast.get("out.bias"));
        }

        private Map<String, Tensor> statistics(int step) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            own.put("Mean", running.get("running." + step + ".norm.runningMean"));
            own.put("Variance", running.get("running." + step + ".norm.runningVariance"));
            return own;
        }

        Tensor metaLoss(Task<Rows> task, double other, boolean secondOrder, List<Tensor> left) {
            Map<String, Tensor> fast = new LinkedHashMap<>();
            for (String path : List.of("hidden.weight", "hidden.bias", "out.weight", "out.bias")) {
                fast.put(path, learned.get(path));
            }
            Tensor total = Tensor.number(0);
            for (int k = 0; k < STEPS; k++) {
                Map<String, Tensor> statistics = statistics(k);
                descend(fast, k, statistics, task.support(), secondOrder);
                double weight = k == STEPS - 1 ? 1 - (STEPS - 1) * other : other;
                if (weight > 0) {
                    Tensor prediction = forward(fast, k, statistics, task.query().x());
                    total = task.query().mse(prediction).mul(weight).add(total);
                }
                left.addAll(statistics.values());
            }
            return total;
        }

        void descend(
                Map<String, Tensor> fast,
                int k,
                Map<String, Tensor> statistics,
                Rows support,
                boolean secondOrder) {
            Tensor loss = support.mse(forward(fast, k, statistics, support.x()));
            List<Tensor> weights = List.copyOf(fast.values());
            List<Tensor> gradients =
                    secondOrder
                            ? Grad.of(loss).createGraph().with(weights).orZeros()
                            : Grad.of(loss).with(weights).orZeros();
            int i = 0;
            for (Map.Entry<String, Tensor> entry : fast.entrySet()) {
                String layer = entry.getKey().substring(0, entry.getKey().indexOf('.'));
                Tensor rate = learned.get("rate." + k + "." + layer);
                entry.setValue(weights.get(i).sub(gradients.get(i++).mul(rate)));
            }
        }

        /** One meta-step of gradient descent. */
        double metaStep(double other, boolean secondOrder) {
            Tensor mean = Tensor.number(0);
            List<List<Tensor>> left = new ArrayList<>();
            for (Task<Rows> task : TASKS) {
                List<Tensor> own = new ArrayList<>();
                mean = metaLoss(task, other, secondOrder, own).div(TASKS.size()).add(mean);
                left.add(own);
            }
            List<Tensor> weights = List.copyOf(learned.values());
            List<Tensor> gradients = Grad.grad(mean, weights);
            int i = 0;
            for (Map.Entry<String, Tensor> entry : learned.entrySet()) {
                entry.setValue(leaf(weights.get(i).sub(gradients.get(i++).mul(OUTER))));
            }
            for (int k = 0; k < STEPS; k++) {
                running.put("running." + k + ".norm.runningMean", mean(left, 2 * k));
                running.put("running." + k + ".norm.runningVariance", mean(left, 2 * k + 1));
            }
            return mean.item();
        }

        private static Tensor mean(List<List<Tensor>> left, int at) {
            return Tensor.stack(0, left.stream().map(own -> own.get(at)).toList()).mean(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, 0, 0", "true, 2, 0", "true, 4, 1", "false, 0, 0", "false, 3, 9"})
    void areThoseOfTheLoop(boolean training, long annealing, long firstOrder) {
        model.train(training);
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> plus =
                plus(
                        net,
                        s ->
                                s.lossAnnealing(annealing)
                                        .firstOrderFor(firstOrder)
                                        .outer(new Sgd(OUTER)));
        ByHand hand = new ByHand(net, plus, training);
        assertThat(plus.learned())
                .containsKeys("rate.2.out", "norm.1.norm.bias", "running.0.norm.runningMean")
                .doesNotContainKeys("rate.0.norm", "norm.0.norm.bias")
                .hasSize(3 * 2 + 2 * 2 + 3 * 2);
        Tensor buffer = Params.buffers(net.params()).get("norm.runningMean").detach();
        for (int step = 0; step < 3; step++) {
            double other = step >= annealing ? 0 : (1 - (double) step / annealing) / STEPS;
            double expected = hand.metaStep(other, step >= firstOrder);

            assertThat(plus.metaStep(TASKS).meanLoss()).isCloseTo(expected, within(1e-9));

            Map<String, Tensor> actual = new LinkedHashMap<>(Params.named(net.params()));
            actual.putAll(plus.learned());
            Map<String, Tensor> all = new LinkedHashMap<>(hand.learned);
            all.putAll(hand.running);
            assertThat(actual).containsOnlyKeys(all.keySet());
            all.forEach(
                    (path, value) ->
                            assertThat(actual.get(path).toDoubles())
                                    .as(path)
                                    .containsExactly(value.toDoubles(), within(1e-9)));
        }
        // the model's own are what it began with
        assertThat(Params.buffers(net.params()).get("norm.runningMean").toDoubles())
                .isEqualTo(buffer.toDoubles());
    }

    /** In evaluation, a step normalizes by its own running statistics; late ones by the last. */
    @Test
    void countInEvaluation() {
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> plus =
                plus(net, s -> s.testSteps(5).outer(new Sgd(0.1)));
        plus.metaStep(TASKS);
        plus.metaStep(TASKS);
        model.train(false);
        ByHand hand = new ByHand(net, plus, false);
        Task<Rows> task = TASKS.get(1);
        Map<String, Tensor> fast = new LinkedHashMap<>();
        for (String path : List.of("hidden.weight", "hidden.bias", "out.weight", "out.bias")) {
            fast.put(path, hand.learned.get(path));
        }
        hand.descend(fast, 0, hand.statistics(0), task.support(), false);
        hand.descend(fast, 1, hand.statistics(1), task.support(), false);
        for (int k = 2; k < 5; k++) {
            hand.descend(fast, 2, hand.statistics(2), task.support(), false);
        }
        Tensor expected = hand.forward(fast, 2, hand.statistics(2), task.query().x());

        FunctionalNormNet.Bound adapted = plus.adapt(task.support());
        assertThat(adapted.forward(task.query().x()).toDoubles())
                .containsExactly(expected.toDoubles(), within(1e-9));
        double measured = plus.evaluate(List.of(task)).meanLoss();
        assertThat(measured).isCloseTo(task.query().mse(expected).item(), within(1e-9));

        model.train(true);
        plus.metaStep(TASKS);
        assertThat(adapted.forward(task.query().x()).toDoubles())
                .containsExactly(expected.toDoubles(), within(1e-9));
    }

    @Test
    void areTheSameOnThreadsAndAlongTheTaskAxis() {
        Map<String, Tensor> one = trained(s -> s.runner(new MetaBatch(1)));
        Map<String, Tensor> two = trained(s -> s.runner(new MetaBatch(2)));
        Map<String, Tensor> stacked = trained(s -> s.tasksAtOnce(2));
        assertThat(one).hasSize(6 + 16);
        one.forEach(
                (path, value) -> {
                    double[] values = value.toDoubles();
                    assertThat(two.get(path).toDoubles()).as(path).isEqualTo(values);
                    assertThat(stacked.get(path).toDoubles())
                            .as(path)
                            .containsExactly(values, within(1e-9));
                });
    }

    private static Map<String, Tensor> trained(
            Consumer<MamlPlusPlus.Builder<FunctionalNormNet.Params, FunctionalNormNet.Bound, Rows>>
                    settings) {
        FunctionalNormNet net = FunctionalNormNet.of(new NormNet(5, true));
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> plus =
                plus(
                        net,
                        s -> {
                            s.lossAnnealing(2).outer(new Adam(0.01).withEps(1e-3));
                            settings.accept(s);
                        });
        for (int step = 0; step < 3; step++) {
            plus.metaStep(TASKS);
        }
        Map<String, Tensor> all = new LinkedHashMap<>(Params.named(net.params()));
        all.putAll(plus.learned());
        return all;
    }

    @Test
    void areResumedToTheBit(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("saved.zip");
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> whole = plus(net, s -> s.outer(new Adam(0.01)));
        whole.metaStep(TASKS);
        whole.metaStep(TASKS);
        whole.save(file);
        MetaStep third = whole.metaStep(TASKS);

        FunctionalNormNet other = FunctionalNormNet.of(new NormNet(4, true));
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> resumed =
                plus(other, s -> s.outer(new Adam(0.01)));
        resumed.resume(file);
        assertThat(resumed.metaStep(TASKS)).isEqualTo(third);
        whole.learned()
                .forEach(
                        (path, value) ->
                                assertThat(resumed.learned().get(path).toDoubles())
                                        .as(path)
                                        .isEqualTo(value.toDoubles()));
    }

    @Test
    void areThereForLayersThatKeepStatisticsIfNothingIsSaid() {
        FunctionalNormNet without = FunctionalNormNet.of(new NormNet(3, false));
        assertThat(plus(without, s -> {}).learned())
                .containsKey("rate.1.norm")
                .allSatisfy((path, value) -> assertThat(path).startsWith("rate."));
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> all = plus(without, s -> s.normsPerStep(true));
        assertThat(all.learned()).containsKey("norm.2.norm.weight").hasSize(3 * 2 + 2 * 2);
        all.metaStep(TASKS);
        assertThat(plus(net, s -> s.normsPerStep(false)).learned())
                .containsKey("rate.0.norm")
                .hasSize(3 * 3);
        assertThat(plus(net, s -> s.innerSteps(1)).learned()).hasSize(2 + 2);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                MamlPlusPlus.of(
                                                FunctionalMlp.of(new Mlp(1)),
                                                (FunctionalMlp.Bound m, Rows rows) ->
                                                        rows.mse(m.forward(rows.x())))
                                        .normsPerStep(true)
                                        .build())
                .withMessageContaining("normsPerStep: the model has no batch norm");
    }

    @Test
    void statisticsAreNoPartOfTheGradient() {
        MamlPlusPlus<FunctionalNormNet.Bound, Rows> plus = plus(net, s -> s.outer(new Sgd(1)));
        Map<String, double[]> before = new LinkedHashMap<>();
        Params.named(net.params()).forEach((path, w) -> before.put(path, w.toDoubles()));
        plus.learned().forEach((path, w) -> before.put(path, w.toDoubles()));
        double norm = plus.metaStep(TASKS).gradientNorm();
        Map<String, Tensor> after = new LinkedHashMap<>(Params.named(net.params()));
        after.putAll(plus.learned());
        double squares = 0;
        for (Map.Entry<String, double[]> entry : before.entrySet()) {
            double[] now = after.get(entry.getKey()).toDoubles();
            for (int i = 0; i < now.length && !entry.getKey().startsWith("running."); i++) {
                squares += Math.pow(now[i] - entry.getValue()[i], 2);
            }
        }
        assertThat(norm).isCloseTo(Math.sqrt(squares), within(1e-9));
    }
}
