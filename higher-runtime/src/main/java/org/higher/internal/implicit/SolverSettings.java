package org.higher.internal.implicit;

/**
 * How linear systems are solved.
 *
 * @param method the iteration
 * @param maxIterations at least 1
 * @param tolerance the norm of what may remain, relative to that of the right-hand side
 * @param damping what is added to the diagonal
 * @param step the factor of each term of the Neumann series
 */
public record SolverSettings(
        Method method, int maxIterations, double tolerance, double damping, double step) {
    public SolverSettings withTolerance(double other) {
        return new SolverSettings(method, maxIterations, other, damping, step);
    }

    public SolverSettings withDamping(double other) {
        return new SolverSettings(method, maxIterations, tolerance, other, step);
    }
}
