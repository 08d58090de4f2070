package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import com.fasterxml.jackson.module.scala.DefaultScalaModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.io.Checkpoint;
import org.higher.nn.Init;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.spark.Workloads.Maml;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The library with the versions of Jackson, SLF4J and log4j that Spark brings along. */
@Timeout(60)
class SparksLibrariesTest {
    @Test
    void theyAreSparks() {
        assertThat(PackageVersion.VERSION.toString())
                .as("that of a module which Spark alone wants")
                .isEqualTo(new DefaultScalaModule().version().toString());
        assertThat(version(LoggerFactory.class)).isEqualTo(version(SLF4JBridgeHandler.class));
        assertThat(LoggerFactory.getILoggerFactory().getClass().getName())
                .isEqualTo("org.apache.logging.slf4j.Log4jLoggerFactory");
    }

    private static String version(Class<?> type) {
        return type.getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .replaceFirst(".*-", "");
    }

    @Test
    void trainingGoesOnFromACheckpoint(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("checkpoint");
        try (JavaSparkContext spark = new JavaSparkContext(LocalSpark.conf(2));
                TaskRunner there = new SparkMetaBatch(spark);
                TaskRunner here = new MetaBatch(2)) {
            Learner<Maml> learner = Workloads.dense().learner();
            Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(0.01));
            steps(learner, outer, there, 0, 2);
            Checkpoint.builder()
                    .tensors("learner", learner.tensors())
                    .optimizer("outer", outer)
                    .save(file);
            steps(learner, outer, here, 2, 4);

            Init.seed(77);
            Learner<Maml> again = learner.spec().make();
            Optimizer<Adam> outerAgain = Optimizer.of(again.parameters(), new Adam(0.01));
            Checkpoint.load(file)
                    .restoreAll(
                            parts ->
                                    parts.copyInto("learner", again.tensors())
                                            .restore("outer", outerAgain));
            steps(again, outerAgain, there, 2, 4);
            assertThat(values(again)).isEqualTo(values(learner));
        }
    }

    private static void steps(
            Learner<Maml> learner, Optimizer<Adam> outer, TaskRunner runner, int from, int to) {
        for (int step = from; step < to; step++) {
            MetaBatch.Result result =
                    runner.mean(learner, Workloads.seeds(step, 4), Workloads::denseLoss);
            outer.step(result.gradients());
        }
    }

    private static List<String> values(Learner<Maml> learner) {
        return learner.tensors().entrySet().stream()
                .map(
                        (Map.Entry<String, Tensor> entry) ->
                                entry.getKey() + Arrays.toString(entry.getValue().toFloats()))
                .toList();
    }
}
