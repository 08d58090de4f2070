package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * RMSProp's scaling: the gradient over the root of a running average of its square.
 *
 * <p>Tieleman and Hinton 2012, <i>Lecture 6.5: RMSProp</i>, in PyTorch's form: the small number is
 * added to the root. Where an average is exactly 0, its root counts as a constant ({@link
 * Tensor#safeSqrt}).
 *
 * @param decay the decay rate of the average, at least 0 and below 1
 * @param eps what is added to the root, at least 0
 */
public record ScaleByRms(@Trainable double decay, @Trainable double eps)
        implements UpdateRule<ScaleByRms.State>, GradientTransform {
    /**
     * What is remembered of a tensor of weights.
     *
     * @param squareAvg the average of squared gradients
     */
    public record State(Tensor squareAvg) {}

    public ScaleByRms {
        Ranges.decayRate("ScaleByRms", "decay", decay);
        Ranges.notNegative("ScaleByRms", "eps", eps);
    }

    /** The lecture's decay rate, 0.9. */
    public ScaleByRms() {
        this(0.9, 1e-8);
    }

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        Tensor v = Moments.average(state.squareAvg(), g.square(), decay);
        return new Step<>(g.div(v.safeSqrt().add(eps)), new State(v));
    }
}
