package org.higher.examples.cluster;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.TaskFunction;
import org.higher.examples.Progress;
import org.higher.examples.cluster.data.Days;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.report.RunReport;
import org.higher.spark.Episode;
import org.higher.spark.Episodes;
import org.higher.spark.SparkMetaBatch;
import org.higher.tensor.Tensor;

/** Outer steps, each one Spark job. */
final class Training {
    /** How often the progress bar is told the loss. */
    private static final int REPORT_EVERY = 10;

    /** The norm at which the outer gradient is clipped. */
    private static final double LONGEST = 1;

    private final Settings settings;
    private final SparkMetaBatch cluster;
    private final Episodes episodes;
    private final RunReport report;
    private final PrintStream progress;

    /** Training on some shops. */
    Training(
            Settings settings,
            SparkMetaBatch cluster,
            Episodes episodes,
            RunReport report,
            PrintStream progress) {
        this.report = report;
        this.settings = settings;
        this.cluster = cluster;
        this.episodes = episodes;
        this.progress = progress;
    }

    /** MAML: weights and step sizes from which a few inner steps fit a new shop. */
    static Tensor adaptedLoss(Forecaster forecaster, Episode shop) {
        return forecaster.adaptedLoss(Days.support(shop).first(Evaluation.KNOWN), Days.query(shop));
    }

    /** The baseline: weights that fit the same days of all shops as they are. */
    static Tensor plainLoss(Forecaster forecaster, Episode shop) {
        return forecaster.plainLoss(
                Days.support(shop).first(Evaluation.KNOWN).and(Days.query(shop)));
    }

    /**
     * Trains a learner, with a progress bar.
     *
     * @return seconds for each outer step
     */
    double run(
            String name,
            Learner<Forecaster> learner,
            TaskFunction<Forecaster, Episode, Tensor> loss) {
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(settings.outerRate()));
        long start = System.nanoTime();
        try (ProgressBar bar = Progress.bar(name, settings.iterations(), "steps", progress)) {
            double sum = 0;
            for (int step = 1; step <= settings.iterations(); step++) {
                MetaBatch.Result result =
                        cluster.mean(learner, episodes.batch(step, settings.metaBatch()), loss);
                List<Tensor> gradient = result.gradients();
                double norm = norm(gradient);
                outer.step(clipped(gradient, norm));
                report.add("loss", name, step, result.losses());
                report.add("gradient norm", name, step, norm);
                rates(name, step, learner.model().rates());
                sum += result.meanLoss();
                if (step % REPORT_EVERY == 0) {
                    bar.setExtraMessage(
                            String.format(Locale.ROOT, "loss %.3f", sum / REPORT_EVERY));
                    sum = 0;
                }
                bar.step();
            }
        }
        return (System.nanoTime() - start) / 1e9 / settings.iterations();
    }

    private void rates(String name, int step, List<Tensor> rates) {
        for (int layer = 0; layer < rates.size(); layer++) {
            report.hyperparameter(
                    step, name + ", step size of layer " + (layer + 1), rates.get(layer));
        }
    }

    private static double norm(List<Tensor> gradient) {
        return Math.sqrt(gradient.stream().mapToDouble(part -> part.square().sum().item()).sum());
    }

    /**
     * The gradient, shortened to {@link #LONGEST} where it is longer: a step size that is too large
     * for one shop makes it as long as one likes.
     */
    private static List<Tensor> clipped(List<Tensor> gradient, double norm) {
        double scale = Math.min(1, LONGEST / norm);
        return gradient.stream().map(part -> part.mul(scale)).toList();
    }
}
