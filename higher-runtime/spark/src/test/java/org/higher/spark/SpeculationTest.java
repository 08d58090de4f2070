package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.spark.Workloads.Maml;
import org.higher.spark.Workloads.Seed;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Speculative copies of slow tasks, on executors that come and go by dynamic allocation. */
@Timeout(120)
class SpeculationTest {
    @TempDir private static Path folder;

    private static TwoHosts hosts;
    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        assumeThat(bindable(TwoHosts.ADDRESSES.get(1))).isTrue();
        hosts = new TwoHosts(folder.toFile());
        spark =
                new JavaSparkContext(
                        Executors.followed(LocalCluster.conf(2, 1, 512))
                                .setMaster(hosts.url())
                                .set("spark.speculation", "true")
                                .set("spark.speculation.interval", "50ms")
                                .set("spark.speculation.quantile", "0.5")
                                .set("spark.speculation.multiplier", "1.5")
                                .set("spark.speculation.minTaskRuntime", "50ms")
                                .set("spark.dynamicAllocation.enabled", "true")
                                .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
                                .set("spark.dynamicAllocation.minExecutors", "1")
                                .set("spark.dynamicAllocation.maxExecutors", "2")
                                .set("spark.dynamicAllocation.schedulerBacklogTimeout", "1s")
                                .set("spark.dynamicAllocation.executorIdleTimeout", "1s"));
    }

    private static boolean bindable(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.stop();
            hosts.close();
        }
    }

    /**
     * Waits, where it runs first, until it runs a second time.
     *
     * @param folder for files that say so; none if it shall not wait
     */
    record Slow(Seed seed, String folder) implements Serializable {
        private static final long serialVersionUID = 1;

        Tensor loss(Maml maml) {
            if (!folder.isEmpty() && isFirst(Path.of(folder, "first"))) {
                while (!Files.exists(Path.of(folder, "second"))) {
                    Thread.onSpinWait();
                }
            }
            return Workloads.denseLoss(maml, seed);
        }

        private boolean isFirst(Path marker) {
            try {
                Files.createFile(marker);
                return true;
            } catch (FileAlreadyExistsException exists) {
                isFirst(Path.of(folder, "second"));
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The slow one occupies the first executor, so that a second one is asked for. */
    @Test
    void copiesAndComingAndGoingChangeNoBit(@TempDir Path files) throws InterruptedException {
        List<Seed> seeds = Workloads.seeds(0, 6);
        List<Slow> tasks =
                seeds.stream()
                        .map(seed -> new Slow(seed, seed.value() == 0 ? files.toString() : ""))
                        .toList();
        Executors.await(1);
        Learner<Maml> learner = Workloads.dense().learner();
        try (TaskRunner here = new MetaBatch(2);
                TaskRunner there = new SparkMetaBatch(spark)) {
            MetaBatch.Result expected = here.mean(learner, seeds, Workloads::denseLoss);
            LocalClusterTest.assertSame(
                    there.mean(learner, tasks, (maml, task) -> task.loss(maml)), expected);
            assertThat(files.toFile().list()).containsExactlyInAnyOrder("first", "second");
            Executors.await(1); // the other one is idle, and ends
            LocalClusterTest.assertSame(there.mean(learner, seeds, Workloads::denseLoss), expected);
        }
    }
}
