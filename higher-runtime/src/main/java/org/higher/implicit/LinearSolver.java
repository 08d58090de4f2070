package org.higher.implicit;

import java.util.function.Consumer;
import org.higher.internal.Arguments;
import org.higher.internal.implicit.Method;
import org.higher.internal.implicit.Solver;
import org.higher.internal.implicit.SolverSettings;

/**
 * How the linear system of an {@link ImplicitGradient} is solved.
 *
 * <pre>{@code
 * LinearSolver.conjugateGradients(20).withDamping(1).withTolerance(1e-4)
 * }</pre>
 *
 * <p>The matrix is the Jacobian of the equations, the Hessian if they are those of a loss, and is
 * never formed: each iteration takes one product with it, and two on the normal equations. Where
 * there are tasks, there is one system for each, and all are solved side by side.
 *
 * <p>A solve that fails is an {@link ArithmeticException} that names the residual, the iterations,
 * the tolerance and what to do: it has not converged, has met NaN, or, in conjugate gradients,
 * negative curvature.
 *
 * <p>Immutable.
 */
public final class LinearSolver {
    private static final int ITERATIONS = 100;
    private static final int TERMS = 1000;
    private static final double TOLERANCE = 1e-5;

    private final SolverSettings settings;
    private final boolean approximate;
    private final boolean warning;
    private final Consumer<Report> listener;

    private LinearSolver(
            SolverSettings settings,
            boolean approximate,
            boolean warning,
            Consumer<Report> listener) {
        this.settings = settings;
        this.approximate = approximate;
        this.warning = warning;
        this.listener = listener;
    }

    /** What is known of one solve. */
    public static final class Report {
        private final int iterations;
        private final double residual;
        private final boolean converged;

        private Report(int iterations, double residual, boolean converged) {
            this.iterations = iterations;
            this.residual = residual;
            this.converged = converged;
        }

        /** How many iterations it took; 0 where the right-hand side is 0. */
        public int iterations() {
            return iterations;
        }

        /**
         * The norm of what remains, relative to that of the right-hand side; where there are tasks,
         * the largest of them.
         */
        public double residual() {
            return residual;
        }

        /** Whether the residual is within the tolerance, for each task. */
        public boolean converged() {
            return converged;
        }

        @Override
        public String toString() {
            return (converged ? "converged" : "did not converge")
                    + ": residual "
                    + residual
                    + " after "
                    + iterations
                    + " iterations";
        }
    }

    /** As {@link #conjugateGradients(int)}, of at most 100 iterations. */
    public static LinearSolver conjugateGradients() {
        return conjugateGradients(ITERATIONS);
    }

    /**
     * Conjugate gradients: for losses, whose Hessian is symmetric, at a strict minimum.
     *
     * @param maxIterations at least 1
     * @throws IllegalArgumentException if the number is less than 1
     */
    public static LinearSolver conjugateGradients(int maxIterations) {
        return of(Method.CONJUGATE_GRADIENTS, maxIterations, 1);
    }

    /** As {@link #normalConjugateGradients(int)}, of at most 100 iterations. */
    public static LinearSolver normalConjugateGradients() {
        return normalConjugateGradients(ITERATIONS);
    }

    /**
     * Conjugate gradients on the normal equations: for any invertible Jacobian, as those of fixed
     * points are, and for losses at saddle points.
     *
     * @param maxIterations at least 1
     * @throws IllegalArgumentException if the number is less than 1
     */
    public static LinearSolver normalConjugateGradients(int maxIterations) {
        return of(Method.NORMAL_CONJUGATE_GRADIENTS, maxIterations, 1);
    }

    /** As {@link #neumann(int)}, of at most 1000 terms. */
    public static LinearSolver neumann() {
        return neumann(TERMS);
    }

    /**
     * The Neumann series, for fixed points of contractions.
     *
     * @param maxTerms at least 1
     * @throws IllegalArgumentException if the number is less than 1
     */
    public static LinearSolver neumann(int maxTerms) {
        return of(Method.NEUMANN_SERIES, maxTerms, 1);
    }

    /**
     * The Neumann series with a step size, for losses: it converges if the step is less than 2 over
     * the largest eigenvalue of the Hessian, and no eigenvalue is 0 or less.
     *
     * @param maxTerms at least 1
     * @param step greater than 0; of gradient descent that converges, its learning rate
     * @throws IllegalArgumentException if a number is outside its range
     */
    public static LinearSolver neumann(int maxTerms, double step) {
        if (!(step > 0 && Double.isFinite(step))) {
            throw new IllegalArgumentException(
                    "neumann: a step of " + step + "; give a number greater than 0");
        }
        return of(Method.NEUMANN_SERIES, maxTerms, step);
    }

    private static LinearSolver of(Method method, int maxIterations, double step) {
        if (maxIterations < 1) {
            throw new IllegalArgumentException(
                    method + ": " + maxIterations + " iterations; give at least 1");
        }
        return new LinearSolver(
                new SolverSettings(method, maxIterations, TOLERANCE, 0, step),
                false,
                false,
                report -> {});
    }

    /**
     * With a tolerance: the norm of what may remain, relative to that of the right-hand side; 1e-5
     * if not said.
     *
     * @param tolerance greater than 0 and less than 1
     * @throws IllegalArgumentException if it is outside this range
     */
    public LinearSolver withTolerance(double tolerance) {
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException(
                    "withTolerance: "
                            + tolerance
                            + "; give a number between 0 and 1, a fraction of the right-hand side's"
                            + " norm");
        }
        return with(settings.withTolerance(tolerance));
    }

    /**
     * With damping: what is added to the diagonal of the Hessian, so that a flat or slightly
     * concave direction does no harm. The gradient is then that of the damped system.
     *
     * @param damping at least 0, the default
     * @throws IllegalArgumentException if it is less than 0, or the method is not conjugate
     *     gradients
     */
    public LinearSolver withDamping(double damping) {
        if (!(damping >= 0 && Double.isFinite(damping))) {
            throw new IllegalArgumentException(
                    "withDamping: " + damping + "; give a number of at least 0");
        }
        if (settings.method() != Method.CONJUGATE_GRADIENTS) {
            throw new IllegalArgumentException(
                    "withDamping: "
                            + settings.method()
                            + " has no damping; use conjugateGradients(), or add a proximal term to"
                            + " the problem");
        }
        return with(settings.withDamping(damping));
    }

    /**
     * Takes what the iterations have reached, converged or not: so few iterations are a method of
     * its own, as the five of iMAML. NaN and negative curvature still fail.
     */
    public LinearSolver asApproximation() {
        return new LinearSolver(settings, true, warning, listener);
    }

    /**
     * A solve that fails is logged as a warning, and the best solution so far is taken; an error is
     * thrown if this is not said.
     */
    public LinearSolver withWarnings() {
        return new LinearSolver(settings, approximate, true, listener);
    }

    /**
     * With a listener that is told of each solve, in the thread that asks for gradients.
     *
     * @param listener in place of another one
     */
    public LinearSolver withListener(Consumer<Report> listener) {
        Arguments.nonNull("withListener", listener, "listener");
        return new LinearSolver(settings, approximate, warning, listener);
    }

    private LinearSolver with(SolverSettings changed) {
        return new LinearSolver(changed, approximate, warning, listener);
    }

    boolean needsSymmetry() {
        return settings.method() == Method.CONJUGATE_GRADIENTS;
    }

    Solver solver() {
        return new Solver(
                settings,
                approximate,
                warning,
                (iterations, residual, converged) ->
                        listener.accept(new Report(iterations, residual, converged)));
    }
}
