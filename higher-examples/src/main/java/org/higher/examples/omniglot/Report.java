package org.higher.examples.omniglot;

import java.util.Locale;
import org.higher.examples.omniglot.data.Split;

/** What came out, as text for people. */
final class Report {
    private final StringBuilder text = new StringBuilder();

    Report(Settings settings, Experiment.Results results) {
        Split split = results.split();
        TrainingRun run = results.run();
        add("%s%n%n", settings);
        row(
                "characters",
                "%d trained on and rotated, %d held out, %d to test%s",
                split.train().size(),
                split.validation().size(),
                split.test().size(),
                results.rotatesTests() ? " and rotated" : "");
        row("training", "%,d meta-steps in %,.0f s", run.steps(), run.seconds());
        row("weights", "those after %,d meta-steps, best on held-out characters", run.bestStep());
        row("accuracy", "%s on %d test episodes", results.test(), results.test().episodes());
        results.oneShotRuns()
                .ifPresent(
                        runs ->
                                row(
                                        "one-shot runs",
                                        "%s on the %d official ones",
                                        runs,
                                        runs.episodes()));
        add("%n+- is half the 95%% confidence interval of the mean%n");
    }

    private void row(String name, String format, Object... values) {
        add("%-15s" + format + "%n", prepended(name, values));
    }

    private static Object[] prepended(String name, Object[] values) {
        Object[] all = new Object[values.length + 1];
        all[0] = name;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
