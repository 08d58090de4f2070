package org.higher.examples.omniglot;

import java.util.Locale;
import org.higher.optim.GradientMode;

/** What {@code --algorithm} accepts. */
enum Algorithm {
    /** Differentiates through the inner steps. */
    MAML(GradientMode.SECOND_ORDER),

    /** Leaves the second derivatives of the inner steps out. */
    FOMAML(GradientMode.FIRST_ORDER);

    final GradientMode mode;

    Algorithm(GradientMode mode) {
        this.mode = mode;
    }

    /** As in file names. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
