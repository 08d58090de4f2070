package org.higher.examples.sinusoid;

import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.higher.MetaBatch;
import org.higher.examples.FunctionalNet;
import org.higher.tensor.Tensor;

/** Measures how well a network adapts to tasks that it was not trained on. */
final class Evaluation {
    /** The most adaptation steps that are measured. */
    static final int STEPS = 10;

    /** Query points of a task, evenly spaced, so that the error is that of the whole curve. */
    private static final int QUERIES = 100;

    private final Settings settings;
    private final MetaBatch batch;

    Evaluation(Settings settings, MetaBatch batch) {
        this.settings = settings;
        this.batch = batch;
    }

    /** Draws tasks to measure on. */
    List<Episode> episodes(int count, RandomGenerator random) {
        List<Episode> episodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            episodes.add(settings.tasks().heldOut(settings.shots(), QUERIES, random));
        }
        return episodes;
    }

    /** Adapts to each task on its own and measures after every step. */
    Errors of(FunctionalNet net, double rate, List<Episode> episodes) {
        return new Errors(batch.map(episodes, episode -> errors(net, rate, episode)));
    }

    private static double[] errors(FunctionalNet net, double rate, Episode episode) {
        List<Tensor> predictions =
                Adaptation.predictions(net, rate, episode.support(), episode.query().x(), STEPS);
        return predictions.stream().mapToDouble(p -> mse(p, episode.query().y()).item()).toArray();
    }

    /**
     * Mean squared errors.
     *
     * @param byTask for each task, the error after 0, 1, ..., {@link #STEPS} steps
     */
    record Errors(List<double[]> byTask) {
        /** The mean over tasks after a number of steps. */
        double mean(int steps) {
            return byTask.stream().mapToDouble(task -> task[steps]).average().orElseThrow();
        }

        /** The means after 0, 1, ... steps. */
        double[] means() {
            return IntStream.range(0, byTask.get(0).length).mapToDouble(this::mean).toArray();
        }

        /**
         * Half the width of the 95% confidence interval of the mean, by the normal distribution.
         */
        double halfWidth(int steps) {
            double mean = mean(steps);
            double squares =
                    byTask.stream().mapToDouble(task -> Math.pow(task[steps] - mean, 2)).sum();
            int count = byTask.size();
            return 1.96 * Math.sqrt(squares / (count - 1) / count);
        }
    }
}
