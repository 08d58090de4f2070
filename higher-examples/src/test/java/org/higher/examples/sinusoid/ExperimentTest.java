package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.higher.examples.sinusoid.Evaluation.Errors;
import org.higher.examples.sinusoid.Experiment.Results;
import org.higher.optim.GradientMode;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private static Results run(
            int iterations, GradientMode order, boolean learnInnerRate, int threads) {
        Settings settings =
                new Settings(
                        Paper.FINN.tasks,
                        10,
                        1,
                        0.01,
                        learnInnerRate,
                        order,
                        iterations,
                        10,
                        0.003,
                        7);
        return new Experiment(settings, 100, threads).run(NOWHERE);
    }

    @Test
    void metaTrainedWeightsAdaptWherePretrainedOnesDoNot() {
        Results results = run(400, GradientMode.SECOND_ORDER, false, 2);

        Errors meta = results.metaErrors();
        Errors plain = results.plainErrors();
        assertThat(meta.mean(1)).as("one step helps").isLessThan(0.7 * meta.mean(0));
        assertThat(meta.mean(10)).as("ten help more").isLessThan(meta.mean(1));
        assertThat(meta.mean(10)).as("the baseline").isLessThan(0.8 * plain.mean(10));
    }

    @Test
    void firstOrderAdaptsToo() {
        Errors meta = run(400, GradientMode.FIRST_ORDER, false, 2).metaErrors();

        assertThat(meta.mean(10)).isLessThan(0.7 * meta.mean(0));
    }

    @Test
    void theOrderMakesADifference() {
        Errors first = run(20, GradientMode.FIRST_ORDER, false, 2).metaErrors();
        Errors second = run(20, GradientMode.SECOND_ORDER, false, 2).metaErrors();

        assertThat(first.mean(10)).isNotEqualTo(second.mean(10));
        assertThat(first.byTask().get(0)[0]).isNotEqualTo(second.byTask().get(0)[0]);
    }

    @Test
    void theInnerRateIsLearnedWhereAsked() {
        assertThat(run(20, GradientMode.SECOND_ORDER, false, 2).metaRate()).isEqualTo((float) 0.01);
        assertThat(run(20, GradientMode.SECOND_ORDER, true, 2).metaRate())
                .isNotEqualTo((float) 0.01)
                .isBetween(-0.1, 0.1);
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        Results one = run(10, GradientMode.SECOND_ORDER, true, 1);
        Results three = run(10, GradientMode.SECOND_ORDER, true, 3);

        assertThat(three.meta().parameters())
                .map(Tensor::toFloats)
                .usingRecursiveComparison()
                .isEqualTo(one.meta().parameters().stream().map(Tensor::toFloats).toList());
        assertThat(three.metaRate()).isEqualTo(one.metaRate());
        assertThat(three.metaErrors().mean(10)).isEqualTo(one.metaErrors().mean(10));
    }
}
