package org.higher.examples.energy;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import me.tongfei.progressbar.ProgressBar;
import org.higher.MetaBatch;
import org.higher.examples.Progress;
import org.higher.examples.energy.data.Digits;
import org.higher.examples.energy.data.Mnist;
import org.higher.report.RunReport;

/**
 * The experiment: trains a plain classifier and the energies, and measures each after every epoch.
 *
 * <p>All begin with the same encoder and see the same batches in the same order.
 */
final class Experiment {
    /** Numbers that an image is described by. */
    private static final int FEATURES = 128;

    /** Units of a hidden layer. */
    private static final int HIDDEN = 128;

    /** How often the progress bar is told the loss. */
    private static final int REPORT_EVERY = 20;

    private final Settings settings;
    private final Mnist data;
    private final int threads;
    private final RunReport report = new RunReport("Deep energies on MNIST");

    Experiment(Settings settings, Mnist data, int threads) {
        this.settings = settings;
        this.data = data;
        this.threads = threads;
        report.setting("settings", settings);
    }

    /** What the run was like; complete when it is over. */
    RunReport report() {
        return report;
    }

    /** Runs everything; progress goes to a stream, results come back. */
    Results run(PrintStream progress) {
        try (MetaBatch batch = new MetaBatch(threads)) {
            Trained<Classifier> plain = train(classifier(), batch, progress);
            List<Trained<EnergyLearner>> energies = new ArrayList<>();
            for (Kind kind : settings.kinds()) {
                energies.add(train(energy(kind), batch, progress));
            }
            return new Results(plain, energies);
        }
    }

    private Classifier classifier() {
        RandomGenerator random = new SplittableRandom(settings.seed());
        Encoder encoder = new Encoder(FEATURES, random);
        return new Classifier(encoder, FEATURES, Digits.CLASSES, HIDDEN, random);
    }

    private EnergyLearner energy(Kind kind) {
        RandomGenerator random = new SplittableRandom(settings.seed());
        Encoder encoder = new Encoder(FEATURES, random);
        Energy energy = kind.create(FEATURES, Digits.CLASSES, HIDDEN, random);
        return new EnergyLearner(
                kind.name(),
                new EnergyNet(encoder, energy),
                new Descent(Digits.CLASSES, settings.innerSteps()),
                settings.innerRate(),
                settings.learnRate());
    }

    private <L extends Learner> Trained<L> train(
            L learner, MetaBatch threads, PrintStream progress) {
        RandomGenerator random = new SplittableRandom(settings.seed()).split();
        Training training = new Training(learner, settings.outerRate(), threads);
        int images = data.train().count();
        long steps =
                (long) settings.epochs() * ((images + settings.batch() - 1) / settings.batch());
        List<Epoch> epochs = new ArrayList<>();
        try (ProgressBar shown = Progress.bar(learner.name(), steps, "steps", progress)) {
            for (int i = 0; i < settings.epochs(); i++) {
                List<int[]> batches = Training.batches(images, settings.batch(), random);
                epochs.add(epoch(learner.name(), training, batches, i * batches.size(), shown));
            }
        }
        return new Trained<>(learner, epochs);
    }

    private Epoch epoch(
            String name, Training training, List<int[]> batches, int before, ProgressBar shown) {
        long start = System.nanoTime();
        double sum = 0;
        for (int i = 0; i < batches.size(); i++) {
            double loss = training.step(data.train().at(batches.get(i)));
            sum += loss;
            if (i % REPORT_EVERY == 0) {
                report.add("loss", name, before + i, loss);
                shown.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", loss));
            }
            shown.step();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double accuracy = training.accuracy(data.test());
        int after = before + batches.size();
        report.add("test accuracy", name, after, accuracy);
        report.add("time", name + ", milliseconds a step", after, 1000 * seconds / batches.size());
        return new Epoch(sum / batches.size(), accuracy, seconds);
    }

    /**
     * One pass through the training images.
     *
     * @param loss the mean of the batches' losses, each before its step, in nats
     * @param accuracy the part of the test images that was recognized afterwards
     * @param seconds what training took
     */
    record Epoch(double loss, double accuracy, double seconds) {}

    /** A learner and its history. */
    record Trained<L extends Learner>(L learner, List<Epoch> epochs) {
        /** The accuracy in the end. */
        double accuracy() {
            return epochs.get(epochs.size() - 1).accuracy();
        }

        /** What training took in all. */
        double seconds() {
            return epochs.stream().mapToDouble(Epoch::seconds).sum();
        }
    }

    /**
     * What came out.
     *
     * @param plain the classifier
     * @param energies in the order of the settings
     */
    record Results(Trained<Classifier> plain, List<Trained<EnergyLearner>> energies) {
        /** The classifier, then the energies. */
        List<Trained<?>> all() {
            List<Trained<?>> all = new ArrayList<>();
            all.add(plain);
            all.addAll(energies);
            return all;
        }
    }
}
