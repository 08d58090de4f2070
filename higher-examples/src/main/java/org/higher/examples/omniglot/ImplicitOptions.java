package org.higher.examples.omniglot;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;
import org.higher.examples.OptionChecks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of implicit MAML, which other algorithms refuse. */
final class ImplicitOptions {
    private static final double PROXIMAL = 2;
    private static final int ITERATIONS = 5;
    private static final double DAMPING = 1;
    private static final double FILTER_SCALE = 10;

    @Option(
            names = "--proximal",
            paramLabel = "LAMBDA",
            description =
                    "imaml: strength of the term LAMBDA/2 |w - w0|^2 in the inner loss"
                            + " (default: 2).")
    private @Nullable Double proximal;

    @Option(
            names = "--cg-iterations",
            paramLabel = "N",
            description = "imaml: iterations of conjugate gradients (default: 5).")
    private @Nullable Integer cgIterations;

    @Option(
            names = "--cg-damping",
            paramLabel = "D",
            description = {
                "imaml: added to the diagonal of the Hessian (default: 1).",
                "More is safer where the inner loss is concave in some direction, and biases"
                        + " gradients."
            })
    private @Nullable Double cgDamping;

    @Option(
            names = "--filter-scale",
            paramLabel = "S",
            description = {
                "imaml: what initial filters are multiplied by (default: 10).",
                "By batch norm that changes no logits, but makes the inner loss less curved."
            })
    private @Nullable Double filterScale;

    @Option(
            names = "--cg-lenient",
            description = {
                "imaml: where the Hessian is not positive definite, take what the iterations have"
                        + " reached until then.",
                "Default: that is an error."
            })
    private boolean lenient;

    /** For implicit MAML, what the options amount to. */
    Optional<Implicit> settings(Algorithm algorithm) {
        return algorithm == Algorithm.IMAML
                ? Optional.of(
                        new Implicit(
                                requireNonNullElse(proximal, PROXIMAL),
                                requireNonNullElse(cgIterations, ITERATIONS),
                                requireNonNullElse(cgDamping, DAMPING),
                                lenient,
                                requireNonNullElse(filterScale, FILTER_SCALE)))
                : Optional.empty();
    }

    void check(Algorithm algorithm, OptionChecks checks) {
        checks.positive("--proximal", proximal)
                .atLeast(1, "--cg-iterations", cgIterations)
                .notNegative("--cg-damping", cgDamping)
                .positive("--filter-scale", filterScale);
        if (algorithm != Algorithm.IMAML) {
            refuse("--proximal", proximal != null, checks);
            refuse("--cg-iterations", cgIterations != null, checks);
            refuse("--cg-damping", cgDamping != null, checks);
            refuse("--cg-lenient", lenient, checks);
            refuse("--filter-scale", filterScale != null, checks);
        }
    }

    private static void refuse(String option, boolean given, OptionChecks checks) {
        if (given) {
            throw checks.refused(
                    option
                            + ": only implicit MAML has it; leave it out, or give --algorithm"
                            + " imaml");
        }
    }
}
