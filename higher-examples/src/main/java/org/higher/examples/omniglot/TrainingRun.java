package org.higher.examples.omniglot;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import me.tongfei.progressbar.ProgressBar;
import org.higher.MetaBatch;
import org.higher.data.DataException;
import org.higher.examples.Progress;
import org.higher.examples.omniglot.LearningCurve.Point;
import org.higher.examples.omniglot.data.Episode;
import org.higher.examples.omniglot.data.Episodes;
import org.higher.functional.Params;
import org.higher.io.Checkpoint;
import org.higher.io.CheckpointBuilder;
import org.higher.report.RunReport;
import org.higher.tensor.Tensor;

/**
 * Meta-training with a look at held-out characters at intervals, which can stop and go on.
 *
 * <p>A run that goes on from a checkpoint is, to the last bit, the run that never stopped, but for
 * the times that it took.
 */
final class TrainingRun {
    /** The part that the newest weights have in the average, after the first thousand. */
    private static final double NEWEST = 0.01;

    private final Settings settings;
    private final String data;
    private final MetaBatch batch;
    private final MetaTraining training;
    private final List<Episode> validation;

    /** The weights of training, each the less the longer ago it was. */
    private final Learner averaged;

    private final Learner best;
    private final RunReport report;
    private LearningCurve curve = new LearningCurve();
    private double bestAccuracy = -1;
    private long bestStep;
    private double seconds;

    /** Of the meta-steps since the last point of the curve. */
    private double lossSum;

    private double accuracySum;

    /**
     * A run at its beginning.
     *
     * @param data names the characters trained on, so that a checkpoint of others is refused
     */
    TrainingRun(
            Settings settings, String data, Episodes episodes, Episodes heldOut, MetaBatch batch) {
        this.settings = settings;
        this.data = data;
        this.batch = batch;
        report = new RunReport("Omniglot, " + settings.task() + ", " + settings.algorithm());
        report.setting("settings", settings).setting("data", data);
        training = new MetaTraining(settings, episodes, batch);
        validation =
                heldOut.draw(
                        settings.validationEpisodes(),
                        new SplittableRandom(Purpose.VALIDATION.seed(settings.seed())));
        averaged = settings.freshLearner();
        best = settings.freshLearner();
    }

    /** The averaged weights of the point where held-out accuracy was best; before any, now. */
    Learner best() {
        return bestAccuracy < 0 ? averaged : best;
    }

    /** When the {@link #best} weights were there. */
    long bestStep() {
        return bestAccuracy < 0 ? training.steps() : bestStep;
    }

    /** The weights that are being trained. */
    Learner current() {
        return training.learner();
    }

    /**
     * The exponential mean of the weights so far, what is looked at and measured.
     *
     * <p>It has less of the noise of single meta-steps, as after training with a decaying step
     * size, but does not depend on how long training is going to be. Source: Polyak and Juditsky,
     * Acceleration of stochastic approximation by averaging, SIAM Journal on Control and
     * Optimization 30, 1992.
     */
    Learner averaged() {
        return averaged;
    }

    long steps() {
        return training.steps();
    }

    /** The time that training took so far, with looks at held-out characters. */
    double seconds() {
        return seconds;
    }

    LearningCurve curve() {
        return curve;
    }

    /** What the run was like so far; gradients since it was resumed. */
    RunReport report() {
        return report;
    }

    /**
     * Trains until a budget is spent, and saves at intervals and at the end.
     *
     * @throws IOException if the checkpoint can't be written
     */
    void train(Budget budget, Path checkpoint, PrintStream progress) throws IOException {
        boolean counted = budget.steps() < Long.MAX_VALUE;
        long max = counted ? budget.steps() : Math.round(budget.seconds());
        try (ProgressBar shown =
                Progress.bar(settings.algorithm().name(), max, counted ? "steps" : "s", progress)) {
            while (!budget.spent(steps(), seconds)) {
                List<Tensor> gradients = step();
                if (steps() % settings.interval() == 0) {
                    look();
                    Map<String, Tensor> weights = Params.named(current().net().params());
                    report.gradients(steps(), weights, gradients);
                    save(checkpoint);
                }
                shown.setExtraMessage(message());
                shown.stepTo(counted ? steps() : Math.round(seconds));
            }
        }
        save(checkpoint);
    }

