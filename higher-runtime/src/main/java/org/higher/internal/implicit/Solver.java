package org.higher.internal.implicit;

import java.util.Locale;
import org.higher.internal.implicit.Outcome.End;
import org.higher.tensor.NoGrad;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Solves linear systems, tells of each, and reports those that have failed.
 *
 * @param settings how they are solved
 * @param approximate whether what the iterations have reached is good enough
 * @param warning whether a failure is a warning, and else an error
 * @param listener is told of each solve
 */
public record Solver(
        SolverSettings settings, boolean approximate, boolean warning, Listener listener) {
    private static final Logger LOG = LoggerFactory.getLogger(Solver.class);

    /** Is told how a solve has ended. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A solve has ended.
         *
         * @param iterations how many it took
         * @param residual the norm of what remains, relative to that of the right-hand side; the
         *     largest of all tasks
         * @param converged whether that is within the tolerance
         */
        void solved(int iterations, double residual, boolean converged);
    }

    /**
     * The solution of (∂F/∂w + λI)ᵀ u = b, not recorded.
     *
     * @throws ArithmeticException if there is none, or it was not found, unless that is to be a
     *     warning
     */
    Vector solve(Equations equations, Vector right) {
        return NoGrad.get(
                () -> {
                    Outcome outcome = IterativeSolve.solve(equations, right, settings);
                    boolean converged = outcome.end() == End.CONVERGED;
                    listener.solved(outcome.iterations(), outcome.residual(), converged);
                    if (!converged && !isAccepted(outcome.end())) {
                        fail(message(outcome));
                    }
                    return outcome.solution();
                });
    }

    private boolean isAccepted(End end) {
        return approximate && (end == End.OUT_OF_ITERATIONS || end == End.ROUNDING);
    }

    private void fail(String message) {
        if (!warning) {
            throw new ArithmeticException(message);
        }
        LOG.warn("{}", message);
    }

    private String message(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "implicit gradient: %s: %s; the residual is %.3g of the right-hand side's norm%s"
                        + " after %d iterations of at most %d, the tolerance %.3g; %s",
                settings.method(),
                fact(outcome.end()),
                outcome.residual(),
                outcome.residuals().length == 1 ? "" : " at the worst of the tasks",
                outcome.iterations(),
                settings.maxIterations(),
                settings.tolerance(),
                remedy(outcome.end()));
    }

    private static String fact(End end) {
        return switch (end) {
            case CONVERGED -> "converged";
            case OUT_OF_ITERATIONS -> "did not converge";
            case ROUNDING -> "converges no further, for rounding";
            case NOT_FINITE -> "met NaN or infinity";
            case NEGATIVE_CURVATURE ->
                    "negative curvature: the Hessian at the solution is not positive definite";
            case SINGULAR -> "a singular matrix: the equations do not determine the solution";
        };
    }

    private String remedy(End end) {
        return switch (end) {
            case CONVERGED -> "";
            case OUT_OF_ITERATIONS ->
                    settings.method() == Method.NEUMANN_SERIES
                            ? "it diverges unless all eigenvalues of I - step * matrix are inside"
                                    + " of the unit circle: take a smaller step, more iterations,"
                                    + " or normalConjugateGradients()"
                            : "allow more iterations, ask for less by withTolerance, make the"
                                    + " problem better conditioned, say by a proximal term, or take"
                                    + " what there is by asApproximation()";
            case ROUNDING -> "ask for less by withTolerance, or compute in FLOAT64";
            case NOT_FINITE ->
                    "look for it in the inner problem at the solution, and in the gradient of the"
                            + " outer loss; a Neumann series that diverges needs a smaller step";
            case NEGATIVE_CURVATURE ->
                    "solve the inner problem further, add a proximal term to its loss, add"
                            + " withDamping, or use normalConjugateGradients()";
            case SINGULAR ->
                    "add a proximal or another regularizing term to the inner loss, or use"
                            + " conjugateGradients() withDamping";
        };
    }
}
