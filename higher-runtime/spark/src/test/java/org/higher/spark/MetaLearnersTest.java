package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.higher.MetaBatch;
import org.higher.TaskRunner;
import org.higher.data.EpisodeSampler;
import org.higher.data.Points;
import org.higher.data.Sinusoids;
import org.higher.data.SyntheticData;
import org.higher.data.TaskSource;
import org.higher.meta.Maml;
import org.higher.meta.MamlPlusPlus;
import org.higher.meta.MetaLearner;
import org.higher.meta.R2d2;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The algorithms of org.higher.meta on a cluster have the bits that they have on threads. */
@Timeout(120)
class MetaLearnersTest {
    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = new JavaSparkContext(LocalSpark.conf(2));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static FunctionalSequential net(int inputs, int outputs) {
        return FunctionalSequential.of(
                new Sequential(new Linear(inputs, 6), new Tanh(), new Linear(6, outputs)));
    }

    private static Tensor loss(FunctionalSequential.Bound model, Points points) {
        return points.mse(model.forward(points.inputs()));
    }

    @Test
    void maml() {
        sameBits(
                Sinusoids.of(),
                runner -> Maml.of(() -> net(1, 1), MetaLearnersTest::loss).runner(runner).build());
    }

    @Test
    void mamlOfTasksThatRunAsOne() {
        sameBits(
                Sinusoids.of(),
                runner ->
                        Maml.of(() -> net(1, 1), MetaLearnersTest::loss)
                                .tasksAtOnce(2)
                                .runner(runner)
                                .build());
    }

    @Test
    void mamlPlusPlusKnowsTheNumberOfTheStep() {
        sameBits(
                Sinusoids.of(),
                runner ->
                        MamlPlusPlus.of(() -> net(1, 1), MetaLearnersTest::loss)
                                .lossAnnealing(2)
                                .firstOrderFor(1)
                                .runner(runner)
                                .build());
    }

    @Test
    void r2d2() {
        sameBits(
                EpisodeSampler.of(SyntheticData.gaussianClusters(6, 8, 3, 0.5, 1))
                        .ways(3)
                        .queries(4),
                runner ->
                        R2d2.of(() -> net(3, 4), FunctionalSequential.Bound::forward)
                                .runner(runner)
                                .build());
    }

    private static <X, T extends org.higher.data.Task<X>> void sameBits(
            TaskSource<T> tasks, Function<TaskRunner, MetaLearner<?, X>> make) {
        List<Object> here = trained(tasks, make.apply(seeded(new MetaBatch(2))));
        List<Object> there =
                trained(tasks, make.apply(seeded(SparkMetaBatch.builder(spark).build())));
        assertThat(there).isEqualTo(here);
    }

    private static TaskRunner seeded(TaskRunner runner) {
        Init.seed(1);
        return runner;
    }

    private static <X, T extends org.higher.data.Task<X>> List<Object> trained(
            TaskSource<T> tasks, MetaLearner<?, X> learner) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            results.add(learner.metaStep(tasks.batch(step, 3)));
        }
        results.add(learner.evaluate(tasks.batch(100, 2)));
        learner.learned().values().forEach(tensor -> results.add(tensor.toDoubles()[0]));
        return results;
    }
}
