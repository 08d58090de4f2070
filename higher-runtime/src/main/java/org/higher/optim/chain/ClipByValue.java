package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Gradient clipping by value: each element is brought to between a bound and its negative.
 *
 * @param maxValue the bound, above 0
 */
public record ClipByValue(@Trainable double maxValue)
        implements UpdateRule<Stateless>, GradientTransform {
    public ClipByValue {
        Ranges.above("ClipByValue", "maxValue", maxValue, 0);
    }

    @Override
    public Stateless init(Tensor p) {
        return new Stateless();
    }

    @Override
    public Step<Stateless> update(Tensor p, Tensor g, Stateless state) {
        return new Step<>(g.min(maxValue).max(-maxValue), state);
    }
}
