package org.higher.examples.omniglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.higher.MetaBatch;
import org.higher.data.DataException;
import org.higher.examples.Downsampling;
import org.higher.examples.omniglot.LearningCurve.Point;
import org.higher.examples.omniglot.data.Episodes;
import org.higher.examples.omniglot.data.Glyphs;
import org.higher.examples.omniglot.data.Sources;
import org.higher.examples.omniglot.data.Symbol;
import org.higher.io.CheckpointException;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    @TempDir private static Path archives;
    @TempDir private Path folder;

    private static List<Symbol> symbols;

    @BeforeAll
    static void draw() throws IOException {
        symbols = Sources.symbols(Glyphs.archive(archives.resolve("a.zip"), "Made-up", 12, 6, 1));
    }

    private static Settings settings(Algorithm algorithm, int ways, double innerRate) {
        return new Settings(
                algorithm,
                ways,
                1,
                2,
                1,
                2,
                innerRate,
                Optional.of(new Implicit(2, 5, 1, false, 10))
                        .filter(own -> algorithm == Algorithm.IMAML),
                0.01,
                3,
                Downsampling.STRIDE,
                4,
                3,
                5,
                7);
    }

    private static TrainingRun fresh(Settings settings, MetaBatch batch) {
        return new TrainingRun(
                settings,
                "12 characters",
                new Episodes("training", symbols.subList(0, 7), settings.ways(), 1, 2),
                new Episodes("validation", symbols.subList(7, 12), settings.ways(), 1, 2),
                batch);
    }

    private static void trainUntil(int steps, TrainingRun run, Path file) throws IOException {
        run.train(new Budget(steps, Double.POSITIVE_INFINITY), file, NOWHERE);
    }

    private static float[][] weights(Learner learner) {
        return learner.net().parameters().stream().map(Tensor::toFloats).toArray(float[][]::new);
    }

    /** All but the times. */
    private static List<Point> points(TrainingRun run) {
        return run.curve().points().stream()
                .map(p -> new Point(p.step(), 0, p.loss(), p.accuracy(), p.heldOut()))
                .toList();
    }

    /** Stopped between two points of the curve, so that there are sums to be kept. */
    @ParameterizedTest
    @EnumSource
    void aResumedRunIsTheOneThatNeverStopped(Algorithm algorithm) throws IOException {
        Settings settings = settings(algorithm, 5, 0.4);
        Path file = folder.resolve("run.zip");
        try (MetaBatch one = new MetaBatch(1);
                MetaBatch two = new MetaBatch(2)) {
            TrainingRun inOneGo = fresh(settings, one);
            trainUntil(10, inOneGo, folder.resolve("other.zip"));
            trainUntil(4, fresh(settings, one), file);
            TrainingRun resumed = fresh(settings, two);
            resumed.resume(file);
            assertThat(resumed.steps()).isEqualTo(4);
            assertThat(resumed.curve().points()).hasSize(1);
            double before = resumed.seconds();
            trainUntil(10, resumed, file);

            assertThat(weights(resumed.current())).isDeepEqualTo(weights(inOneGo.current()));
            assertThat(weights(resumed.averaged())).isDeepEqualTo(weights(inOneGo.averaged()));
            assertThat(weights(resumed.best())).isDeepEqualTo(weights(inOneGo.best()));
            assertThat(resumed.bestStep()).isEqualTo(inOneGo.bestStep());
            assertThat(points(resumed)).hasSize(3).isEqualTo(points(inOneGo));
            assertThat(resumed.seconds()).isGreaterThan(before);
        }
    }

    @Test
    void theBestWeightsAreThoseOfTheBestPoint() throws IOException {
        Settings settings = settings(Algorithm.MAML, 5, 0.4);
        try (MetaBatch batch = new MetaBatch(2)) {
            TrainingRun run = fresh(settings, batch);
            trainUntil(12, run, folder.resolve("run.zip"));
            TrainingRun again = fresh(settings, batch);
            trainUntil((int) run.bestStep(), again, folder.resolve("again.zip"));

            Point best =
                    run.curve().points().stream()
                            .filter(point -> point.step() == run.bestStep())
                            .findFirst()
                            .orElseThrow();
            assertThat(run.curve().points()).allMatch(point -> point.heldOut() <= best.heldOut());
            assertThat(weights(run.best())).isDeepEqualTo(weights(again.averaged()));
        }
    }

    /** By hand: the first weights as they are, then 10 / 11 of the second. */
    @Test
    void theAverageForgetsOldWeights() throws IOException {
        Settings settings = settings(Algorithm.MAML, 5, 0.4);
        try (MetaBatch batch = new MetaBatch(2)) {
            TrainingRun run = fresh(settings, batch);
            trainUntil(1, run, folder.resolve("run.zip"));
            float[] first = weights(run.current())[0];
            assertThat(weights(run.averaged())[0]).isEqualTo(first);
            trainUntil(2, run, folder.resolve("run.zip"));
            float[] second = weights(run.current())[0];

            assertThat(second).isNotEqualTo(first);
            float[] average = weights(run.averaged())[0];
            for (int i = 0; i < average.length; i++) {
                assertThat(average[i]).isCloseTo((first[i] + 10 * second[i]) / 11, within(1e-6f));
            }
        }
    }

    @Test
    void timeIsABudgetThatIsSpentOnce() throws IOException {
        Settings settings = settings(Algorithm.MAML, 5, 0.4);
        Path file = folder.resolve("run.zip");
        Budget budget = new Budget(Long.MAX_VALUE, 0.2);
        try (MetaBatch batch = new MetaBatch(2)) {
            TrainingRun run = fresh(settings, batch);
            run.train(budget, file, NOWHERE);
            assertThat(run.seconds()).isBetween(0.2, 10.0);

            TrainingRun resumed = fresh(settings, batch);
            resumed.resume(file);
            resumed.train(budget, file, NOWHERE);
            assertThat(resumed.steps()).isEqualTo(run.steps()).isPositive();
        }
    }

    @Test
    void firstAndSecondOrderDiffer() throws IOException {
        try (MetaBatch batch = new MetaBatch(2)) {
            TrainingRun maml = fresh(settings(Algorithm.MAML, 5, 0.4), batch);
            TrainingRun fomaml = fresh(settings(Algorithm.FOMAML, 5, 0.4), batch);
            trainUntil(2, maml, folder.resolve("maml.zip"));
            trainUntil(2, fomaml, folder.resolve("fomaml.zip"));

            assertThat(weights(maml.current())[0]).isNotEqualTo(weights(fomaml.current())[0]);
        }
    }

    @Test
    void aCheckpointOfSomethingElseIsRefused() throws IOException {
        Path file = folder.resolve("run.zip");
        try (MetaBatch batch = new MetaBatch(1)) {
            trainUntil(1, fresh(settings(Algorithm.MAML, 5, 0.4), batch), file);

            assertThatThrownBy(() -> fresh(settings(Algorithm.MAML, 5, 0.1), batch).resume(file))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            file
                                    + ": --inner-lr is 0.4 there and 0.1 here; give --inner-lr 0.4,"
                                    + " or another --out");
            assertThatThrownBy(() -> fresh(settings(Algorithm.MAML, 4, 0.4), batch).resume(file))
                    .hasMessageContaining("--ways is 5 there and 4 here");
            Path nothing = folder.resolve("nothing.zip");
            TrainingRun run = fresh(settings(Algorithm.MAML, 5, 0.4), batch);
            assertThatThrownBy(() -> run.resume(nothing))
                    .hasMessage(nothing + ": nothing to resume; leave --resume out to begin a run");
            Files.writeString(nothing, "something");
            assertThatThrownBy(() -> run.resume(nothing)).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void aCurveSurvivesBeingWritten() {
        LearningCurve curve = new LearningCurve();
        curve.add(new Point(100, 1.5, 1 / 3.0, 2 / 3.0, 0.1 + 0.2));
        curve.add(new Point(200, 3, Double.NaN, 0, 1));

        assertThat(LearningCurve.ofCsv(curve.toCsv()).points()).isEqualTo(curve.points());
        assertThatThrownBy(() -> LearningCurve.ofCsv("header\n1,2\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
