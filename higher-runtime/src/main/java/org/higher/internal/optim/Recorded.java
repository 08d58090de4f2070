package org.higher.internal.optim;

import org.higher.optim.GradientMode;

/** What of a step is on the tape. */
public enum Recorded {
    /** The update, and the gradients it is made of. */
    ALL,

    /** The update; gradients are constants. */
    UPDATE,

    /**
     * As {@link #ALL}, but for the gradients, leaves of the same values: to see what a step leads
     * to at less cost. New weights and states require gradients where those of ALL do.
     */
    OUTLINE,

    /** Nothing: new weights are leaves. */
    NOTHING;

    /** What a mode keeps. */
    public static Recorded of(GradientMode mode) {
        return switch (mode) {
            case SECOND_ORDER -> ALL;
            case FIRST_ORDER -> UPDATE;
            case UNTRACKED -> NOTHING;
        };
    }
}
