package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.higher.MetaBatch.TaskException;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What threads of a meta-batch do when something goes wrong. */
@Timeout(60)
class MetaBatchThreadsTest {
    private static final String NESTED =
            "MetaBatch: called from one of its own tasks, which could wait for itself; use another"
                    + " batch there";

    @Test
    void anInterruptedCallWaitsForWhatRuns() {
        Thread caller = Thread.currentThread();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicBoolean endedBefore = new AtomicBoolean();
        try (MetaBatch batch = new MetaBatch(1)) {
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(0, 1),
                                            task -> {
                                                caller.interrupt();
                                                while (!Thread.interrupted()) {
                                                    Thread.onSpinWait();
                                                }
                                                while (caller.getState() != Thread.State.WAITING
                                                        && !returned.get()) {
                                                    Thread.onSpinWait();
                                                }
                                                endedBefore.set(!returned.get());
                                                return task;
                                            }))
                    .hasMessage("MetaBatch: interrupted while waiting for task 0");
            returned.set(true);
            assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
            assertThat(endedBefore).isTrue();
            assertThat(batch.map(List.of(1), task -> Thread.interrupted()))
                    .as("the interruption does not reach later tasks")
                    .containsExactly(false);
        }
    }

    @Test
    void aCallerThatIsInterruptedBeforehandGetsNothing() {
        try (MetaBatch batch = new MetaBatch(2)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> batch.map(List.of(1, 2), task -> task))
                    .hasMessage("MetaBatch: interrupted while waiting for task 0");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void itsOwnTasksCannotUseItByWayOfAnother() {
        try (MetaBatch batch = new MetaBatch(1);
                MetaBatch other = new MetaBatch(1)) {
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(1),
                                            a ->
                                                    other.map(
                                                            List.of(2),
                                                            b -> batch.map(List.of(3), c -> c))))
                    .isInstanceOf(TaskException.class)
                    .hasRootCauseMessage(NESTED);
            assertThat(batch.map(List.of(1), a -> other.map(List.of(2), b -> a + b)))
                    .containsExactly(List.of(3));
        }
    }

    @Test
    void norByWayOfAThreadOfTheirs() {
        try (MetaBatch batch = new MetaBatch(1)) {
            assertThatThrownBy(
                            () ->
                                    batch.map(
                                            List.of(1),
                                            a -> inThread(() -> batch.map(List.of(2), b -> b))))
                    .isInstanceOf(TaskException.class)
                    .hasRootCauseMessage(NESTED);
        }
    }

    @Test
    void aThreadThatOutlivesItsTaskMayUseIt() throws Exception {
        CountDownLatch taskEnded = new CountDownLatch(1);
        try (MetaBatch batch = new MetaBatch(1)) {
            FutureTask<List<Integer>> later =
                    new FutureTask<>(
                            () -> {
                                taskEnded.await();
                                return batch.map(List.of(2), b -> b);
                            });
            batch.map(
                    List.of(1),
                    a -> {
                        new Thread(later).start();
                        return a;
                    });
            taskEnded.countDown();
            assertThat(later.get()).containsExactly(2);
        }
    }

    private static <R> R inThread(Callable<R> work) {
        FutureTask<R> future = new FutureTask<>(work);
        new Thread(future).start();
        try {
            return future.get();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Each has its only thread at a task that uses the other. */
    @Test
    void twoBatchesThatUseEachOtherDoNotHang() throws Exception {
        CyclicBarrier bothBegun = new CyclicBarrier(2);
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (MetaBatch one = new MetaBatch(1);
                MetaBatch two = new MetaBatch(1)) {
            List<Callable<List<List<Integer>>>> calls =
                    List.of(() -> across(one, two, bothBegun), () -> across(two, one, bothBegun));
            for (var result : callers.invokeAll(calls)) {
                assertThat(result.get()).containsExactly(List.of(1, 2, 3));
            }
        } finally {
            callers.shutdown();
        }
    }

    private static List<List<Integer>> across(MetaBatch from, MetaBatch to, CyclicBarrier begun) {
        return from.map(
                List.of(0),
                task -> {
                    try {
                        begun.await();
                    } catch (Exception failure) {
                        throw new IllegalStateException(failure);
                    }
                    return to.map(List.of(1, 2, 3), inner -> inner);
                });
    }

    @Test
    void threadsEndWhenIdleAndComeBack() throws Exception {
        MetaBatch neverClosed = new MetaBatch(2, 1);
        for (int round = 0; round < 2; round++) {
            for (Thread worker : neverClosed.map(List.of(1, 2), task -> Thread.currentThread())) {
                assertThat(worker.isDaemon()).isTrue();
                worker.join();
            }
        }
    }

    @Test
    void tasksSeeTheContextClassLoaderOfTheCaller() {
        ClassLoader usual = Thread.currentThread().getContextClassLoader();
        ClassLoader own = new ClassLoader("own", usual) {};
        try (MetaBatch batch = new MetaBatch(1)) {
            Thread.currentThread().setContextClassLoader(own);
            assertThat(batch.map(List.of(1), t -> Thread.currentThread().getContextClassLoader()))
                    .containsExactly(own);
        } finally {
            Thread.currentThread().setContextClassLoader(usual);
        }
    }

    @Test
    void aLossThatIsNoNumberNamesItsTask() {
        Tensor weight = Tensor.parameter(Tensor.scalar(1));
        try (MetaBatch batch = new MetaBatch(2)) {
            assertThatThrownBy(
                            () ->
                                    batch.mean(
                                            List.of(weight),
                                            List.of(1, 2),
                                            n -> n == 1 ? weight : weight.mul(Tensor.ones(2))))
                    .hasMessageStartingWith("MetaBatch: task 1 of 2, counted from 0, failed: ")
                    .hasMessageContaining("[2]");
            assertThatThrownBy(() -> batch.mean(List.of(weight), List.of(1), n -> null))
                    .hasMessage(
                            "MetaBatch: task 0 of 1, counted from 0, failed: java.lang.IllegalArgumentException:"
                                    + " MetaBatch: the loss is null; return a tensor; the task: 1");
        }
    }

    private enum Event {
        RESULT,
        EXCEPTION,
        OUT_OF_MEMORY,
        STACK_OVERFLOW,
        INTERRUPTION,
        CLOSE
    }

    /** Several may happen at once; afterwards nothing runs, and the batch is as good as before. */
    @Test
    void whateverHappensNothingRunsAfterwards() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            List<Event> events = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int kinds = random.nextInt(4) == 0 ? Event.values().length : 4;
                events.add(
                        random.nextBoolean()
                                ? Event.RESULT
                                : Event.values()[random.nextInt(kinds)]);
            }
            check(events, 1 + random.nextInt(3));
        }
    }

    private static void check(List<Event> events, int threads) {
        Thread caller = Thread.currentThread();
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        try (MetaBatch batch = new MetaBatch(threads)) {
            List<Integer> results = List.of();
            RuntimeException thrown = null;
            try {
                results =
                        batch.map(
                                IntStream.range(0, events.size()).boxed().toList(),
                                task -> {
                                    running.incrementAndGet();
                                    try {
                                        if (events.get(task) == Event.INTERRUPTION) {
                                            interrupted.set(true);
                                        }
                                        happen(events.get(task), caller, batch);
                                        return task;
                                    } finally {
                                        running.decrementAndGet();
                                    }
                                });
            } catch (RuntimeException failure) {
                thrown = failure;
            }
            boolean flag = Thread.interrupted();
            assertThat(running).as("%s", events).hasValue(0);
            assertThat(flag).as("%s", events).isEqualTo(interrupted.get());
            boolean closed = events.contains(Event.CLOSE);
            if (thrown == null) {
                assertThat(results).hasSameSizeAs(events);
                assertThat(events).doesNotContain(Event.EXCEPTION, Event.OUT_OF_MEMORY);
            } else if (thrown instanceof TaskException failure) {
                Event first = events.get(failure.index());
                assertThat(first).isNotIn(Event.RESULT, Event.CLOSE, Event.INTERRUPTION);
                assertThat(events.subList(0, failure.index()))
                        .isSubsetOf(Event.RESULT, Event.CLOSE, Event.INTERRUPTION);
            } else {
                assertThat(flag || closed).as("%s: %s", events, thrown).isTrue();
            }
            if (!closed) {
                assertThat(batch.map(List.of(1), task -> Thread.interrupted()))
                        .containsExactly(false);
            }
        }
    }

    private static void happen(Event event, Thread caller, MetaBatch batch) {
        switch (event) {
            case RESULT -> {}
            case EXCEPTION -> throw new ArithmeticException("one of several");
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("pretended");
            case STACK_OVERFLOW -> recurse(0);
            case INTERRUPTION -> caller.interrupt();
            case CLOSE -> batch.close();
        }
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }
}
