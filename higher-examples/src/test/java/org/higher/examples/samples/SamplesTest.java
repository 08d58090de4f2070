package org.higher.examples.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    @Test
    void firstStepsHelpCustomersThatWereNeverSeen() {
        List<double[]> lines =
                printed(() -> FirstSteps.main(new String[0]))
                        .lines()
                        .map(
                                line ->
                                        Pattern.compile("[0-9]+\\.[0-9]+")
                                                .matcher(line)
                                                .results()
                                                .mapToDouble(r -> Double.parseDouble(r.group()))
                                                .toArray())
                        .toList();

        assertThat(lines).hasSize(4);
        double[] last = lines.get(3);
        assertThat(last[1]).isLessThan(last[0] / 4);
    }

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
        double[] claim =
                printed(
                        Sample02InnerLoop::main,
                        "The loss after adaptation, #, falls by #; the meta-gradient said #.");

        double predicted = claim[2];
        assertThat(predicted).isGreaterThan(1e-5);
        assertThat(claim[1]).isCloseTo(predicted, within(0.05 * predicted));
    }

    @Test
    void sample3TheLearningRateIsLearned() {
        double[] claim =
                printed(
                        Sample03LearningRate::main,
                        "The learning rate grew from # to #; the loss after # steps fell from #"
                                + " to #.");

        assertThat(claim[1]).isGreaterThan(10 * claim[0]);
        assertThat(claim[4]).isLessThan(claim[3] / 3);
    }

    @Test
    void sample4ARuleOfOnesOwnIsMetaLearned() {
        Matcher claim =
                Pattern.compile(
                                "With what it learned, the rule ends at (\\S+) of the height where it"
                                        + " ends without\\.")
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
        double[] claim =
                printed(
                        Sample06Tasks::main,
                        "The meta-gradients of # tasks, one by one and as one, are # apart.");

        assertThat(claim[1]).isLessThan(1e-5);
    }

    @Test
    void sample7EachLayerWantsARateOfItsOwn() {
        double[] claim =
                printed(
                        Sample07LayerRates::main,
                        "Loss: # at the best shared rate, # at [#, #, #] for the layers.");

        assertThat(claim[1]).isLessThan(claim[0] / 20);
        assertThat(claim[2]).isGreaterThan(10 * claim[4]);
    }

    @Test
    void sample8ADecayForEachWeightBeatsTheBestForAll() {
        double[] claim =
                printed(
                        Sample08WeightDecay::main,
                        "Test error: # without decay, # with a shared one, # with 20.");

        assertThat(claim[1]).isLessThan(0.8 * claim[0]);
        assertThat(claim[2]).isLessThan(0.8 * claim[1]);
    }

    @Test
    void sample9LearnedWeightsBeatAllExamplesAndTheCleanOnes() {
        double[] claim =
                printed(
                        Sample09Reweighting::main,
                        "Accuracy: #% from all, #% from clean ones, #% by weights.");

        assertThat(claim[2]).isGreaterThan(claim[0] + 2).isGreaterThan(claim[1] + 2);
        assertThat(claim[0]).isGreaterThan(75);
    }

    @Test
    void sample10ALearnedLossBeatsSquaresAndMagnitudes() {
        double[] claim =
                printed(
                        Sample10LearnedLoss::main,
                        "Error: # by squares, # by magnitudes, # by the learned loss.");

        assertThat(claim[2]).isLessThan(0.6 * claim[1]);
        assertThat(claim[1]).isLessThan(claim[0]);
    }

    @Test
    void sample11ALearnedOptimizerBeatsTunedAdam() {
        double[] claim =
                printed(
                        Sample11LearnedOptimizer::main,
                        "From a height of #, Adam leads to #, the learned rule to #.");

        assertThat(claim[2]).isLessThan(0.6 * claim[1]);
        assertThat(claim[1]).isLessThan(claim[0] / 5);
    }

    @Test
    void sample12LearnedPointsTeachMoreThanRealOnes() {
        double[] claim =
                printed(
                        Sample12Distillation::main,
                        "Accuracy from two points: #%, at best of # #%; learned #%.");

        assertThat(claim[3]).isGreaterThan(claim[2] + 2);
        assertThat(claim[2]).isGreaterThan(claim[0]);
    }

    @Test
    void samplesAreShort() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of("src/main/java/org/higher/examples/samples"))) {
            for (Path file :
                    files.filter(Files::isRegularFile)
                            .filter(f -> !f.endsWith("Sample05Checkpoint.java"))
                            .toList()) {
                assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(80);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Sample00Gradient.class,
                Sample01Twin.class,
                Sample04OwnRule.class,
                Sample05Checkpoint.class
            })
    void theOtherSamplesPrintTheirClaims(Class<?> sample) throws Exception {
        var main = sample.getMethod("main", String[].class);
        String printed =
                printed(
                        () -> {
                            try {
                                main.invoke(null, (Object) new String[0]);
                            } catch (ReflectiveOperationException e) {
                                throw new AssertionError(e);
                            }
                        });

        var run = sample.getDeclaredMethod("run");
        assertThat(printed).isEqualTo(run.invoke(null).toString());
    }

    @Test
    void sample13AClassWrittenForNd4jIsMetaLearned() {
        double[] claim =
                printed(
                        Sample13Nd4jClass::main,
                        "After # steps on an unseen curve the loss is #; before meta-learning it"
                                + " was #.");

        assertThat(claim[1]).isLessThan(claim[2] / 2);
    }

    @Test
    void sample14GradientsPassBinaryUnits() {
        double[] claim =
                printed(
                        Sample14CustomDerivative::main,
                        "With binary units, the error after three steps fell from # to #.");

        assertThat(claim[1]).isLessThan(claim[0] / 2);
    }

    @Test
    void sample15ForwardModeKeepsNoStep() {
        double[] claim =
                printed(
                        Sample15ForwardMode::main,
                        "Through # steps the slope is #; reverse mode says #. On the way memory"
                                + " grew by # MB; in reverse mode, by # MB.");

        assertThat(claim[1]).isCloseTo(claim[2], within(0.01 * Math.abs(claim[2])));
        assertThat(claim[3]).isLessThan(2);
        assertThat(claim[4]).isGreaterThan(10);
    }

    @Test
    void sample16ImplicitGradientsApproachThoseThroughTheSteps() {
        double[] claim =
                printed(
                        Sample16Imaml::main,
                        "After 3, 10, 100 steps #, #, # apart; # MB against #.");

        assertThat(claim[1]).isLessThan(claim[0]);
        assertThat(claim[2]).isLessThan(1e-3);
        assertThat(claim[3]).isLessThan(claim[4] / 10);
    }

    @Test
    void sample17KeepsToItsBudget() {
        double[] claim =
                printed(
                        Sample17LongUnroll::main,
                        "Through # steps the slope is #, and # MB are kept; with a budget of 32 MB"
                                + " it is #, and # MB are kept.");

        assertThat(claim[3]).isEqualTo(claim[1]);
        assertThat(claim[2]).isGreaterThan(200);
        assertThat(claim[4]).isLessThan(32);
    }

    /** The numbers that a sample prints where the claim has a #. */
    private static double[] printed(Consumer<String[]> sample, String claim) {
        String text = printed(() -> sample.accept(new String[0]));
        String number = "\\E(-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\\Q";
        Matcher matcher = Pattern.compile("\\Q" + claim.replace("#", number) + "\\E").matcher(text);

        assertThat(matcher.matches()).as(text).isTrue();
        return IntStream.rangeClosed(1, matcher.groupCount())
                .mapToDouble(i -> Double.parseDouble(matcher.group(i)))
                .toArray();
    }

    private static String printed(Runnable sample) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            sample.run();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8).strip();
    }
}
