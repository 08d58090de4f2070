package org.higher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.MetaBatch.Result;
import org.higher.MetaBatch.TaskException;
import org.higher.TaskFunction;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Meta-batches of episodes that executors draw are those of the same episodes at the driver. */
@Timeout(120)
class DrawnBatchTest {
    private static SparkSession session;
    private static JavaSparkContext spark;

    private final Learner<FunctionalLinear> learner =
            Learner.of(() -> FunctionalLinear.of(new Linear(2, 1)));

    @BeforeAll
    static void start() {
        session = Tables.session().getOrCreate();
        spark = new JavaSparkContext(session.sparkContext());
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static Episodes episodes(int tasksPerPartition) {
        return Tables.episodes(Tables.table(session, Tables.rows(20, 7), Tables.COLUMNS))
                .tasksPerPartition(tasksPerPartition)
                .build();
    }

    private static Tensor adaptedLoss(FunctionalLinear model, Episode episode) {
        Optimizer<Sgd> inner = Optimizer.of(model.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(model, inner).copyInitialWeights(false).open()) {
            loop.step(
                    mse(loop.model().forward(episode.supportFeatures()), episode.supportLabels()));
            return mse(loop.model().forward(episode.queryFeatures()), episode.queryLabels());
        }
    }

    @Test
    void theBitsAreThoseOfAMetaBatchAtTheDriver() {
        try (Episodes episodes = episodes(3);
                SparkMetaBatch there = new SparkMetaBatch(spark);
                MetaBatch here = new MetaBatch(2)) {
            for (long step = 0; step < 3; step++) {
                EpisodeBatch batch = episodes.batch(step, 9);
                List<Episode> drawn = batch.toList();
                assertSame(
                        there.mean(learner, batch, DrawnBatchTest::adaptedLoss),
                        here.mean(learner, drawn, DrawnBatchTest::adaptedLoss));
                assertSame(
                        there.sum(learner, batch, DrawnBatchTest::adaptedLoss),
                        here.sum(learner, drawn, DrawnBatchTest::adaptedLoss));
                assertThat(there.map(learner, batch, (model, episode) -> episode.task()))
                        .isEqualTo(drawn.stream().map(Episode::task).toList());
            }
        }
    }

    @Test
    void zerosStandForWhatNoEpisodeReaches() {
        try (Episodes episodes = episodes(3);
                SparkMetaBatch there = new SparkMetaBatch(spark)) {
            EpisodeBatch batch = episodes.batch(0, 4);
            assertThatThrownBy(
                            () ->
                                    there.mean(
                                            learner,
                                            batch,
                                            (model, e) -> model.params().weight().sum()))
                    .hasMessageStartingWith("SparkMetaBatch.mean: input 1");
            Result mean =
                    there.meanOrZeros(learner, batch, (model, e) -> model.params().weight().sum());
            Result sum =
                    there.sumOrZeros(learner, batch, (model, e) -> model.params().weight().sum());
            assertThat(mean.gradients().get(0).toFloats()).containsOnly(1);
            assertThat(sum.gradients().get(0).toFloats()).containsOnly(4);
            assertThat(sum.gradients().get(1).toFloats()).containsOnly(0);
        }
    }

    @Test
    void sumsOfPartitionsAreTheSameEachTime() {
        try (Episodes episodes = episodes(4);
                SparkMetaBatch summed = SparkMetaBatch.builder(spark).sumPerSlice().build();
                SparkMetaBatch plain = new SparkMetaBatch(spark)) {
            EpisodeBatch batch = episodes.batch(1, 11);
            Result once = summed.mean(learner, batch, DrawnBatchTest::adaptedLoss);
            assertSame(once, summed.mean(learner, batch, DrawnBatchTest::adaptedLoss));
            Result exact = plain.mean(learner, batch, DrawnBatchTest::adaptedLoss);
            assertThat(once.losses()).isEqualTo(exact.losses());
            Tensor expected = exact.gradients().get(0);
            double error = once.gradients().get(0).sub(expected).norm2().item();
            assertThat(error).isCloseTo(0, within(1e-5 * expected.norm2().item()));
        }
    }

    @Test
    void aFailedEpisodeIsNamedByItsPlaceInTheBatch() {
        try (Episodes episodes = episodes(3);
                SparkMetaBatch there = new SparkMetaBatch(spark)) {
            EpisodeBatch batch = episodes.batch(2, 9);
            String victim = batch.toList().get(5).task();
            assertThatThrownBy(() -> there.map(learner, batch, failing(victim)))
                    .isInstanceOf(TaskException.class)
                    .hasMessage(
                            "MetaBatch: task 5 of 9, counted from 0, failed:"
                                    + " java.lang.IllegalStateException: no sales; the task: Episode["
                                    + "task="
                                    + victim
                                    + ", support=2, query=3]");
        }
    }

    private static TaskFunction<FunctionalLinear, Episode, String> failing(String victim) {
        return (model, episode) -> {
            if (episode.task().equals(victim)) {
                throw new IllegalStateException("no sales");
            }
            return episode.task();
        };
    }

    private static void assertSame(Result actual, Result expected) {
        assertThat(actual.losses()).isEqualTo(expected.losses());
        for (int i = 0; i < expected.gradients().size(); i++) {
            assertThat(actual.gradients().get(i).toFloats())
                    .containsExactly(expected.gradients().get(i).toFloats());
        }
    }
}
