package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.MetaBatch.Result;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.spark.Workloads.Seed;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that overlap, are interrupted, or outlive their context. */
@Timeout(60)
class CallsTest {
    /** What stands for waiting in a task: the tasks run in this JVM. */
    private static CountDownLatch begun;

    private static CountDownLatch goOn;
    private static CountDownLatch ended;
    private static final AtomicBoolean WEIGHTS_CHANGED = new AtomicBoolean();

    private static final List<Seed> TASKS = Workloads.seeds(0, 3);

    private final Learner<FunctionalLinear> learner =
            Learner.of(() -> FunctionalLinear.of(new Linear(3, 2)));
    private JavaSparkContext spark;
    private TaskRunner batch;

    @BeforeEach
    void start() {
        begun = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        ended = new CountDownLatch(1);
        spark = new JavaSparkContext(LocalSpark.conf(2));
        batch = new SparkMetaBatch(spark);
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        spark.stop();
    }

    private static Tensor loss(FunctionalLinear net, Seed task) {
        return net.forward(net.params(), Tensor.normal(task.random(), DType.FLOAT32, 4, 3))
                .square()
                .mean();
    }

    /** The first task waits before it computes. */
    private static Tensor slowLoss(FunctionalLinear net, Seed task) {
        if (task.value() == 0) {
            begun.countDown();
            await(goOn);
        }
        return loss(net, task);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Result expected() {
        try (TaskRunner threads = new MetaBatch(1)) {
            return threads.mean(learner, TASKS, CallsTest::loss);
        }
    }

    private static void assertSame(Result actual, Result expected) {
        assertThat(actual.losses()).isEqualTo(expected.losses());
        assertThat(actual.gradients().stream().map(Tensor::toFloats).toList())
                .usingRecursiveComparison()
                .isEqualTo(expected.gradients().stream().map(Tensor::toFloats).toList());
    }

    private static <R> FutureTask<R> inThread(FutureTask<R> work) {
        new Thread(work, "driver").start();
        return work;
    }

    @Test
    void eachOfTwoCallsHasItsOwnWeights() throws Exception {
        Result first = expected();
        FutureTask<Result> other =
                inThread(new FutureTask<>(() -> batch.mean(learner, TASKS, CallsTest::slowLoss)));
        begun.await();
        learner.parameters().get(0).assign(Tensor.full(0.5, DType.FLOAT32, 2, 3));
        Result second = expected();
        assertThat(second.losses()).isNotEqualTo(first.losses());
        assertSame(batch.mean(learner, TASKS, CallsTest::loss), second);
        goOn.countDown();
        assertSame(other.get(), first);
        assertSame(batch.mean(learner, TASKS, CallsTest::loss), second);
    }

    private static int waits(FunctionalLinear net, Seed task) {
        begun.countDown();
        try {
            await(goOn);
            return 1;
        } finally {
            ended.countDown();
        }
    }

    @Test
    void anInterruptedCallEndsItsTasks() throws Exception {
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        FutureTask<Throwable> call =
                new FutureTask<>(
                        () -> {
                            Throwable thrown =
                                    catchThrowable(
                                            () -> batch.map(learner, TASKS, CallsTest::waits));
                            stillInterrupted.set(Thread.interrupted());
                            return thrown;
                        });
        Thread driver = new Thread(call, "driver");
        driver.start();
        begun.await();
        driver.interrupt();
        assertThat(call.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("SparkMetaBatch.map: interrupted while waiting for the job");
        assertThat(stillInterrupted).isTrue();
        ended.await(); // nothing has told the tasks to go on
        assertSame(batch.mean(learner, TASKS, CallsTest::loss), expected());
    }

    @Test
    void aCallerThatIsInterruptedBeforehandGetsNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> batch.mean(learner, TASKS, CallsTest::loss))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("SparkMetaBatch.mean: interrupted while waiting for the job");
        assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
        assertSame(batch.mean(learner, TASKS, CallsTest::loss), expected());
    }

    /** Does not heed interruptions; says whether the weights have changed under it. */
    private static int stubborn(FunctionalLinear net, Seed task) {
        float[] before = net.params().weight().toFloats();
        begun.countDown();
        while (goOn.getCount() > 0) {
            Thread.onSpinWait();
        }
        WEIGHTS_CHANGED.set(!Arrays.equals(before, net.params().weight().toFloats()));
        ended.countDown();
        return 1;
    }

    @Test
    void aSliceThatGoesOnAfterItsCallIsInNobodysWay() throws Exception {
        WEIGHTS_CHANGED.set(true);
        FutureTask<Throwable> call =
                new FutureTask<>(
                        () ->
                                catchThrowable(
                                        () ->
                                                batch.map(
                                                        learner,
                                                        Workloads.seeds(0, 1),
                                                        CallsTest::stubborn)));
        Thread driver = new Thread(call, "driver");
        driver.start();
        begun.await();
        driver.interrupt();
        assertThat(call.get()).hasMessageContaining("interrupted");
        learner.parameters().get(0).assign(Tensor.full(0.5, DType.FLOAT32, 2, 3));
        assertSame(batch.mean(learner, TASKS, CallsTest::loss), expected());
        goOn.countDown();
        ended.await();
        assertThat(WEIGHTS_CHANGED).isFalse();
        assertSame(batch.mean(learner, TASKS, CallsTest::loss), expected());
    }

    @Test
    void aContextThatIsStopped() throws Exception {
        FutureTask<Throwable> call =
                inThread(
                        new FutureTask<>(
                                () ->
                                        catchThrowable(
                                                () ->
                                                        batch.map(
                                                                learner,
                                                                TASKS,
                                                                CallsTest::waits))));
        begun.await();
        spark.stop();
        for (Throwable thrown :
                List.of(
                        call.get(),
                        catchThrowable(() -> batch.mean(learner, TASKS, CallsTest::loss)))) {
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(
                            ": the Spark context is stopped; use it before that, or make another");
        }
    }
}
