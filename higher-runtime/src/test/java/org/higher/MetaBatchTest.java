package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.higher.MetaBatch.Result;
import org.higher.MetaBatch.TaskException;
import org.higher.array.DType;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.Linear;
import org.higher.nn.RandomScope;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MetaBatchTest {
    private static final int TASKS = 7;

    private final SplittableRandom random = new SplittableRandom(1);
    private final FunctionalLayer<?, ?> net =
            FunctionalLayer.of(
                    new Sequential(
                            new Linear(3, 64, true, random),
                            new Tanh(),
                            new Linear(64, 2, true, random)));
    private final List<Task> tasks =
            IntStream.range(0, TASKS)
                    .mapToObj(i -> new Task(normal(50, 3), normal(50, 2)))
                    .toList();

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT32, shape);
    }

    private record Task(Tensor x, Tensor y) {}

    /** A scope that a task leaves open is an error of that task, and not in the way of others. */
    @Test
    void aRandomScopeEndsWithItsTask() {
        try (MetaBatch batch = new MetaBatch(1)) {
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(1, 2),
                                            i -> {
                                                RandomScope.open(i);
                                                return i;
                                            }))
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining("task 0 of 2")
                    .hasStackTraceContaining("has left a scope open");
            assertThatThrownBy(() -> batch.map(List.of(1), i -> draw()))
                    .hasStackTraceContaining("no random scope is open");
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(1),
                                            i -> {
                                                RandomScope.open(i);
                                                throw new IllegalArgumentException("its own");
                                            }))
                    .hasStackTraceContaining("its own");
            assertThatThrownBy(() -> batch.map(List.of(1), i -> draw()))
                    .hasStackTraceContaining("no random scope is open");
        }
    }

    /** Wherever it runs, a task does not draw from what is open around the batch. */
    @Test
    void aTaskDoesNotDrawFromTheCallersScope() {
        try (MetaBatch outer = new MetaBatch(1);
                MetaBatch inner = new MetaBatch(1);
                RandomScope around = RandomScope.open(5)) {
            assertThatThrownBy(() -> outer.map(List.of(1), i -> draw()))
                    .hasStackTraceContaining("no random scope is open");
            List<List<Double>> nested =
                    outer.map(
                            List.of(1),
                            i -> {
                                try (RandomScope own = RandomScope.open(7)) {
                                    assertThatThrownBy(() -> inner.map(List.of(1, 2), j -> draw()))
                                            .hasStackTraceContaining("no random scope is open");
                                    assertThat(own).isNotNull();
                                    return List.of(draw());
                                }
                            });
            assertThat(around).isNotNull();
            try (RandomScope same = RandomScope.open(7)) {
                assertThat(nested).containsExactly(List.of(draw()));
                assertThat(same).isNotNull();
            }
        }
    }

    private static double draw() {
        return RandomScope.normal(new Object(), DType.FLOAT64).item();
    }

    private Tensor adaptedLoss(Task task) {
        return adaptedLoss(net, task);
    }

    /** By default a loop adapts copies, and no gradient reaches the model. */
    private Tensor lossOfCopies(Task task) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).open()) {
            return mse(loop.model().forward(task.x()), task.y());
        }
    }

    @Test
    void parametersThatNoTaskReachesAreNamed() {
        try (MetaBatch batch = new MetaBatch(2)) {
            assertThatThrownBy(() -> batch.mean(net.parameters(), tasks, this::lossOfCopies))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "MetaBatch.mean: input 0, FLOAT32 [64, 3]; input 1, FLOAT32 [64]; input 2,"
                                    + " FLOAT32 [2, 64]; input 3, FLOAT32 [2] are not reached, 4 of"
                                    + " 4: no task's loss depends on them.")
                    .hasMessageContaining("copyInitialWeights(false)")
                    .hasMessageEndingWith("ask for them: MetaBatch.meanOrZeros");
            assertThatThrownBy(() -> batch.sum(net.parameters(), tasks, this::lossOfCopies))
                    .hasMessageEndingWith("ask for them: MetaBatch.sumOrZeros");
            assertThat(batch.meanOrZeros(net.parameters(), tasks, this::lossOfCopies).gradients())
                    .allSatisfy(g -> assertThat(g.toDoubles()).containsOnly(0));
            assertThat(batch.sumOrZeros(net.parameters(), tasks, this::lossOfCopies).losses())
                    .hasSize(TASKS);
        }
    }

    @Test
    void aParameterThatSomeTasksReachCountsForThose() {
        Tensor first = Tensor.parameter(Tensor.scalar(2));
        Tensor second = Tensor.parameter(Tensor.scalar(3));
        try (MetaBatch batch = new MetaBatch(2)) {
            Result result =
                    batch.sum(
                            List.of(first, second),
                            List.of(0, 1, 2),
                            task -> (task == 1 ? second : first).square());
            assertThat(result.gradients().get(0).item()).isEqualTo(8);
            assertThat(result.gradients().get(1).item()).isEqualTo(6);
        }
    }

    private <P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound> Tensor adaptedLoss(
            FunctionalLayer<P, B> layer, Task task) {
        Optimizer<Sgd> inner = Optimizer.of(layer.parameters(), new Sgd(0.1));
        try (InnerLoop<P, B, Sgd> loop =
                Higher.innerLoop(layer, inner).copyInitialWeights(false).open()) {
            loop.step(mse(loop.model().forward(task.x()), task.y()));
            return mse(loop.model().forward(task.x()), task.y());
        }
    }

    @Test
    void theSumIsThatOfAPlainLoop() {
        List<Tensor> weights = net.parameters();
        Tensor total = Tensor.scalar(0);
        for (Task task : tasks) {
            total = total.add(adaptedLoss(task));
        }
        List<Tensor> expected = Grad.grad(total, weights);

        try (MetaBatch batch = new MetaBatch(2)) {
            Result sum = batch.sum(weights, tasks, this::adaptedLoss);
            Result mean = batch.mean(weights, tasks, this::adaptedLoss);

            for (int i = 0; i < weights.size(); i++) {
                assertClose(sum.gradients().get(i), expected.get(i));
                assertClose(mean.gradients().get(i).mul(TASKS), expected.get(i));
            }
            assertThat(sum.losses())
                    .isEqualTo(mean.losses())
                    .isEqualTo(tasks.stream().map(task -> adaptedLoss(task).item()).toList());
            assertThat(mean.meanLoss() * TASKS).isCloseTo(total.item(), within(1e-4));
        }
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        double error = actual.sub(expected).norm2().item();
        assertThat(error).isLessThan(1e-5 * expected.norm2().item());
    }

    /**
     * Even where the third task is done before the first, in float, where the order of a sum
     * matters.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void theNumberOfThreadsChangesNoBit(int threads) {
        List<Tensor> weights = net.parameters();
        try (MetaBatch one = new MetaBatch(1);
                MetaBatch several = new MetaBatch(threads)) {
            CountDownLatch third = new CountDownLatch(1);
            Result expected = one.mean(weights, tasks, this::adaptedLoss);
            Result result =
                    several.mean(
                            weights,
                            tasks,
                            task -> {
                                if (task == tasks.get(0)) {
                                    await(third);
                                }
                                Tensor loss = adaptedLoss(task);
                                if (task == tasks.get(2)) {
                                    third.countDown();
                                }
                                return loss;
                            });

            assertThat(result.losses()).isEqualTo(expected.losses());
            assertThat(floats(result)).isDeepEqualTo(floats(expected));
        }
    }

    private static float[][] floats(Result result) {
        return result.gradients().stream().map(Tensor::toFloats).toArray(float[][]::new);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    @Test
    void anUnusedParameterHasZerosWhereAskedFor() {
        Tensor used = Tensor.parameter(Tensor.scalar(3));
        Tensor unused = Tensor.parameter(Tensor.ones(2));
        try (MetaBatch batch = new MetaBatch(2)) {
            Result result = batch.sumOrZeros(List.of(used, unused), List.of(1, 2), used::mul);

            assertThat(result.gradients().get(0).item()).isEqualTo(3);
            assertThat(result.gradients().get(1).toFloats()).containsExactly(0, 0);
        }
    }

    @Test
    void resultsComeInTheOrderOfTheTasks() {
        try (MetaBatch batch = new MetaBatch(3)) {
            assertThat(batch.map(List.of(3, 1, 2, 5, 4), task -> task * task))
                    .containsExactly(9, 1, 4, 25, 16);
            assertThat(batch.map(List.of(), task -> task)).isEmpty();
        }
    }

    /** Two tasks that wait for each other end only if each has a thread. */
    @Test
    void tasksRunAtTheSameTime() {
        CyclicBarrier meeting = new CyclicBarrier(2);
        try (MetaBatch batch = new MetaBatch(2)) {
            Set<String> names =
                    new HashSet<>(
                            batch.map(
                                    List.of(0, 1),
                                    task -> {
                                        try {
                                            meeting.await();
                                        } catch (Exception failure) {
                                            throw new IllegalStateException(failure);
                                        }
                                        return Thread.currentThread().getName();
                                    }));
            assertThat(names).containsExactlyInAnyOrder("meta-batch-1", "meta-batch-2");
        }
    }

    @Test
    void theFirstFailureNamesItsTaskAndTheOthersEndBefore() {
        CountDownLatch thirdFailed = new CountDownLatch(1);
        List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        try (MetaBatch batch = new MetaBatch(2)) {
            TaskException failure =
                    catchThrowableOfType(
                            TaskException.class,
                            () ->
                                    batch.map(
                                            IntStream.range(0, 50).boxed().toList(),
                                            task -> {
                                                started.add(task);
                                                if (task == 2) {
                                                    thirdFailed.countDown();
                                                    throw new ArithmeticException("third");
                                                }
                                                if (task == 1) {
                                                    await(thirdFailed);
                                                    ended.add(task);
                                                    throw new ArithmeticException("second");
                                                }
                                                return task;
                                            }));

            assertThat(failure)
                    .hasMessage(
                            "MetaBatch: task 1 of 50, counted from 0, failed:"
                                    + " java.lang.ArithmeticException: second; the task: 1")
                    .hasCauseInstanceOf(ArithmeticException.class);
            assertThat(failure.index()).isEqualTo(1);
            assertThat(ended).containsExactly(1);
            assertThat(started).as("later tasks are not begun").hasSizeLessThan(50);
            assertThat(batch.map(List.of(1), task -> task)).as("it goes on").containsExactly(1);
        }
    }

    @Test
    void errorsAreReportedToo() {
        try (MetaBatch batch = new MetaBatch(1)) {
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(1),
                                            task -> {
                                                throw new StackOverflowError();
                                            }))
                    .isInstanceOf(TaskException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void anInterruptedCallerStopsWaiting() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (MetaBatch batch = new MetaBatch(1)) {
            Thread caller = Thread.currentThread();
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(0, 1),
                                            task -> {
                                                begun.incrementAndGet();
                                                caller.interrupt();
                                                await(never);
                                                return task;
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("MetaBatch: interrupted while waiting for task 0");
            assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
            assertThat(batch.map(List.of(1), task -> task)).containsExactly(1);
            assertThat(begun).hasValue(1);
        }
    }

    @Test
    void misuseIsSaid() {
        assertThatThrownBy(() -> new MetaBatch(0))
                .hasMessage("MetaBatch: 0 threads can run nothing; give 1 or more");
        MetaBatch batch = new MetaBatch(1);
        assertThatThrownBy(() -> batch.sum(net.parameters(), List.<Task>of(), this::adaptedLoss))
                .hasMessage("MetaBatch: no tasks; give one or more");
        assertThatThrownBy(
                        () -> batch.map(List.of(1), outer -> batch.map(List.of(2), inner -> inner)))
                .isInstanceOf(TaskException.class)
                .hasRootCauseMessage(
                        "MetaBatch: called from one of its own tasks, which could wait for itself;"
                                + " use another batch there");
        batch.close();
        batch.close();
        assertThatThrownBy(() -> batch.map(List.of(1), task -> task))
                .hasMessage("MetaBatch: closed; use it inside its try block");
    }

    @Test
    void whatIsLearnedComesBeforeTheTasks() {
        for (Method method : MetaBatch.class.getMethods()) {
            List<Type> types = List.of(method.getGenericParameterTypes());
            if (method.getReturnType() == Result.class && !method.isBridge()) {
                assertThat(types.get(0).getTypeName())
                        .as(method.toString())
                        .matches(".*(List<.*Tensor>|Learner<M>)");
                assertThat(types.get(1).getTypeName()).isEqualTo("java.util.List<T>");
            }
        }
    }

    @Test
    void nullIsRefusedByName() {
        Tensor w = Tensor.parameter(Tensor.ones(2));
        try (MetaBatch batch = new MetaBatch(1)) {
            assertThatThrownBy(() -> batch.mean(List.of(w), null, task -> w.sum()))
                    .hasMessage("MetaBatch: null is no list of tasks; give one");
            assertThatThrownBy(() -> batch.sum(null, List.of(1), task -> w.sum()))
                    .hasMessage("MetaBatch: null is no list of parameters; give one");
            assertThatThrownBy(() -> batch.sum(List.of(w), List.of(1), null))
                    .hasMessage("MetaBatch: null is no function of a task; give one");
        }
    }
}
