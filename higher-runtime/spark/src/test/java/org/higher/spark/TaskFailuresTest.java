package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.MetaBatch.TaskException;
import org.higher.TaskFunction;
import org.higher.TaskRunner;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.spark.Workloads.Seed;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that throw. */
@Timeout(60)
class TaskFailuresTest {
    private static final List<Seed> TASKS = Workloads.seeds(0, 8);

    private static JavaSparkContext spark;

    private final Learner<FunctionalLinear> learner =
            Learner.of(() -> FunctionalLinear.of(new Linear(3, 2)));

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(LocalSpark.conf(2));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private TaskException failure(int slice, TaskFunction<FunctionalLinear, Seed, Integer> work) {
        try (TaskRunner batch = SparkMetaBatch.builder(spark).tasksPerSlice(slice).build()) {
            return catchThrowableOfType(TaskException.class, () -> batch.map(learner, TASKS, work));
        }
    }

    private static final AtomicInteger RUNS = new AtomicInteger();

    private static int refuses(FunctionalLinear net, Seed task) {
        if (task.value() == 5) {
            RUNS.incrementAndGet();
            throw new UnsupportedOperationException("no support set");
        }
        return 1;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void theTaskIsNamedAndNotTriedAgain(int slice) {
        RUNS.set(0);
        TaskException failure = failure(slice, TaskFailuresTest::refuses);
        assertThat(failure.index()).isEqualTo(5);
        assertThat(failure)
                .hasMessage(
                        "MetaBatch: task 5 of 8, counted from 0, failed:"
                                + " java.lang.UnsupportedOperationException: no support set;"
                                + " the task: Seed[value=5]");
        assertThat(failure.getCause())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("no support set");
        assertThat(failure.getCause().getStackTrace()[0].getMethodName()).isEqualTo("refuses");
        assertThat(RUNS).hasValue(1);
    }

    @Test
    void aLossIsAsGoodAsAResult() {
        try (TaskRunner batch = new SparkMetaBatch(spark)) {
            assertThatThrownBy(
                            () ->
                                    batch.meanOrZeros(
                                            learner,
                                            TASKS,
                                            (net, task) ->
                                                    net.params()
                                                            .weight()
                                                            .sum()
                                                            .mul(refuses(net, task))))
                    .isInstanceOfSatisfying(
                            TaskException.class,
                            failure -> assertThat(failure.index()).isEqualTo(5));
            assertThatThrownBy(() -> batch.sumOrZeros(learner, TASKS, (net, task) -> null))
                    .hasMessage(
                            "MetaBatch: task 0 of 8, counted from 0, failed:"
                                    + " java.lang.IllegalArgumentException: MetaBatch: the loss is"
                                    + " null; return a tensor; the task: Seed[value=0]");
        }
    }

    private static CountDownLatch laterFailed;

    /** Task 2 waits until task 6 has failed. */
    private static int bothFail(FunctionalLinear net, Seed task) throws IllegalStateException {
        if (task.value() == 6) {
            laterFailed.countDown();
        }
        if (task.value() == 2) {
            await(laterFailed);
        }
        if (task.value() % 4 == 2) {
            throw new IllegalStateException("seed " + task.value());
        }
        return 1;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFirstInTheOrderOfTasksCounts() {
        laterFailed = new CountDownLatch(1);
        assertThat(failure(1, TaskFailuresTest::bothFail))
                .hasMessage(
                        "MetaBatch: task 2 of 8, counted from 0, failed:"
                                + " java.lang.IllegalStateException: seed 2; the task:"
                                + " Seed[value=2]");
    }

    /** Holds what can't be serialized. */
    private static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings({"serial", "unused"}) // on purpose
        private final Object place = new Object();

        Unsendable(String text, Throwable cause) {
            super(text, cause);
        }
    }

    /** Can be sent, and not be made again. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(String text) {
            super(text);
        }

        @SuppressWarnings("unused") // by serialization
        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("not here");
        }
    }

    @Test
    void anExceptionThatIsNotSerializableIsToldWithItsCausesAndStack() {
        TaskException failure =
                failure(
                        2,
                        (net, task) -> {
                            throw new Unsendable("outer", new Unreadable("inner"));
                        });
        assertThat(failure)
                .hasMessage(
                        "MetaBatch: task 0 of 8, counted from 0, failed:"
                                + " org.higher.spark.TaskFailuresTest$Unsendable: outer; the task:"
                                + " Seed[value=0]");
        assertThat(failure.getCause())
                .isInstanceOf(RemoteException.class)
                .hasToString("org.higher.spark.TaskFailuresTest$Unsendable: outer");
        assertThat(failure.getCause().getStackTrace()[0].getMethodName())
                .contains("anExceptionThatIsNotSerializable");
        assertThat(failure.getCause().getCause())
                .hasToString("org.higher.spark.TaskFailuresTest$Unreadable: inner");
    }

    @Test
    void soIsOneThatCannotBeMadeAgain() {
        TaskException failure =
                failure(
                        1,
                        (net, task) -> {
                            throw new Unreadable("text");
                        });
        assertThat(failure.getCause())
                .isInstanceOf(RemoteException.class)
                .hasToString("org.higher.spark.TaskFailuresTest$Unreadable: text");
    }

    private static int depth(int n) {
        return n + depth(n + 1);
    }

    @Test
    void errors() {
        assertThat(failure(1, (net, task) -> depth(0)))
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThat(
                        failure(
                                4,
                                (net, task) -> {
                                    throw new AssertionError("not a number");
                                }))
                .cause()
                .isInstanceOf(AssertionError.class)
                .hasMessage("not a number");
        assertThat(
                        failure(
                                1,
                                (net, task) -> {
                                    throw new OutOfMemoryError("of the task's own");
                                }))
                .cause()
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("of the task's own");
    }

    @Test
    void aBatchWithinATaskFailsLikeATask() {
        assertThat(
                        failure(
                                1,
                                (net, task) -> {
                                    try (MetaBatch inner = new MetaBatch(1)) {
                                        return inner.map(
                                                        List.of(1), n -> refuses(net, TASKS.get(5)))
                                                .get(0);
                                    }
                                }))
                .hasCauseInstanceOf(TaskException.class)
                .hasRootCauseMessage("no support set");
    }

    @Test
    void aTaskThatChangesWhatAllShareIsFound() {
        try (TaskRunner batch = new SparkMetaBatch(spark)) {
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            learner,
                                            TASKS,
                                            (net, task) -> {
                                                net.params().weight().assign(Tensor.ones(2, 3));
                                                return 1;
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a task has changed model.weight");
        }
    }

    /** A task that can be sent, and not be made again. */
    private static final class UnreadableTask implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("unused") // by serialization
        private void readObject(ObjectInputStream in) {
            RUNS.incrementAndGet();
            throw new IllegalStateException("not here");
        }
    }

    @Test
    void aTaskThatCannotBeMadeAgain() {
        RUNS.set(0);
        try (TaskRunner batch = new SparkMetaBatch(spark)) {
            assertThatThrownBy(
                            () -> batch.map(learner, List.of(new UnreadableTask()), (net, t) -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(
                            ": a task can't be read: java.lang.IllegalStateException: not here; let"
                                    + " it be made again, wherever it is, from what it writes");
        }
        assertThat(RUNS).hasValue(1);
    }
}
