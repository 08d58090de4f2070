package org.higher.optim.chain;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Weight decay: a part of the weights is added to their gradient.
 *
 * <p>Before a link that scales by moments it is an L2 penalty, after it decoupled weight decay
 * (Loshchilov and Hutter 2019, <i>Decoupled weight decay regularization</i>).
 *
 * @param weightDecay the part, at least 0
 */
public record DecayedWeights(@Trainable double weightDecay)
        implements UpdateRule<Stateless>, GradientTransform {
    public DecayedWeights {
        Ranges.notNegative("DecayedWeights", "weightDecay", weightDecay);
    }

    @Override
    public Stateless init(Tensor p) {
        return new Stateless();
    }

    @Override
    public Step<Stateless> update(Tensor p, Tensor g, Stateless state) {
        return new Step<>(active(weightDecay) ? g.add(p.mul(weightDecay)) : g, state);
    }
}
