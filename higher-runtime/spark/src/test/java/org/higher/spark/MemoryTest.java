package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.higher.Learner;
import org.higher.TaskRunner;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.spark.Workloads.Seed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.jdk.javaapi.CollectionConverters;

/** What does not grow with the number of calls and of learners. */
@Timeout(60)
class MemoryTest {
    /** Weights of 160 kB, so that they can be told from what Spark broadcasts for a job. */
    private static final int WIDTH = 200;

    private static final List<Seed> TASKS = Workloads.seeds(0, 2);

    private static JavaSparkContext spark;
    private static TaskRunner batch;

    @BeforeAll
    static void start() {
        spark =
                new JavaSparkContext(
                        // or else broadcasts also go when the garbage collector finds them
                        LocalSpark.conf(2).set("spark.cleaner.referenceTracking", "false"));
        batch = new SparkMetaBatch(spark);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void broadcastsAreGoneAfterTheirCall() {
        Learner<FunctionalLinear> learner =
                Learner.of(() -> FunctionalLinear.of(new Linear(WIDTH, WIDTH)));
        assertThat(broadcastsDuring(learner)).isEqualTo(1);
        for (int call = 0; call < 300; call++) {
            batch.map(learner, TASKS, (net, task) -> 1);
        }
        assertThat(catchFailure(learner)).isNotNull();
        while (large() > 0) { // they are removed behind the caller's back
            assertThat(Thread.interrupted()).as("some are left").isFalse();
            Thread.onSpinWait();
        }
    }

    private static Throwable catchFailure(Learner<FunctionalLinear> learner) {
        return catchThrowable(
                () ->
                        batch.map(
                                learner,
                                TASKS,
                                (net, task) -> {
                                    throw new IllegalStateException();
                                }));
    }

    private static int broadcastsDuring(Learner<FunctionalLinear> learner) {
        return batch.map(learner, Workloads.seeds(0, 1), (net, task) -> (int) large()).get(0);
    }

    /** How many broadcasts of weights the block manager of this JVM holds. */
    private static long large() {
        BlockManager blocks = SparkEnv.get().blockManager();
        return CollectionConverters.asJava(
                        blocks.getMatchingBlockIds(id -> id.isBroadcast()).toSeq())
                .stream()
                .filter(id -> isLarge(id, blocks))
                .map(id -> id.name().replaceFirst("_piece.*", ""))
                .distinct()
                .count();
    }

    private static boolean isLarge(BlockId id, BlockManager blocks) {
        return blocks.getStatus(id).exists(status -> status.memSize() > 100_000);
    }

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final List<WeakReference<FunctionalLinear>> MODELS =
            Collections.synchronizedList(new ArrayList<>());

    private static FunctionalLinear made() {
        MADE.incrementAndGet();
        FunctionalLinear model = FunctionalLinear.of(new Linear(2, 2));
        MODELS.add(new WeakReference<>(model));
        return model;
    }

    private static void use(List<Learner<FunctionalLinear>> learners, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (Learner<FunctionalLinear> learner : learners) {
                batch.map(learner, TASKS, (net, task) -> 1);
            }
        }
    }

    private static List<Learner<FunctionalLinear>> learners(int count) {
        List<Learner<FunctionalLinear>> learners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            learners.add(Learner.of(MemoryTest::made));
        }
        return learners;
    }

    @Test
    void fourModelsAreKeptWhereTasksRun() {
        MADE.set(0);
        MODELS.clear();
        use(learners(4), 5);
        assertThat(MADE).as("each once at the driver and once there").hasValue(8);
        use(learners(5), 5);
        assertThat(MADE).as("the fifth takes the place of the next").hasValue(8 + 5 + 25);
        use(learners(20), 1);
        while (MODELS.stream().filter(model -> model.get() != null).count() > 4) {
            assertThat(Thread.interrupted()).as("more are left").isFalse();
            System.gc();
        }
    }
}
