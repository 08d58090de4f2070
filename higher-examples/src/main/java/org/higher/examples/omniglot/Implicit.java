package org.higher.examples.omniglot;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.higher.examples.FunctionalConvNet;
import org.higher.implicit.LinearSolver;

/**
 * Settings of implicit MAML.
 *
 * <p>Source: Rajeswaran, Finn, Kakade and Levine, Meta-learning with implicit gradients, NeurIPS
 * 2019, arXiv 1909.04630.
 *
 * @param proximal λ of the term λ/2 |w - w₀|² in the inner loss, greater than 0
 * @param iterations of conjugate gradients, at least 1
 * @param damping added to the diagonal of the Hessian, at least 0
 * @param lenient whether a solve that meets negative curvature, or NaN, takes what it has reached;
 *     else it is an {@link ArithmeticException}
 * @param filterScale what initial filters are multiplied by, greater than 0
 */
record Implicit(
        double proximal, int iterations, double damping, boolean lenient, double filterScale) {
    private static final int FILTER_RANK = 4;

    Adaptation adaptation() {
        LinearSolver solver =
                LinearSolver.conjugateGradients(iterations).withDamping(damping).asApproximation();
        return Adaptation.implicit(proximal, lenient ? solver.withWarnings() : solver);
    }

    /**
     * Scales the filters of a new network.
     *
     * <p>Batch norm leaves its logits the same, but the curvature of the loss by them falls with
     * the square of the scale, so that inner steps converge and the Hessian of the inner loss is
     * positive definite more often.
     */
    void scaleFilters(FunctionalConvNet net) {
        net.parameters().stream()
                .filter(parameter -> parameter.rank() == FILTER_RANK)
                .forEach(filters -> filters.assign(filters.detach().mul(filterScale)));
    }

    /** By the options that set them. */
    Map<String, String> byOption() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--proximal", "" + proximal);
        options.put("--cg-iterations", "" + iterations);
        options.put("--cg-damping", "" + damping);
        options.put("--cg-lenient", "" + lenient);
        options.put("--filter-scale", "" + filterScale);
        return options;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "proximal term %s, %d iterations of conjugate gradients, damping %s%s,"
                        + " filters scaled by %s",
                proximal,
                iterations,
                damping,
                lenient ? ", lenient" : "",
                filterScale);
    }
}
