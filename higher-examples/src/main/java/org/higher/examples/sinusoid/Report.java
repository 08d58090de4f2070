package org.higher.examples.sinusoid;

import java.util.Locale;
import org.higher.examples.sinusoid.Evaluation.Errors;

/** The table of results. */
final class Report {
    private static final int[] STEPS = {0, 1, 5, Evaluation.STEPS};

    private final StringBuilder text = new StringBuilder();

    Report(int tasks, int shots) {
        line(
                "Mean squared error on %d held-out tasks, %d shots, with 95%% confidence interval",
                tasks, shots);
        text.append(String.format("%-32s", "adaptation steps"));
        for (int steps : STEPS) {
            text.append(String.format("%16d", steps));
        }
        text.append('\n');
    }

    /** Adds a line for one network. */
    Report row(String name, Errors errors) {
        text.append(String.format("%-32s", name));
        for (int steps : STEPS) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%16s",
                            String.format(
                                    Locale.ROOT,
                                    "%.3f ± %.3f",
                                    errors.mean(steps),
                                    errors.halfWidth(steps))));
        }
        text.append('\n');
        return this;
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
