package org.higher.internal.implicit;

import org.higher.internal.implicit.Outcome.End;

/**
 * Conjugate gradients on the normal equations MᵀM u = Mᵀb, for any invertible matrix.
 *
 * <p>It is CGLS (Björck, Numerical methods for least squares problems, 1996, section 7.4): the
 * matrix of the normal equations is never formed, but its condition is the square of M's.
 */
final class NormalConjugateGradients extends IterativeSolve {
    NormalConjugateGradients(LinearSystem system, Vector right, SolverSettings settings) {
        super(system, right, settings);
    }

    @Override
    End sweep(Vector remaining, double[] square) {
        Vector r = remaining;
        double[] rr = square;
        Vector p = system.transposed(r);
        double[] gamma = p.dot(p);
        while (isAnyActive(rr)) {
            if (!takesAnother()) {
                return End.OUT_OF_ITERATIONS;
            }
            Vector product = system.product(p);
            double[] length = product.dot(product);
            if (!isFinite(length) || !isFinite(gamma)) {
                return End.NOT_FINITE;
            }
            for (int task = 0; task < rr.length; task++) {
                if (isActive(task, rr) && (gamma[task] == 0 || length[task] == 0)) {
                    return End.SINGULAR;
                }
            }
            double[] alpha = quotients(rr, gamma, length);
            u = u.plus(alpha, p);
            r = r.plus(ConjugateGradients.negated(alpha), product);
            double[] next = r.dot(r);
            Vector s = system.transposed(r);
            double[] nextGamma = s.dot(s);
            p = s.plus(quotients(rr, nextGamma, gamma), p);
            gamma = nextGamma;
            rr = next;
        }
        return End.CONVERGED;
    }
}
