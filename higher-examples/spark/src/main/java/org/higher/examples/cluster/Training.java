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
    private final PrintStream progress;

    /** Training on some shops. */
    Training(Settings settings, SparkMetaBatch cluster, Episodes episodes, PrintStream progress) {
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
                outer.step(clipped(result.gradients()));
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

    /**
     * The gradient, shortened to {@link #LONGEST} where it is longer: a step size that is too large
     * for one shop makes it as long as one likes.
     */
    private static List<Tensor> clipped(List<Tensor> gradient) {
        double squares = gradient.stream().mapToDouble(part -> part.square().sum().item()).sum();
        double scale = Math.min(1, LONGEST / Math.sqrt(squares));
        return gradient.stream().map(part -> part.mul(scale)).toList();
    }
}
