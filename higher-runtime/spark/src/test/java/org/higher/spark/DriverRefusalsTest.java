package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.Learner;
import org.higher.MetaBatch;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can't be run on a cluster is refused, as the user reads it. */
@Timeout(60)
class DriverRefusalsTest {
    private static final String STAY =
            "; tensors, models and optimizers stay where they are: a function is given the"
                    + " learner's model, a task holds arrays or seeds";

    private static final List<Seed> TASKS = Workloads.seeds(0, 4);

    private static JavaSparkContext spark;
    private static TaskRunner batch;

    private final Learner<FunctionalLinear> learner =
            Learner.of(() -> FunctionalLinear.of(new Linear(3, 2)));

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(LocalSpark.conf(2));
        batch = new SparkMetaBatch(spark);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    static Tensor loss(FunctionalLinear net, Seed task) {
        return net.forward(net.params(), Tensor.normal(task.random(), DType.FLOAT32, 4, 3))
                .square()
                .mean();
    }

    // functions

    @Test
    void aCapturedTensor() {
        Tensor factor = Tensor.scalar(2);
        assertRefused(
                () -> batch.mean(learner, TASKS, (net, task) -> loss(net, task).mul(factor)),
                "SparkMetaBatch.mean: the function of a model and a task can't be serialized: captured"
                        + " value 1 of the lambda in org.higher.spark.DriverRefusalsTest"
                        + ".aCapturedTensor is of class org.higher.tensor.Tensor"
                        + STAY);
    }

    @Test
    void aCapturedTwin() {
        double factor = 2;
        FunctionalLinear twin = learner.model();
        assertRefused(
                () -> batch.sum(learner, TASKS, (net, task) -> loss(twin, task).mul(factor)),
                "SparkMetaBatch.sum: the function of a model and a task can't be serialized: captured"
                        + " value 1 of the lambda in org.higher.spark.DriverRefusalsTest"
                        + ".aCapturedTwin is of class org.higher.nn.FunctionalLinear"
                        + STAY);
    }

    @Test
    void aCapturedOptimizerInAMap() {
        Map<String, Object> captured =
                Map.of("inner", Optimizer.of(learner.parameters(), new Sgd(0.1)));
        assertRefused(
                () ->
                        batch.map(
                                learner,
                                TASKS,
                                (net, task) -> String.valueOf(captured.get("inner"))),
                "SparkMetaBatch.map: the function of a model and a task can't be serialized: captured"
                        + " value 1 of the lambda in org.higher.spark.DriverRefusalsTest"
                        + ".aCapturedOptimizerInAMap, value of inner is of class"
                        + " org.higher.optim.Optimizer"
                        + STAY);
    }

    private double scale() {
        return 2;
    }

    @Test
    void aLambdaThatUsesItsObject() {
        assertRefused(
                () -> batch.mean(learner, TASKS, (net, task) -> loss(net, task).mul(scale())),
                "SparkMetaBatch.mean: the function of a model and a task can't be serialized: captured"
                        + " this of the lambda in org.higher.spark.DriverRefusalsTest"
                        + ".aLambdaThatUsesItsObject is of class"
                        + " org.higher.spark.DriverRefusalsTest, which is not serializable; make it"
                        + " Serializable if it is data, or make it where it is used");
    }

    private Tensor ownLoss(FunctionalLinear net, Seed task) {
        return loss(net, task).mul(scale());
    }

    @Test
    void aMethodReferenceToAnObject() {
        assertRefused(
                () -> batch.mean(learner, TASKS, this::ownLoss),
                "SparkMetaBatch.mean: the function of a model and a task can't be serialized: the object"
                        + " before ::ownLoss of the method reference in"
                        + " org.higher.spark.DriverRefusalsTest is of class"
                        + " org.higher.spark.DriverRefusalsTest, which is not serializable; make it"
                        + " Serializable if it is data, or make it where it is used");
    }

    @Test
    void aFactoryThatCapturesANet() {
        Linear net = new Linear(3, 2);
        Learner<FunctionalLinear> captures = Learner.of(() -> FunctionalLinear.of(net));
        assertRefused(
                () -> batch.mean(captures, TASKS, DriverRefusalsTest::loss),
                "SparkMetaBatch.mean: the learner's spec can't be serialized: field factory, captured"
                        + " value 1 of the lambda in org.higher.spark.DriverRefusalsTest"
                        + ".aFactoryThatCapturesANet is of class org.higher.nn.Linear"
                        + STAY);
    }

    // tasks

