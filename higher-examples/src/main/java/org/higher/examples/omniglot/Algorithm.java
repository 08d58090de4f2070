package org.higher.examples.omniglot;

import java.util.Locale;
import java.util.function.Function;
import org.higher.optim.GradientMode;

/** What {@code --algorithm} accepts, with what it does unless other options say so. */
enum Algorithm {
    /** Differentiates through the inner steps. */
    MAML(1, 3, 0.4, settings -> Adaptation.through(GradientMode.SECOND_ORDER)),

    /** Leaves the second derivatives of the inner steps out. */
    FOMAML(1, 3, 0.4, settings -> Adaptation.through(GradientMode.FIRST_ORDER)),

    /** Differentiates where the inner steps end, by the implicit function theorem. */
    IMAML(16, 16, 0.03, settings -> settings.implicit().orElseThrow().adaptation());

    final int innerSteps;
    final int testSteps;
    final double innerRate;
    private final Function<Settings, Adaptation> adaptation;

    Algorithm(
            int innerSteps,
            int testSteps,
            double innerRate,
            Function<Settings, Adaptation> adaptation) {
        this.innerSteps = innerSteps;
        this.testSteps = testSteps;
        this.innerRate = innerRate;
        this.adaptation = adaptation;
    }

    Adaptation adaptation(Settings settings) {
        return adaptation.apply(settings);
    }

    /** As in file names. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
