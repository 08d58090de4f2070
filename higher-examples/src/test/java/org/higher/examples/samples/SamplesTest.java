package org.higher.examples.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    @Test
    void sample0AGradientIsDifferentiatedAgain() {
        assertThat(Sample00Gradient.run()).isEqualTo(new Sample00Gradient.Result(8, 12, 12));
    }

    @Test
    void sample1TheTwinComputesWhatTheModelDoesWithGivenWeights() {
        Sample01Twin.Result result = Sample01Twin.run();

        assertThat(result.twin()).isZero();
        assertThat(result.raised()).isCloseTo(1, within(1e-6));
        assertThat(result.modelAfterwards()).isZero();
    }

    @Test
    void sample2TheMetaGradientPredictsTheLossAfterAdaptation() {
        Sample02InnerLoop.Result result = Sample02InnerLoop.run();

        assertThat(result.predicted()).isGreaterThan(1e-5);
        assertThat(result.before() - result.after())
                .isCloseTo(result.predicted(), within(0.05 * result.predicted()));
    }

    @Test
    void sample3TheLearningRateIsLearned() {
        Sample03LearningRate.Result result = Sample03LearningRate.run();

        assertThat(result.lr()).isGreaterThan(0.01);
        assertThat(result.after()).isLessThan(result.before() / 3);
    }

    @Test
    void sample4ARuleOfOnesOwnIsMetaLearned() {
        Matcher claim =
                Pattern.compile("Learned, it ends at (\\S+) of the height\\.")
                        .matcher(Sample04OwnRule.run());

        assertThat(claim.matches()).isTrue();
        assertThat(Double.parseDouble(claim.group(1))).isLessThan(0.1);
    }

    @Test
    void sample5ARunGoesOnFromAFileAsIfItHadNotStopped() {
        Sample05Checkpoint.Result result = Sample05Checkpoint.run();

        assertThat(result.iterations()).isEqualTo(20);
        assertThat(result.equal()).isTrue();
    }

    @Test
    void sample6TasksAsOneHaveTheGradientOfEachByItself() {
        assertThat(Sample06Tasks.run().distance()).isLessThan(1e-5);
    }

    @Test
    void sample7EachLayerWantsARateOfItsOwn() {
        Sample07LayerRates.Result result = Sample07LayerRates.run();

        assertThat(result.apart()).isLessThan(result.best() / 5);
        assertThat(result.rates()[0]).isGreaterThan(10 * result.rates()[3]);
    }

    @Test
    void sample8ADecayForEachWeightBeatsTheBestForAll() {
        Sample08WeightDecay.Result result = Sample08WeightDecay.run();

        assertThat(result.shared()).isLessThan(0.9 * result.none());
        assertThat(result.each()).isLessThan(0.75 * result.shared());
    }

    @Test
    void sample9LearnedWeightsBeatAllExamplesAndTheCleanOnes() {
        Sample09Reweighting.Result result = Sample09Reweighting.run();

        assertThat(result.weighted()).isGreaterThan(result.few() + 2);
        assertThat(result.weighted()).isGreaterThan(result.all() + 15);
    }

    @Test
    void sample10ALearnedLossBeatsSquaresAndMagnitudes() {
        Sample10LearnedLoss.Result result = Sample10LearnedLoss.run();

        assertThat(result.learned()).isLessThan(0.9 * result.absolute());
        assertThat(result.absolute()).isLessThan(result.squared());
    }

    @Test
    void sample11ALearnedOptimizerBeatsTunedAdam() {
        Sample11LearnedOptimizer.Result result = Sample11LearnedOptimizer.run();

        assertThat(result.learned()).isLessThan(0.85 * result.adam());
        assertThat(result.adam()).isLessThan(result.start() / 5);
    }

    @Test
    void sample12LearnedPointsTeachMoreThanRealOnes() {
        Sample12Distillation.Result result = Sample12Distillation.run();

        assertThat(result.learned()).isGreaterThan(result.best() + 1);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Sample00Gradient.class,
                Sample01Twin.class,
                Sample02InnerLoop.class,
                Sample03LearningRate.class,
                Sample04OwnRule.class,
                Sample05Checkpoint.class,
                Sample06Tasks.class,
                Sample07LayerRates.class,
                Sample08WeightDecay.class,
                Sample09Reweighting.class,
                Sample10LearnedLoss.class,
                Sample11LearnedOptimizer.class,
                Sample12Distillation.class
            })
    void everySamplePrintsItsClaim(Class<?> sample) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            sample.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }

        var run = sample.getDeclaredMethod("run");
        assertThat(printed.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo(run.invoke(null).toString());
    }
}
