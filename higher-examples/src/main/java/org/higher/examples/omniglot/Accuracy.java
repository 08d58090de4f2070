package org.higher.examples.omniglot;

import java.util.List;
import java.util.Locale;

/**
 * The mean accuracy over episodes, with how sure it is.
 *
 * @param mean from 0 to 1
 * @param halfWidth half the width of the 95% confidence interval of the mean, by the normal
 *     distribution
 * @param episodes how many were measured
 */
record Accuracy(double mean, double halfWidth, int episodes) {
    /**
     * Of the accuracies of at least 2 episodes.
     *
     * @param each from 0 to 1
     */
    static Accuracy of(List<Double> each) {
        int count = each.size();
        double mean = each.stream().mapToDouble(value -> value).average().orElseThrow();
        double squares = each.stream().mapToDouble(value -> Math.pow(value - mean, 2)).sum();
        return new Accuracy(mean, 1.96 * Math.sqrt(squares / (count - 1) / count), count);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f%% +- %.2f%%", 100 * mean, 100 * halfWidth);
    }
}
