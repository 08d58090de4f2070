package org.higher.internal.implicit;

import java.util.Arrays;
import org.higher.internal.implicit.Outcome.End;

/** Conjugate gradients (Hestenes and Stiefel 1952), for symmetric positive definite matrices. */
final class ConjugateGradients extends IterativeSolve {
    ConjugateGradients(LinearSystem system, Vector right, SolverSettings settings) {
        super(system, right, settings);
    }

    @Override
    End sweep(Vector remaining, double[] square) {
        Vector r = remaining;
        Vector p = remaining;
        double[] rr = square;
        while (isAnyActive(rr)) {
            if (!takesAnother()) {
                return End.OUT_OF_ITERATIONS;
            }
            Vector product = system.product(p);
            double[] curvature = p.dot(product);
            if (!isFinite(curvature)) {
                return End.NOT_FINITE;
            }
            for (int task = 0; task < rr.length; task++) {
                if (isActive(task, rr) && curvature[task] <= 0) {
                    return curvature[task] < 0 ? End.NEGATIVE_CURVATURE : End.SINGULAR;
                }
            }
            double[] alpha = quotients(rr, rr, curvature);
            u = u.plus(alpha, p);
            r = r.plus(negated(alpha), product);
            double[] next = r.dot(r);
            if (!isFinite(next)) {
                return End.NOT_FINITE;
            }
            p = r.plus(quotients(rr, next, rr), p);
            rr = next;
        }
        return End.CONVERGED;
    }

    static double[] negated(double... numbers) {
        double[] negated = new double[numbers.length];
        Arrays.setAll(negated, i -> -numbers[i]);
        return negated;
    }
}
