package org.higher.optim;

import java.util.List;
import java.util.Optional;
import org.higher.tensor.Tensor;

/** Changes the gradients of a step before the update: gradient clipping, noise, scaling. */
@FunctionalInterface
public interface GradientCallback {
    /** Changes nothing; with it, gradients of weights that no group moves are not computed. */
    GradientCallback NONE = gradients -> gradients;

    /**
     * The gradients to use.
     *
     * <p>What it computes is on the tape, so that a meta-gradient flows through it.
     *
     * @param gradients one for each parameter, in the order of the model's parameters; empty for a
     *     parameter that is frozen or that the loss does not depend on; those that no group of the
     *     optimizer moves are among them, so that a norm is that of the whole gradient
     * @return as many; a weight whose gradient is empty is left alone
     */
    List<Optional<Tensor>> apply(List<Optional<Tensor>> gradients);
}
