package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.optim.Adam;
import org.higher.optim.Optimizer;
import org.higher.spark.Workloads.Seed;
import org.higher.spark.Workloads.Workload;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors in JVMs of their own. */
@Timeout(120)
class LocalClusterTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theNumberOfExecutorsChangesNoBit(int executors) {
        try (JavaSparkContext spark =
                new JavaSparkContext(LocalCluster.conf(executors, 1, 512).setAppName("equality"))) {
            for (int slice : new int[] {1, 3}) {
                try (TaskRunner here = new MetaBatch(2);
                        TaskRunner there =
                                SparkMetaBatch.builder(spark).tasksPerSlice(slice).build()) {
                    List<Workload<?>> plain = Workloads.all();
                    List<Workload<?>> sent = Workloads.all();
                    for (int i = 0; i < plain.size(); i++) {
                        assertThat(trained(sent.get(i), there))
                                .as("%s, %d executors", sent.get(i), executors)
                                .isEqualTo(trained(plain.get(i), here));
                    }
                }
            }
        }
    }

    /** The losses of three meta-steps, and the weights after them, bit for bit. */
    private static <M> List<Object> trained(Workload<M> workload, TaskRunner runner) {
        Learner<M> learner = workload.learner();
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(0.01));
        Stream.Builder<Object> seen = Stream.builder();
        for (int step = 0; step < 3; step++) {
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
}
