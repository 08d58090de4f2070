package org.higher.examples.sinusoid;

import java.awt.image.BufferedImage;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import me.tongfei.progressbar.ProgressBar;
import org.higher.MetaBatch;
import org.higher.examples.Canvas;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.examples.Progress;
import org.higher.examples.sinusoid.Evaluation.Errors;
import org.higher.nn.Init;
import org.higher.report.RunReport;

/**
 * The experiment: trains both networks, measures both on the same held-out tasks.
 *
 * <p>Every purpose has random numbers of its own, so that the held-out tasks are the same whatever
 * the training was.
 */
final class Experiment {
    /** How often the progress bar is told the loss. */
    private static final int REPORT_EVERY = 100;

    private final Settings settings;
    private final int testTasks;
    private final int threads;
    private final RunReport report = new RunReport("Sine curves from a few points");
    private final SplittableRandom trainingRandom;
    private final SplittableRandom pretrainingRandom;
    private final SplittableRandom tuningRandom;
    private final SplittableRandom testRandom;
    private final SplittableRandom pictureRandom;

    Experiment(Settings settings, int testTasks, int threads) {
        this.settings = settings;
        this.testTasks = testTasks;
        this.threads = threads;
        SplittableRandom random = new SplittableRandom(settings.seed());
        trainingRandom = random.split();
        pretrainingRandom = random.split();
        tuningRandom = random.split();
        testRandom = random.split();
        pictureRandom = random.split();
    }

    /** Runs everything; progress goes to a stream, results come back. */
    Results run(PrintStream progress) {
        try (MetaBatch batch = new MetaBatch(threads)) {
            Evaluation evaluation = new Evaluation(settings, batch);

            FunctionalNet meta = freshNet();
            MetaTraining training = new MetaTraining(settings, meta, batch, report);
            repeat("meta-training", progress, () -> training.step(trainingRandom));

            FunctionalNet plain = freshNet();
            Pretraining pretraining = new Pretraining(settings, plain);
            repeat("pre-training", progress, () -> pretraining.step(pretrainingRandom));
            double plainRate = pretraining.tuneRate(evaluation, tuningRandom);

            List<Episode> heldOut = evaluation.episodes(testTasks, testRandom);
            Results results =
                    new Results(
                            meta,
                            training.innerRate(),
                            evaluation.of(meta, training.innerRate(), heldOut),
                            plain,
                            plainRate,
                            evaluation.of(plain, plainRate, heldOut));
            report.setting("settings", settings);
            report.innerLosses(mamlName(results), results.metaErrors().means());
            report.innerLosses(plainName(results), results.plainErrors().means());
            return results;
        }
    }

    /** What the run was like; complete when it is over. */
    RunReport report() {
        return report;
    }

    /** The table of errors. */
    String table(Results results) {
        return new Report(testTasks, settings.shots())
                .row(mamlName(results), results.metaErrors())
                .row(plainName(results), results.plainErrors())
                .toString();
    }

    /** Both networks side by side, on a curve that neither has seen. */
    BufferedImage picture(Results results) {
        Sinusoid curve = new Sinusoid(4, 1, 0.5);
        Picture picture = new Picture(curve, curve.sample(settings.shots(), pictureRandom));
        return Canvas.row(
                picture.panel(mamlName(results), results.meta(), results.metaRate()),
                picture.panel(plainName(results), results.plain(), results.plainRate()));
    }

    private static String mamlName(Results results) {
        return "MAML, step size " + rounded(results.metaRate());
    }

    private static String plainName(Results results) {
        return "pre-trained, step size " + rounded(results.plainRate());
    }

    private static String rounded(double rate) {
        if (!Double.isFinite(rate)) {
            return Double.toString(rate);
        }
        return new BigDecimal(rate).round(new MathContext(3)).stripTrailingZeros().toPlainString();
    }

    /** Both networks start from the same weights. */
    private FunctionalNet freshNet() {
        Init.seed(settings.seed());
        return FunctionalNet.of(new Net());
    }

    private void repeat(String name, PrintStream progress, DoubleSupplier step) {
        try (ProgressBar shown = Progress.bar(name, settings.iterations(), "steps", progress)) {
            double sum = 0;
            for (int i = 1; i <= settings.iterations(); i++) {
                sum += step.getAsDouble();
                if (i % REPORT_EVERY == 0) {
                    shown.setExtraMessage(
                            String.format(Locale.ROOT, "loss %.3f", sum / REPORT_EVERY));
                    sum = 0;
                }
                shown.step();
            }
        }
    }

    /**
     * What came out.
     *
     * @param meta the meta-trained network
     * @param metaRate the step size it adapts with
     * @param metaErrors its errors
     * @param plain the network trained on all tasks together
     * @param plainRate the step size tuned for it
     * @param plainErrors its errors
     */
    record Results(
            FunctionalNet meta,
            double metaRate,
            Errors metaErrors,
            FunctionalNet plain,
            double plainRate,
            Errors plainErrors) {}
}
