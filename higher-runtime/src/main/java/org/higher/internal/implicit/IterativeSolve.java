package org.higher.internal.implicit;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.higher.internal.implicit.Outcome.End;

/**
 * One iterative solve of M u = b; where there are tasks, of one system for each, side by side.
 *
 * <p>The right-hand side is scaled to elements of at most 1, so that no square of a small gradient
 * is rounded to 0. A task that has converged stays where it is while others go on. What a sweep
 * believes to remain is computed anew at its end, since recurrences drift by rounding.
 */
abstract class IterativeSolve {
    /** By how much a sweep must reduce the squared residual to be worth another one. */
    private static final double WORTHWHILE = 0.25;

    final LinearSystem system;
    private final SolverSettings settings;
    private final double[] scales;
    private final Vector right;
    private final double[] limits;
    private final double[] squares;

    /** The solution so far. */
    Vector u;

    private int iterations;

    IterativeSolve(LinearSystem system, Vector right, SolverSettings settings) {
        this.system = system;
        this.settings = settings;
        this.scales = Arrays.stream(right.largest()).map(s -> s == 0 ? 1 : s).toArray();
        this.right = right.times(Arrays.stream(scales).map(s -> 1 / s).toArray());
        this.squares = this.right.dot(this.right);
        double relative = settings.tolerance() * settings.tolerance();
        this.limits = Arrays.stream(squares).map(square -> square * relative).toArray();
        this.u = right.zeros();
    }

    /** A solve by the method of the settings. */
    static Outcome solve(Equations equations, Vector right, SolverSettings settings) {
        LinearSystem system = new LinearSystem(equations);
        IterativeSolve solve =
                switch (settings.method()) {
                    case CONJUGATE_GRADIENTS -> new ConjugateGradients(system, right, settings);
                    case NORMAL_CONJUGATE_GRADIENTS ->
                            new NormalConjugateGradients(system, right, settings);
                    case NEUMANN_SERIES -> new NeumannSeries(system, right, settings);
                };
        return solve.run();
    }

    private Outcome run() {
        Vector remaining = right;
        double[] now = squares;
        End end = isFinite(now) ? End.CONVERGED : End.NOT_FINITE;
        while (end == End.CONVERGED && isAnyActive(now)) {
            end = sweep(remaining, now);
            remaining = right.plus(-1, system.product(u));
            double[] before = now;
            now = remaining.dot(remaining);
            if (end == End.CONVERGED && isAnyActive(now) && !isWorthwhile(before, now)) {
                end = End.ROUNDING;
            }
        }
        return new Outcome(u.times(scales), end, iterations, relative(now));
    }

    /**
     * Improves the solution until all tasks seem to have converged, which is then checked.
     *
     * @param remaining b - M u
     * @param square its squared norms
     */
    abstract End sweep(Vector remaining, double[] square);

    /** Whether there is another iteration, which then counts. */
    final boolean takesAnother() {
        if (iterations == settings.maxIterations()) {
            return false;
        }
        iterations++;
        return true;
    }

    final double step() {
        return settings.step();
    }

    final boolean isActive(int task, double[] square) {
        return !(square[task] <= limits[task]);
    }

    final boolean isAnyActive(double[] square) {
        return IntStream.range(0, square.length).anyMatch(task -> isActive(task, square));
    }

    /** Quotients for the tasks that go on, 0 for others. */
    final double[] quotients(double[] square, double[] numerators, double[] denominators) {
        double[] quotients = new double[square.length];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = isActive(i, square) ? numerators[i] / denominators[i] : 0;
        }
        return quotients;
    }

    static boolean isFinite(double... numbers) {
        return Arrays.stream(numbers).allMatch(Double::isFinite);
    }

    private boolean isWorthwhile(double[] before, double[] now) {
        return IntStream.range(0, now.length)
                .filter(task -> isActive(task, now))
                .allMatch(task -> now[task] <= WORTHWHILE * before[task]);
    }

    private double[] relative(double[] square) {
        double[] relative = new double[square.length];
        Arrays.setAll(relative, i -> square[i] == 0 ? 0 : Math.sqrt(square[i] / squares[i]));
        return relative;
    }
}
