package org.higher.meta;

import java.util.List;
import org.higher.internal.Arguments;

/**
 * How adapted models did on the query sets of tasks.
 *
 * @param losses the query loss of each task
 * @param scores the score of each task, such as its accuracy; NaN where no score was asked for
 */
public record Evaluation(List<Double> losses, List<Double> scores) {
    /** Of a 95% confidence interval, in standard errors. */
    private static final double WIDTH = 1.96;

    public Evaluation {
        losses = List.copyOf(Arguments.nonEmpty("Evaluation", losses));
        scores = List.copyOf(Arguments.nonEmpty("Evaluation", scores));
    }

    /** The mean of the losses. */
    public double meanLoss() {
        return mean(losses);
    }

    /** The mean of the scores. */
    public double meanScore() {
        return mean(scores);
    }

    /**
     * Half the width of the 95% confidence interval of {@link #meanScore}, by the normal
     * distribution; infinite for a single task.
     */
    public double scoreHalfWidth() {
        int count = scores.size();
        if (count < 2) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = meanScore();
        double squares = scores.stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
        return WIDTH * Math.sqrt(squares / (count - 1) / count);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }
}
