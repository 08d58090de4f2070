package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Scaling by a factor; at the end of a chain, the learning rate.
 *
 * @param factor by which gradients are multiplied
 */
public record Scale(@Trainable double factor) implements UpdateRule<Stateless>, GradientTransform {
    @Override
    public Stateless init(Tensor p) {
        return new Stateless();
    }

    @Override
    public Step<Stateless> update(Tensor p, Tensor g, Stateless state) {
        return new Step<>(g.mul(factor), state);
    }
}
