package org.higher.examples.energy;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.higher.examples.energy.Experiment.Results;
import org.higher.examples.energy.Experiment.Trained;
import org.higher.tensor.Tensor;

/** The table of results: a column for each learner. */
final class Report {
    private final StringBuilder text = new StringBuilder();
    private final Results results;

    private Report(Results results) {
        this.results = results;
    }

    /**
     * The table.
     *
     * @param tests how many test images there were
     */
    static String of(Results results, int tests) {
        return new Report(results).table(tests);
    }

    private String table(int tests) {
        add("Test accuracy in %%, %,d images%n%n", tests);
        row("", trained -> trained.learner().name());
        for (int i = 0; i < results.plain().epochs().size(); i++) {
            int epoch = i;
            row(
                    String.format(Locale.ROOT, "epoch %d", i + 1),
                    trained -> number(100 * trained.epochs().get(epoch).accuracy(), 2));
        }
        row("95% interval", trained -> "+- " + number(100 * halfWidth(trained, tests), 2));
        row("parameters", trained -> String.format(Locale.ROOT, "%,d", size(trained)));
        row("training, seconds", trained -> number(trained.seconds(), 0));
        row("inner step size", Report::rate);
        return text.toString();
    }

    /** Half the width of the confidence interval, by the normal distribution. */
    private static double halfWidth(Trained<?> trained, int tests) {
        double accuracy = trained.accuracy();
        return 1.96 * Math.sqrt(accuracy * (1 - accuracy) / tests);
    }

    private static int size(Trained<?> trained) {
        List<Tensor> parameters = trained.learner().parameters();
        return parameters.stream().mapToInt(Tensor::size).sum();
    }

    private static String rate(Trained<?> trained) {
        return trained.learner() instanceof EnergyLearner energy ? number(energy.rate(), 3) : "-";
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private void row(String name, Function<Trained<?>, String> cell) {
        add("%-18s", name);
        results.all().forEach(trained -> add("%14s", cell.apply(trained)));
        add("%n");
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
