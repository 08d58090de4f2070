package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.TrustRatio;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Scaling by the trust ratio: the step of each tensor of weights becomes as long as the weights.
 *
 * <p>After weight decay it makes LARS of gradient descent (You et al. 2017, <i>Large batch training
 * of convolutional networks</i>, equation 6) and LAMB of Adam. Where weights or gradient are all 0,
 * the gradient stays as it is.
 *
 * @param coefficient how long a step is for the weights, at least 0; 1 in LAMB
 */
public record ScaleByTrustRatio(@Trainable double coefficient)
        implements UpdateRule<Stateless>, GradientTransform {
    public ScaleByTrustRatio {
        Ranges.notNegative("ScaleByTrustRatio", "coefficient", coefficient);
    }

    /** The ratio itself. */
    public ScaleByTrustRatio() {
        this(1);
    }

    @Override
    public Stateless init(Tensor p) {
        return new Stateless();
    }

    @Override
    public Step<Stateless> update(Tensor p, Tensor g, Stateless state) {
        return new Step<>(g.mul(TrustRatio.of(p, g, coefficient)), state);
    }
}