    record Points(String name, Tensor x) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    record Parts(List<Object> parts) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    @Test
    void aTaskWithATensor() {
        List<Serializable> tasks =
                List.of(new Seed(1), new Seed(2), new Points("p", Tensor.ones(2, 3)));
        for (int slice : new int[] {1, 2, 3}) {
            TaskRunner slices = SparkMetaBatch.builder(spark).tasksPerSlice(slice).build();
            assertRefused(
                    () -> slices.map(learner, tasks, (net, task) -> 1),
                    "SparkMetaBatch.map: task 2 can't be serialized: field x is of class"
                            + " org.higher.tensor.Tensor"
                            + STAY);
        }
    }

    @Test
    void aTensorInAListInATask() {
        List<Parts> tasks =
                List.of(
                        new Parts(List.of("data")),
                        new Parts(new ArrayList<>(List.of("data", Tensor.ones(1)))));
        assertRefused(
                () -> batch.map(learner, tasks, (net, task) -> 1),
                "SparkMetaBatch.map: task 1 can't be serialized: field parts, element 1 is of class"
                        + " org.higher.tensor.Tensor"
                        + STAY);
    }

    // arguments

    @Test
    void nulls() {
        TaskFunction<FunctionalLinear, Seed, Tensor> loss = DriverRefusalsTest::loss;
        assertRefused(
                () -> new SparkMetaBatch(null),
                "SparkMetaBatch: null is no Spark context; give one");
        try (TaskRunner threads = new MetaBatch(1)) {
            for (TaskRunner runner : List.of(batch, threads)) {
                String name = runner.getClass().getSimpleName();
                assertRefused(
                        () -> runner.mean(null, TASKS, loss),
                        name + ": null is no learner; give one");
                assertRefused(
                        () -> runner.map(null, TASKS, (net, task) -> 1),
                        name + ": null is no learner; give one");
                assertRefused(
                        () -> runner.mean(learner, null, loss),
                        name + ": null is no list of tasks; give one");
                assertRefused(
                        () -> runner.map(learner, null, (net, task) -> 1),
                        name + ": null is no list of tasks; give one");
                assertRefused(
                        () -> runner.mean(learner, TASKS, null),
                        name + ": null is no function of a model and a task; give one");
                assertRefused(
                        () -> runner.map(learner, List.<Seed>of(), null),
                        name + ": null is no function of a model and a task; give one");
            }
        }
    }

    @Test
    void noTasks() {
        TaskFunction<FunctionalLinear, Seed, Tensor> loss = DriverRefusalsTest::loss;
        String message = "SparkMetaBatch: no tasks; give one or more";
        assertRefused(() -> batch.mean(learner, List.of(), loss), message);
        assertRefused(() -> batch.meanOrZeros(learner, List.of(), loss), message);
        assertRefused(() -> batch.sum(learner, List.of(), loss), message);
        assertRefused(() -> batch.sumOrZeros(learner, List.of(), loss), message);
        assertThat(batch.map(learner, List.<Seed>of(), (net, task) -> 1)).isEmpty();
    }

    @Test
    void slicesOfNoTasks() {
        assertRefused(
                () -> SparkMetaBatch.builder(spark).tasksPerSlice(0),
                "SparkMetaBatch: a slice of 0 tasks; give 1 or more");
    }

