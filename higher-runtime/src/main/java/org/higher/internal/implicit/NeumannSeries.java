package org.higher.internal.implicit;

import org.higher.internal.implicit.Outcome.End;

/**
 * The Neumann series: u = α Σ (I - αM)ᵏ b, which converges where all eigenvalues of I - αM are
 * inside of the unit circle.
 */
final class NeumannSeries extends IterativeSolve {
    NeumannSeries(LinearSystem system, Vector right, SolverSettings settings) {
        super(system, right, settings);
    }

    @Override
    End sweep(Vector remaining, double[] square) {
        Vector r = remaining;
        double[] rr = square;
        while (isAnyActive(rr)) {
            if (!takesAnother()) {
                return End.OUT_OF_ITERATIONS;
            }
            Vector before = u;
            u = u.plus(step(), r);
            r = r.plus(-step(), system.product(r));
            rr = r.dot(r);
            if (!isFinite(rr)) {
                u = before;
                return End.NOT_FINITE;
            }
        }
        return End.CONVERGED;
    }
}
