package org.higher.examples.cluster;

import java.util.List;
import java.util.Locale;
import org.higher.examples.cluster.Experiment.Results;
import org.higher.examples.cluster.data.SalesTable;

/** The table of results. */
final class Report {
    private static final int[] STEPS = {0, 1, 3, Forecaster.STEPS, Evaluation.MOST_STEPS};

    private final StringBuilder text = new StringBuilder();

    private Report() {}

    /** Errors by adaptation steps, beside those of simpler forecasts. */
    static String of(Results results) {
        Report report = new Report();
        List<Errors> meta = results.metaErrors();
        List<Errors> plain = results.plainErrors();
        report.add(
                "Mean absolute error in drinks a day, forecasts for %,d new shops%n", meta.size());
        report.add(
                "from %d days of each at random, with 95%% confidence intervals%n%n",
                Evaluation.KNOWN);
        report.add("%-40s", "adaptation steps");
        for (int steps : STEPS) {
            report.add("%14d", steps);
        }
        report.add("%n");
        report.row("MAML", meta);
        report.row(
                String.format(
                        Locale.ROOT, "one model for all shops, step size %s", results.plainRate()),
                plain);
        report.single("the latter, scaled to the shop's days", plain, Errors::scaled);
        report.single("the mean of the shop's days", plain, Errors::mean);
        report.add(
                "%nFrom the first %d days in a row, for all after them: %.1f and %.1f after %d"
                        + " steps (%d shops).%n",
                Evaluation.KNOWN,
                results.openings().metaError(),
                results.openings().plainError(),
                Forecaster.STEPS,
                results.openings().shops().size());
        report.add(
                "A shop sells %.0f drinks a day; noise alone makes an error of %.1f.",
                SalesTable.meanSales(results.table()), SalesTable.noise(results.table()));
        return report.text.toString();
    }

    private void row(String name, List<Errors> errors) {
        add("%-40s", name);
        for (int steps : STEPS) {
            cell(Errors.mean(errors, shop -> shop.bySteps()[steps]));
        }
        add("%n");
    }

    private void single(String name, List<Errors> errors, Errors.Measure measure) {
        add("%-40s", name);
        cell(Errors.mean(errors, measure));
        add("%n");
    }

    private void cell(Errors.Mean mean) {
        add("%7.1f +- %3.1f", mean.value(), mean.halfWidth());
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
