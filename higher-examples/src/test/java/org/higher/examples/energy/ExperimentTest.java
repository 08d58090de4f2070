package org.higher.examples.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.higher.MetaBatch;
import org.higher.examples.energy.Experiment.Results;
import org.higher.examples.energy.Experiment.Trained;
import org.higher.examples.energy.data.Digits;
import org.higher.examples.energy.data.Mnist;
import org.higher.examples.energy.data.TestDigits;
import org.higher.nn.Losses;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private static Results run(
            List<Kind> kinds, int epochs, boolean learnRate, Mnist data, int threads) {
        Settings settings = new Settings(kinds, epochs, 40, 5, 0.1, learnRate, 0.002, 7);
        return new Experiment(settings, data, threads).run(NOWHERE);
    }

    private static Mnist bars(int train, int test) {
        return new Mnist(TestDigits.bars(train, 1), TestDigits.bars(test, 2));
    }

    @Test
    void everyLearnerRecognizesBars() {
        Results results = run(List.of(Kind.values()), 4, true, bars(600, 300), 2);

        assertThat(results.all())
                .extracting(trained -> trained.learner().name())
                .containsExactly("feed-forward", "SPEN", "ICNN");
        for (Trained<?> trained : results.all()) {
            String name = trained.learner().name();
            assertThat(trained.epochs()).as(name).hasSize(4);
            assertThat(trained.accuracy()).as(name).isGreaterThan(0.7);
            assertThat(trained.epochs().get(3).loss())
                    .as(name)
                    .isLessThan(trained.epochs().get(0).loss());
        }
        for (Trained<EnergyLearner> trained : results.energies()) {
            assertThat(trained.learner().rate()).isNotEqualTo((float) 0.1).isBetween(0.0, 1.0);
        }
    }

    @Test
    void anEnergyLearnsRealDigits() {
        Mnist data = TestDigits.real();
        Digits test = data.test().range(0, 1000);

        Results results =
                run(List.of(Kind.ICNN), 3, false, new Mnist(data.train(), test).withTrain(1500), 2);

        assertThat(results.energies().get(0).accuracy()).isGreaterThan(0.8);
        assertThat(results.energies().get(0).learner().rate()).isEqualTo((float) 0.1);
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        Results one = run(List.of(Kind.ICNN), 1, true, bars(100, 50), 1);
        Results three = run(List.of(Kind.ICNN), 1, true, bars(100, 50), 3);

        for (int i = 0; i < 2; i++) {
            List<Tensor> expected = one.all().get(i).learner().parameters();
            assertThat(three.all().get(i).learner().parameters())
                    .map(Tensor::toFloats)
                    .usingRecursiveComparison()
                    .isEqualTo(expected.stream().map(Tensor::toFloats).toList());
        }
    }

    @Test
    void theIcnnComesOutOfTrainingConvex() {
        Results results = run(List.of(Kind.ICNN), 1, false, bars(200, 50), 2);

        List<Tensor> parameters = results.energies().get(0).learner().parameters();
        List<Tensor> last = parameters.subList(parameters.size() - 2, parameters.size());
        assertThat(last.get(0).shape()).containsExactly(128, 128);
        assertThat(last.get(1).shape()).containsExactly(1, 128);
        assertThat(last).allMatch(weight -> weight.amin().item() >= 0);
    }

    /** Which is of 40 images, in parts of 32 and 8. */
    @Test
    void theLossOfABatchIsTheMeanOverItsImages() {
        Digits batch = TestDigits.bars(40, 3);
        SplittableRandom random = new SplittableRandom(1);
        Classifier learner = new Classifier(new Encoder(9, random), 9, 10, 8, random);
        double expected =
                Losses.crossEntropy(learner.prediction(batch.images()), batch.labels()).item();

        try (MetaBatch threads = new MetaBatch(1)) {
            assertThat(new Training(learner, 0.01, threads).step(batch))
                    .isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void accuracyIsThePartThatIsRight() {
        Digits test = TestDigits.bars(600, 3); // three parts
        SplittableRandom random = new SplittableRandom(1);
        Classifier learner = new Classifier(new Encoder(9, random), 9, 10, 8, random);
        int[] found = learner.prediction(test.images()).argMax(1);
        long right = IntStream.range(0, 600).filter(i -> found[i] == test.labels()[i]).count();

        try (MetaBatch threads = new MetaBatch(1)) {
            assertThat(new Training(learner, 0.01, threads).accuracy(test))
                    .isEqualTo(right / 600.0)
                    .isGreaterThan(0);
        }
    }

    @Test
    void anEpochSeesEveryImageOnce() {
        List<int[]> batches = Training.batches(10, 4, new SplittableRandom(1));

        assertThat(batches).extracting(batch -> batch.length).containsExactly(4, 4, 2);
        int[] all = batches.stream().flatMapToInt(Arrays::stream).toArray();
        assertThat(all).containsExactlyInAnyOrder(IntStream.range(0, 10).toArray());
        assertThat(all).isNotEqualTo(IntStream.range(0, 10).toArray());
    }
}