    @Test
    void aRunnerThatIsClosed() {
        TaskRunner closed = new SparkMetaBatch(spark);
        closed.close();
        closed.close();
        String message = "SparkMetaBatch: closed; use it inside its try block";
        assertThatThrownBy(() -> closed.mean(learner, TASKS, DriverRefusalsTest::loss))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> closed.map(learner, List.<Seed>of(), (net, task) -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void aLossThatDependsOnNothing() {
        try (TaskRunner threads = new MetaBatch(1)) {
            TaskFunction<FunctionalLinear, Seed, Tensor> loss =
                    (net, task) -> net.params().weight().sum();
            String message = catchThrowable(() -> threads.mean(learner, TASKS, loss)).getMessage();
            assertThat(message).startsWith("MetaBatch.mean: input 1, FLOAT32 [2] is not reached");
            assertRefused(
                    () -> batch.mean(learner, TASKS, loss),
                    message.replace("MetaBatch.", "SparkMetaBatch."));
        }
    }

    // models

    @Test
    void aChangedConfiguration() {
        Learner<FunctionalSequential> net =
                Learner.of(
                        () ->
                                FunctionalSequential.of(
                                        new Sequential(new Linear(3, 3), new Dropout(0.5))));
        net.model().model().eval();
        assertThatThrownBy(() -> batch.map(net, TASKS, (model, task) -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "SparkMetaBatch.map: model.layers.1.training is false, and true in a model"
                                + " that the factory makes, which is what runs elsewhere; set it in"
                                + " the factory, or make another learner for it");
        net.model().model().train(true);
        assertThat(batch.map(net, TASKS, (model, task) -> 1)).hasSize(4);
    }

    private static final AtomicInteger MADE = new AtomicInteger();

    @Test
    void aFactoryThatMakesAnotherStructureEachTime() {
        MADE.set(0);
        Learner<FunctionalLinear> wider =
                Learner.of(() -> FunctionalLinear.of(new Linear(3, MADE.incrementAndGet())));
        assertThatThrownBy(() -> batch.mean(wider, TASKS, DriverRefusalsTest::loss))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "SparkMetaBatch\\.mean: executor driver on \\S+: the factory makes another"
                                + " model than the driver's: model\\.weight is FLOAT32 \\[1, 3],"
                                + " trainable at the driver, and FLOAT32 \\[\\d, 3], trainable"
                                + " here; let it make the same each time, whatever it"
                                + " draws, reads or finds in static fields; the values of"
                                + " tensors are sent if the learner names them, and a field that"
                                + " no result depends on can be transient");
    }

    @Test
    void aFactoryThatFreezesOrTiesOnlySometimes() {
        MADE.set(0);
        Learner<Map<String, Tensor>> freezes =
                Learner.builder(DriverRefusalsTest::frozenAfterTheFirst)
                        .tensors("own", made -> made)
                        .build();
        assertThatThrownBy(() -> batch.map(freezes, TASKS, (model, task) -> 1))
                .hasMessageContaining(
                        "own.a is FLOAT32 [2], trainable at the driver, and FLOAT32 [2], frozen"
                                + " here; let it");
        MADE.set(0);
        Learner<Map<String, Tensor>> ties =
                Learner.builder(DriverRefusalsTest::tiedAfterTheFirst)
                        .tensors("own", made -> made)
                        .build();
        assertThatThrownBy(() -> batch.map(ties, TASKS, (model, task) -> 1))
                .hasMessageContaining(
                        "own.b is FLOAT32 [2], trainable at the driver, and FLOAT32 [2],"
                                + " trainable, tied to own.a here; let it");
    }

    private static Map<String, Tensor> frozenAfterTheFirst() {
        Tensor a = Tensor.ones(2);
        return Map.of("a", MADE.getAndIncrement() == 0 ? Tensor.parameter(a) : a);
    }

    private static Map<String, Tensor> tiedAfterTheFirst() {
        Tensor a = Tensor.parameter(Tensor.ones(2));
        return Map.of(
                "a", a, "b", MADE.getAndIncrement() == 0 ? Tensor.parameter(Tensor.ones(2)) : a);
    }

    @Test
    void aFactoryThatThrows() {
        assertThatThrownBy(() -> Learner.of(DriverRefusalsTest::throwing))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("no file");
    }

    private static FunctionalLinear throwing() {
        throw new UnsupportedOperationException("no file");
    }

    @Test
    void aFactoryThatThrowsOnAnExecutor() {
        MADE.set(0);
        Learner<FunctionalLinear> elsewhere =
                Learner.of(
                        () ->
                                MADE.getAndIncrement() == 0
                                        ? FunctionalLinear.of(new Linear(3, 2))
                                        : throwing());
        TaskRunner slice = SparkMetaBatch.builder(spark).tasksPerSlice(4).build();
        assertThatThrownBy(() -> slice.mean(elsewhere, TASKS, DriverRefusalsTest::loss))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(
                        "SparkMetaBatch\\.mean: executor driver on \\S+: the learner can't be made"
                                + " here: java\\.lang\\.UnsupportedOperationException: no file; let"
                                + " its factory depend on nothing that only the driver has, such as"
                                + " files or what the program has set")
                .rootCause()
                .satisfies(
                        cause ->
                                assertThat(cause.getStackTrace()[0].getMethodName())
                                        .isEqualTo("throwing"));
        assertThat(MADE).as("once at the driver, once in the slice").hasValue(2);
    }

    // results

    @Test
    void aResultThatCannotBeSerialized() {
        assertThatThrownBy(
                        () ->
                                batch.map(
                                        learner,
                                        TASKS,
                                        (net, task) ->
                                                new ArrayList<>(
                                                        task.value() < 2
                                                                ? Collections.emptyList()
                                                                : List.of(net.params()))))
                .isInstanceOfSatisfying(
                        MetaBatch.TaskException.class,
                        failure -> assertThat(failure.index()).isEqualTo(2))
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "SparkMetaBatch.map: the result of a task can't be serialized: element 0 is of"
                                + " class org.higher.nn.FunctionalLinear$Params"
                                + STAY);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
