package org.higher.internal.implicit;

import java.util.Arrays;

/**
 * How a linear solve ended.
 *
 * @param solution the best there is
 * @param end why it ended
 * @param iterations how many were taken
 * @param residuals norms of what remains, relative to those of the right-hand side; one for each
 *     task
 */
record Outcome(Vector solution, End end, int iterations, double[] residuals) {
    /** Why a solve ended. */
    enum End {
        CONVERGED,
        OUT_OF_ITERATIONS,
        ROUNDING,
        NOT_FINITE,
        NEGATIVE_CURVATURE,
        SINGULAR
    }

    /** The largest of the residuals. */
    double residual() {
        return Arrays.stream(residuals).max().orElse(0);
    }
}
