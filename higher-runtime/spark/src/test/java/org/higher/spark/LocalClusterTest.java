package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.spark.Workloads.Maml;
import org.higher.spark.Workloads.Seed;
import org.higher.spark.Workloads.Workload;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors in JVMs of their own, each with one slot of two cores.
 *
 * <p>Any order does; this one waits for few executors.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalClusterTest {
    private static final Map<String, List<Object>> EXPECTED = new HashMap<>();

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark =
                new JavaSparkContext(
                        Executors.followed(LocalCluster.conf(3, 2, 512))
                                .set("spark.task.cpus", "2"));
        try (TaskRunner threads = new MetaBatch(2)) {
            for (Workload<?> workload : Workloads.all()) {
                EXPECTED.put(workload.name(), trained(workload, threads));
            }
        }
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    @Order(3)
    void threeExecutorsHaveTheBitsOfThreads() throws InterruptedException {
        assertSameBits(3);
    }

    @Test
    @Order(5)
    void soHaveTwo() throws InterruptedException {
        assertSameBits(2);
    }

    @Test
    @Order(6)
    void soHasOne() throws InterruptedException {
        assertSameBits(1);
    }

    private static void assertSameBits(int executors) throws InterruptedException {
        Executors.set(spark, executors);
        for (int slice : new int[] {1, 3}) {
            try (TaskRunner there = SparkMetaBatch.builder(spark).tasksPerSlice(slice).build()) {
                for (Workload<?> workload : Workloads.all()) {
                    assertThat(trained(workload, there))
                            .as("%s, %d executors, slices of %d", workload, executors, slice)
                            .isEqualTo(EXPECTED.get(workload.name()));
                }
            }
        }
    }

    /** The losses of two meta-steps, and the weights after them, bit for bit. */
    private static <M> List<Object> trained(Workload<M> workload, TaskRunner runner) {
        Learner<M> learner = workload.learner();
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(0.01));
        Stream.Builder<Object> seen = Stream.builder();
        for (int step = 0; step < 2; step++) {
            List<Seed> tasks = Workloads.seeds(100 * step, 7);
            MetaBatch.Result result = runner.mean(learner, tasks, workload.loss());
            outer.step(result.gradients());
            seen.add(result.losses());
        }
        for (Tensor tensor : learner.tensors().values()) {
            seen.add(Arrays.toString(tensor.toFloats()));
        }
        return seen.build().toList();
    }

    /**
     * Ends the JVM that runs it, the first time.
     *
     * @param marker a file that says that it has happened; none if it shall not
     */
    record Deadly(Seed seed, String marker) implements Serializable {
        private static final long serialVersionUID = 1;

        Tensor loss(Maml maml) {
            if (!marker.isEmpty() && isFirst(Path.of(marker))) {
                Runtime.getRuntime().halt(9);
            }
            return Workloads.denseLoss(maml, seed);
        }
    }

    private static boolean isFirst(Path marker) {
        try {
            Files.createFile(marker);
            return true;
        } catch (FileAlreadyExistsException second) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(4)
    void executorsThatDieChangeNoBit(@TempDir Path folder) throws InterruptedException {
        Executors.set(spark, 3);
        List<Seed> seeds = Workloads.seeds(0, 6);
        List<Deadly> tasks = new ArrayList<>();
        for (Seed seed : seeds) {
            boolean deadly = seed.value() == 1 || seed.value() == 4;
            tasks.add(new Deadly(seed, deadly ? folder.resolve("died " + seed.value()) + "" : ""));
        }
        try (TaskRunner here = new MetaBatch(2);
                TaskRunner there = new SparkMetaBatch(spark)) {
            Learner<Maml> learner = Workloads.dense().learner();
            MetaBatch.Result result = there.mean(learner, tasks, (maml, task) -> task.loss(maml));
            assertThat(folder.toFile().list()).as("executors have died").hasSize(2);
            assertSame(result, here.mean(learner, seeds, Workloads::denseLoss));
        }
    }

    static void assertSame(MetaBatch.Result actual, MetaBatch.Result expected) {
        assertThat(actual.losses()).isEqualTo(expected.losses());
        for (int i = 0; i < expected.gradients().size(); i++) {
            assertThat(actual.gradients().get(i).toFloats())
                    .containsExactly(expected.gradients().get(i).toFloats());
        }
    }

    // cores

    /** In each JVM. */
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @Test
    @Order(1)
    void aSlotOfTwoCoresRunsTwoTasksAtOnce() {
        try (TaskRunner there = SparkMetaBatch.builder(spark).tasksPerSlice(2).build()) {
            assertThat(
                            there.map(
                                    Workloads.dense().learner(),
                                    Workloads.seeds(0, 4),
                                    (maml, task) -> {
                                        try {
                                            BOTH.await();
                                            return SparkEnv.get().executorId();
                                        } catch (InterruptedException | BrokenBarrierException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    }))
                    .hasSize(4)
                    .doesNotContain("driver");
        }
    }

    /**
     * The threads of the thread pool in this JVM, after products that are worth several threads.
     */
    private static String workersAfterLargeProducts() {
        Tensor a = Tensor.normal(new SplittableRandom(1), DType.FLOAT32, 512, 512);
        for (int i = 0; i < 5; i++) {
            a = a.mmul(a).tanh();
        }
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("higher-worker"))
                .toList()
                .toString();
    }

    @Test
    @Order(2)
    void tasksComputeInTheirOwnThreadAlone() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        assertThat(workersAfterLargeProducts()).as("outside of tasks").contains("higher-worker-1");
        try (TaskRunner there = SparkMetaBatch.builder(spark).tasksPerSlice(2).build()) {
            assertThat(
                            there.map(
                                    Workloads.dense().learner(),
                                    Workloads.seeds(0, 6),
                                    (maml, task) ->
                                            workersAfterLargeProducts()
                                                    + openblas_nolapack.blas_get_num_threads()))
                    .containsOnly("[]1");
        }
    }
}
