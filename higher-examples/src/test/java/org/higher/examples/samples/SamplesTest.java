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

    @ParameterizedTest
    @ValueSource(
            classes = {
                Sample00Gradient.class,
                Sample01Twin.class,
                Sample02InnerLoop.class,
                Sample03LearningRate.class,
                Sample04OwnRule.class,
                Sample05Checkpoint.class,
                Sample06Tasks.class
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
