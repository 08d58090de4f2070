package org.higher.optim;

import java.util.Arrays;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Tensor;

/**
 * An update rule: how one tensor of weights changes, as a pair of pure functions.
 *
 * <p>Implementations are ordinary records or classes. What can be learned is a field annotated
 * {@link org.higher.annotations.Trainable}: a {@code double}, a tensor, or a module, whose buffers
 * a rule should leave alone. Switches are plain {@code boolean}s. From a rule {@code Sgd} the
 * processor writes {@code DifferentiableSgd}, in which numbers are tensors and modules are twins.
 *
 * <p>A rule is immutable: what changes from step to step is the state, itself best an immutable
 * record of tensors and numbers.
 *
 * @param <S> what the rule remembers of one tensor of weights
 */
public interface UpdateRule<S> {
    /** The state before the first step of weights {@code p}. */
    S init(Tensor p);

    /**
     * One step.
     *
     * @param p the weights
     * @param g their gradient, of the same shape
     * @param state what {@link #init} or the step before returned
     */
    Step<S> update(Tensor p, Tensor g, S state);

    /**
     * Whether a term with this coefficient has any effect: whether it is not 0.
     *
     * <p>A rule that skips a term writes {@code if (active(weightDecay))} rather than {@code if
     * (weightDecay != 0)}, because a coefficient that is being learned has a gradient at 0 too: in
     * the differentiable rule, {@link #active(Tensor)} is called.
     */
    static boolean active(double coefficient) {
        return nonzero(coefficient);
    }

    /**
     * Whether a coefficient is being learned, or has an element that is not 0.
     *
     * @throws IllegalArgumentException if it is not, and is 0 for some tasks and not for others
     */
    static boolean active(Tensor coefficient) {
        return coefficient.requiresGrad()
                || ForwardMode.isDifferentiating(coefficient)
                || nonzero(coefficient);
    }

    /** Whether a coefficient is not 0, learned or not. */
    static boolean nonzero(double coefficient) {
        return coefficient != 0;
    }

    /**
     * Whether a coefficient has an element that is not 0, learned or not.
     *
     * @throws IllegalArgumentException if that differs from task to task, as all take one way
     */
    static boolean nonzero(Tensor coefficient) {
        if (coefficient.taskCount() == 0 && coefficient.size() == 1) {
            return nonzero(coefficient.item());
        }
        if (coefficient.taskCount() == 0) {
            return Arrays.stream(coefficient.toDoubles()).anyMatch(x -> x != 0);
        }
        long count =
                coefficient.detach().unstackTasks().stream().filter(UpdateRule::nonzero).count();
        if (count != 0 && count != coefficient.taskCount()) {
            throw new IllegalArgumentException(
                    String.format(
                            "a coefficient is 0 for some of %d tasks and not for others, but all"
                                    + " take the same way through a rule; run these tasks apart",
                            coefficient.taskCount()));
        }
        return count != 0;
    }
}
