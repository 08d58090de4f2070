package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.MetaBatch.TaskException;
import org.higher.TaskRunner;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.spark.Workloads.Seed;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that serialize in a way of their own, and what tasks must not do. */
@Timeout(60)
class OddTasksTest {
    private static final List<Seed> TASKS = Workloads.seeds(0, 3);

    private static JavaSparkContext spark;
    private static TaskRunner batch;
    private static CountDownLatch begun;

    private final Learner<FunctionalLinear> learner =
            Learner.of(() -> FunctionalLinear.of(new Linear(3, 2)));

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(LocalSpark.conf(1));
        batch = new SparkMetaBatch(spark);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static final class Chain implements Serializable {
        private static final long serialVersionUID = 1;

        @Nullable Chain next;

        static Chain of(int links) {
            Chain first = new Chain();
            for (int i = 1; i < links; i++) {
                Chain before = new Chain();
                before.next = first;
                first = before;
            }
            return first;
        }
    }

    @Test
    void aChainThatIsTooLongForJavaSerialization() {
        assertThat(batch.map(learner, List.of(Chain.of(50)), (net, task) -> 1)).containsExactly(1);
        assertThatThrownBy(
                        () ->
                                batch.map(
                                        learner,
                                        List.of(Chain.of(1), Chain.of(1_000_000)),
                                        (net, task) -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "SparkMetaBatch.map: task 1 can't be serialized: Java serialization can't follow a"
                                + " chain of so many objects; hold them in an array or a list");
    }

    /** What is written here is one object, and what is read a chain. */
    private static final class Unfolding implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            unfold(1);
        }

        private static int unfold(int level) {
            return unfold(level + 1) + 1;
        }
    }

    @Test
    void aChainThatIsTooLongWhereItIsRead() {
        assertThatThrownBy(() -> batch.map(learner, List.of(new Unfolding()), (net, task) -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a task can't be read: java.io.IOException: Java")
                .hasMessageContaining("can't follow a chain of so many objects");
    }

    private static final class Unwritten implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("no longer there");
        }
    }

    @Test
    void aTaskThatFailsToWriteItself() {
        assertThatThrownBy(
                        () ->
                                batch.map(
                                        learner,
                                        List.of(new Seed(1), new Unwritten()),
                                        (net, task) -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "SparkMetaBatch.map: task 1 can't be serialized: writing it has failed:"
                                + " java.io.IOException: no longer there");
    }

    private static Tensor loss(FunctionalLinear net) {
        return net.params().weight().square().mean();
    }

    @Test
    void gradientsThatTasksLeaveInTheModel() {
        assertThatThrownBy(
                        () ->
                                batch.map(
                                        learner,
                                        TASKS,
                                        (net, task) -> {
                                            loss(net).backward();
                                            return 1;
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "a task has changed the gradient of model.weight, by backward(), which all"
                                + " tasks share");
        assertThat(
                        batch.map(
                                learner,
                                TASKS,
                                (net, task) -> net.params().weight().grad().isPresent()))
                .containsOnly(false);
    }

    @Test
    void aTaskThatRunsTasksOnSparkWouldWaitForItsOwnSlot() {
        assertThatThrownBy(
                        () ->
                                batch.map(
                                        learner,
                                        TASKS,
                                        (net, task) ->
                                                batch.map(
                                                                Learner.of(
                                                                        () ->
                                                                                FunctionalLinear.of(
                                                                                        new Linear(
                                                                                                1,
                                                                                                1))),
                                                                TASKS,
                                                                (inner, t) -> 1)
                                                        .size()))
                .isInstanceOf(TaskException.class)
                .hasRootCauseMessage(
                        "SparkMetaBatch.map: called from a task of a SparkMetaBatch, which could"
                                + " wait for its own slot; use a MetaBatch there");
        assertThat(
                        batch.map(
                                learner,
                                TASKS,
                                (net, task) -> {
                                    try (MetaBatch threads = new MetaBatch(2)) {
                                        return threads.map(List.of(1, 2), n -> n + 1).size();
                                    }
                                }))
                .containsOnly(2);
    }

    @Test
    void aJobThatIsCancelled() throws Exception {
        begun = new CountDownLatch(1);
        FutureTask<List<Integer>> call =
                new FutureTask<>(
                        () -> {
                            spark.setJobGroup("mine", "cancelled by the program");
                            return batch.map(learner, TASKS, (net, task) -> waits());
                        });
        new Thread(call, "driver").start();
        begun.await();
        spark.cancelJobGroup("mine");
        assertThatThrownBy(call::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "SparkMetaBatch.map: the job failed, in Spark and not in a task")
                .hasMessageEndingWith(
                        "; the program, or somebody in Spark's web interface, has cancelled it");
    }

    private static int waits() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    /** As if another thread added to the list. */
    private static final class Growing extends AbstractList<Seed> {
        private int size = 3;

        @Override
        public Seed get(int index) {
            return new Seed(index);
        }

        @Override
        public int size() {
            return Math.min(10, size++);
        }
    }

    @Test
    void aListThatChangesDuringACallIsTakenAsItWasAtFirst() {
        SentBatch sent = SentBatch.of("test", new Growing(), 1);
        assertThat(sent.slices()).hasSize(sent.size());
    }
}
