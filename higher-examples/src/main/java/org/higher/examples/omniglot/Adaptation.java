package org.higher.examples.omniglot;

import java.util.function.Function;
import org.higher.examples.FunctionalConvNet.Params;
import org.higher.implicit.ImplicitGradient;
import org.higher.implicit.LinearSolver;
import org.higher.optim.GradientMode;
import org.higher.tensor.Tensor;

/**
 * What sets the algorithms apart: the loss that inner steps descend, and how their end depends on
 * the initial weights.
 *
 * @param mode what of the inner steps is on the tape
 * @param proximal λ of the term λ/2 |w - w₀|² in the inner loss; 0 for none
 * @param end what the last weights become, to be judged and differentiated
 */
record Adaptation(GradientMode mode, double proximal, End end) {
    /** Where inner steps end. */
    @FunctionalInterface
    interface End {
        /**
         * Weights of the same values.
         *
         * @param last those after the last step
         * @param loss what the steps have descended
         */
        Params of(Params last, Function<Params, Tensor> loss);
    }

    /** Depends on the initial weights by way of the inner steps. */
    static Adaptation through(GradientMode mode) {
        return new Adaptation(mode, 0, (last, loss) -> last);
    }

    /** Depends on the initial weights as a minimum of the inner loss does. */
    static Adaptation implicit(double proximal, LinearSolver solver) {
        return new Adaptation(
                GradientMode.UNTRACKED,
                proximal,
                (last, loss) -> ImplicitGradient.at(last).withSolver(solver).ofLoss(loss));
    }

    /** The same values, with no gradient. */
    Adaptation untracked() {
        return new Adaptation(GradientMode.UNTRACKED, proximal, (last, loss) -> last);
    }
}