    /** Takes one meta-step; returns its gradients. */
    private List<Tensor> step() {
        long start = System.nanoTime();
        MetaTraining.Step step = training.step();
        averaged.approach(training.learner(), Math.max(NEWEST, 10.0 / (9 + steps())));
        seconds += secondsSince(start);
        lossSum += step.loss();
        accuracySum += step.accuracy();
        return step.gradients();
    }

    /** Adds a point to the curve, and keeps the weights if they are the best so far. */
    private void look() {
        long start = System.nanoTime();
        double heldOut = averaged.accuracy(validation, settings.testSteps(), batch).mean();
        seconds += secondsSince(start);
        int interval = settings.interval();
        add(new Point(steps(), seconds, lossSum / interval, accuracySum / interval, heldOut));
        lossSum = 0;
        accuracySum = 0;
        if (heldOut > bestAccuracy) {
            bestAccuracy = heldOut;
            bestStep = steps();
            best.approach(averaged, 1);
        }
    }

    private void add(Point point) {
        curve.add(point);
        report.add("loss", "meta-training", point.step(), point.loss());
        report.add("accuracy", "meta-training", point.step(), point.accuracy());
        report.add("accuracy", "held-out characters", point.step(), point.heldOut());
        report.add(
                "time",
                "milliseconds a meta-step, so far",
                point.step(),
                1000 * point.seconds() / point.step());
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Accuracy in training and on held-out characters, short enough for a narrow console. */
    private String message() {
        List<Point> points = curve.points();
        if (points.isEmpty()) {
            return "";
        }
        Point last = points.get(points.size() - 1);
        return String.format(
                Locale.ROOT,
                "%.1f%%, held out %.1f%%",
                100 * last.accuracy(),
                100 * last.heldOut());
    }

    /** Replaces the file as a whole: if the process dies, the old or the new one is there. */
    private void save(Path checkpoint) throws IOException {
        CheckpointBuilder builder = Checkpoint.builder();
        settings.byOption().forEach((option, value) -> builder.text(entry(option), value));
        builder.text("data", data)
                .params("averaged", averaged.net().params())
                .params("best", best.net().params())
                .number("bestAccuracy", bestAccuracy)
                .number("bestStep", bestStep)
                .number("seconds", seconds)
                .number("lossSum", lossSum)
                .number("accuracySum", accuracySum)
                .text("curve", curve.toCsv());
        training.save(builder);
        builder.save(checkpoint);
    }

    /**
     * Goes on from a checkpoint.
     *
     * @throws DataException if there is none, or it is of other settings or data
     * @throws org.higher.io.CheckpointException if it is damaged
     * @throws IOException if it can't be read
     */
    void resume(Path checkpoint) throws IOException {
        if (!Files.exists(checkpoint)) {
            throw new DataException(
                    checkpoint + ": nothing to resume; leave --resume out to begin a run");
        }
        Checkpoint saved = Checkpoint.load(checkpoint);
        for (Map.Entry<String, String> own : settings.byOption().entrySet()) {
            String option = own.getKey();
            String theirs = saved.text(entry(option));
            if (!theirs.equals(own.getValue())) {
                throw new DataException(
                        String.format(
                                "%s: %s is %s there and %s here; give %s %s, or another --out",
                                checkpoint, option, theirs, own.getValue(), option, theirs));
            }
        }
        if (!saved.text("data").equals(data)) {
            throw new DataException(
                    String.format(
                            "%s: trained on %s, and here are %s; give the same --data and"
                                    + " --train-archive, or another --out",
                            checkpoint, saved.text("data"), data));
        }
        LearningCurve drawn = LearningCurve.ofCsv(saved.text("curve"));
        saved.restoreAll(
                all ->
                        training.restore(saved, all)
                                .copyInto("averaged", averaged.net().params())
                                .copyInto("best", best.net().params()));
        bestAccuracy = saved.doubleValue("bestAccuracy");
        bestStep = saved.longValue("bestStep");
        seconds = saved.doubleValue("seconds");
        lossSum = saved.doubleValue("lossSum");
        accuracySum = saved.doubleValue("accuracySum");
        curve = new LearningCurve();
        drawn.points().forEach(this::add);
    }

    private static String entry(String option) {
        return "setting" + option.substring(1);
    }
}
