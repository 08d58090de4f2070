package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.TaskFunction;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.spark.Workloads.Seed;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model elsewhere that differs from the driver's, in what is not sent, is found. */
@Timeout(60)
class ModelsElsewhereTest {
    private static final List<Seed> TASKS = Workloads.seeds(0, 2);

    /** What a program sets at the driver, and has another value on executors. */
    private static double setting;

    private static JavaSparkContext spark;
    private static TaskRunner batch;

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(LocalSpark.conf(2));
        batch = new SparkMetaBatch(spark);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void set() {
        setting = 0.5;
    }

    private record Settings(double rate, List<Integer> steps) {}

    @FunctionalInterface
    private interface Activation {
        Tensor apply(Tensor x);
    }

    private record Tanh() implements Activation {
        @Override
        public Tensor apply(Tensor x) {
            return x.tanh();
        }
    }

    private record Scaled(double factor) implements Activation {
        @Override
        public Tensor apply(Tensor x) {
            return x.mul(factor);
        }
    }

    /** Has much that its learner does not name. */
    private static final class Maml {
        final FunctionalSequential net =
                FunctionalSequential.of(new Sequential(new Linear(3, 2), new Dropout(0.5)));
        final Tensor constant = Tensor.of(new float[] {1, -0.0f}, 2);
        final Tensor[] kept = {Tensor.zeros(2)};
        final double[] scales = new double[50];
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        Settings settings = new Settings(0.5, List.of(1, 2));
        Activation activation = new Tanh();
        Object option = Map.of("a", 1, "b", Map.of("c", "d", "e", 2L), "f", Optional.of('g'));
        int calls;
        transient int count;
    }

    private static Learner<Maml> learner(Learner.Factory<Maml> factory) {
        return Learner.builder(factory).model("net", maml -> maml.net).build();
    }

    /** In place of executors whose static fields have other values. */
    private static Maml made(String part) {
        Maml maml = new Maml();
        switch (part) {
            case "inner.groups.0.rule.lr" ->
                    maml.inner = Optimizer.of(maml.net.parameters(), new Sgd(setting));
            case "settings.rate" -> maml.settings = new Settings(setting, List.of());
            case "settings.steps.0" -> maml.settings = new Settings(1, List.of((int) setting));
            case "activation.factor" -> maml.activation = new Scaled(setting);
            case "activation.arg$1" -> {
                double factor = setting;
                maml.activation = x -> x.mul(factor);
            }
            case "activation.class" ->
                    maml.activation = setting < 1 ? new Tanh() : new Scaled(setting);
            case "option.x" -> maml.option = Map.of("x", setting, "y", 1);
            case "scales" -> maml.scales[49] = setting;
            case "constant" -> maml.constant.assign(Tensor.of(new float[] {1, (float) setting}, 2));
            case "kept.0" -> maml.kept[0] = Tensor.full(setting, DType.FLOAT64, 2);
            case "option.weight" -> maml.option = FunctionalLinear.of(new Linear(2, 2));
            default -> throw new IllegalArgumentException(part);
        }
        return maml;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inner.groups.0.rule.lr",
                "settings.rate",
                "settings.steps.0",
                "activation.factor",
                "activation.arg$1",
                "activation.class",
                "option.x",
                "scales",
                "constant",
                "kept.0",
                "option.weight"
            })
    void madeOfWhatOnlyTheDriverHas(String part) {
        Learner<Maml> learner = learner(() -> made(part));
        setting = 2.5;
        assertThatThrownBy(() -> batch.map(learner, TASKS, (maml, task) -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "the factory makes another model than the driver's: model." + part + " is ")
                .hasMessageEndingWith(
                        " here; let it make the same each time, whatever it draws, reads or finds"
                                + " in static fields; the values of tensors are sent if the learner"
                                + " names them, and a field that no result depends on can be"
                                + " transient");
    }

    private void assertRefused(Consumer<Maml> change, String message) {
        Learner<Maml> learner = learner(Maml::new);
        assertThat(batch.map(learner, TASKS, (maml, task) -> 1)).containsExactly(1, 1);
        change.accept(learner.model());
        assertThatThrownBy(() -> batch.map(learner, TASKS, (maml, task) -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("SparkMetaBatch.map: model." + message)
                .hasMessageContaining(" in a model that the factory makes");
    }

    @Test
    void changedAtTheDriver() {
        assertRefused(
                maml -> maml.inner = Optimizer.of(maml.net.parameters(), new Sgd(0.05)),
                "inner.groups.0.rule.lr is 0.05, and 0.1");
        assertRefused(maml -> maml.inner.step(maml.net.parameters()), "inner.steps is 1, and 0");
        assertRefused(
                maml -> maml.settings = new Settings(0.5, List.of(1)),
                "settings.steps.1 is missing, and 2");
        assertRefused(
                maml -> maml.constant.assign(Tensor.of(new float[] {1, 0}, 2)),
                "constant is a tensor FLOAT32 [2] with checksum ");
        assertRefused(maml -> maml.net.model().eval(), "net.layers.1.training is false, and true");
        assertRefused(maml -> maml.calls++, "calls is 1, and 0");
    }

    @Test
    void changedInATask() {
        Learner<Maml> learner = learner(Maml::new);
        TaskFunction<Maml, Seed, Integer> counts = (maml, task) -> maml.calls++;
        assertThatThrownBy(() -> batch.map(learner, TASKS, counts))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a task has changed the model, where model.calls is ")
                .hasMessageContaining(", and 0 before, which all tasks share");
    }

    @Test
    void whatOnlyCountsIsTransient() {
        Learner<Maml> learner = learner(Maml::new);
        learner.model().count = 5;
        assertThat(
                        batch.map(
                                learner,
                                TASKS,
                                (maml, task) -> {
                                    maml.count++;
                                    return 1;
                                }))
                .containsExactly(1, 1);
    }
}
