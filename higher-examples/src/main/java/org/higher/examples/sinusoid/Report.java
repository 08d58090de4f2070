package org.higher.examples.sinusoid;

import java.util.Locale;
import org.higher.examples.sinusoid.Evaluation.Errors;

/** The table of results. */
final class Report {
    private static final int[] STEPS = {0, 1, 5, Evaluation.STEPS};

    private final StringBuilder text = new StringBuilder();

    Report(int tasks, int shots) {
        add("Mean squared error on %d held-out tasks, %d shots,%n", tasks, shots);
        add("with 95%% confidence intervals%n%n");
        add("%-30s", "adaptation steps");
        for (int steps : STEPS) {
            add("%16d", steps);
        }
        add("%n");
    }

    /** Adds a line for one network. */
    Report row(String name, Errors errors) {
        add("%-30s", name);
        for (int steps : STEPS) {
            add("%8.3f +- %.3f", errors.mean(steps), errors.halfWidth(steps));
        }
        add("%n");
        return this;
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
