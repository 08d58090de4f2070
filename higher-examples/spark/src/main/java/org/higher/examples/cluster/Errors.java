package org.higher.examples.cluster;

import java.io.Serializable;
import java.util.List;

/**
 * How far forecasts for one shop were off, in drinks a day.
 *
 * @param shop its number
 * @param bySteps after 0, 1, ... steps of adaptation to {@link Evaluation#KNOWN} days
 * @param byDays after all steps, for each of {@link Evaluation#DAYS}
 * @param scaled without adaptation, all forecasts times a factor that fits the known days' sum
 * @param mean of the mean of the known days
 * @param meanByDays the same for each of {@link Evaluation#DAYS}
 */
record Errors(
        long shop,
        double[] bySteps,
        double[] byDays,
        double scaled,
        double mean,
        double[] meanByDays)
        implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * A mean over shops.
     *
     * @param halfWidth half the width of its 95% confidence interval, by the normal distribution
     */
    record Mean(double value, double halfWidth) {}

    /** What is averaged over shops. */
    @FunctionalInterface
    interface Measure {
        double of(Errors errors);
    }

    static Mean mean(List<Errors> shops, Measure measure) {
        double mean = shops.stream().mapToDouble(measure::of).average().orElseThrow();
        double squares =
                shops.stream().mapToDouble(shop -> Math.pow(measure.of(shop) - mean, 2)).sum();
        int count = shops.size();
        return new Mean(mean, 1.96 * Math.sqrt(squares / (count - 1) / count));
    }
}
