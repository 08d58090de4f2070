package org.higher.optim;

import java.util.List;
import org.higher.tensor.Tensor;

/**
 * A joint update rule: how all tensors of a group change together, as a pair of pure functions.
 *
 * <p>For rules that look at the whole gradient: a norm over all weights, products of whole
 * gradients as in L-BFGS. All else is as for an {@link UpdateRule}: {@link
 * org.higher.annotations.Trainable} fields are lifted to tensors, the state is immutable.
 *
 * <p>It sees the group's parameters, always all of them, in their order. One that is frozen, or
 * that the loss does not depend on, has a gradient of zeros, and is left alone by the step,
 * whatever the rule makes of it.
 *
 * @param <S> what the rule remembers of the group
 */
public interface JointRule<S> extends UpdateRule<S> {
    /** The state before the first step of a group of weights. */
    S init(List<Tensor> p);

    /**
     * One step.
     *
     * @param p the weights of the group, all of one element type and on one device
     * @param g their gradients, of the same shapes
     * @param state what {@link #init(List)} or the step before returned
     */
    JointStep<S> update(List<Tensor> p, List<Tensor> g, S state);

    /** The state of a group of one tensor. */
    @Override
    default S init(Tensor p) {
        return init(List.of(p));
    }

    /** One step of a group of one tensor. */
    @Override
    default Step<S> update(Tensor p, Tensor g, S state) {
        JointStep<S> step = update(List.of(p), List.of(g), state);
        return new Step<>(step.values().get(0), step.state());
    }
}
