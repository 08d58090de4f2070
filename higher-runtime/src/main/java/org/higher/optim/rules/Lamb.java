package org.higher.optim.rules;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.internal.optim.TrustRatio;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * LAMB, layer-wise adaptive moments: an Adam step as long as the weights, times the learning rate.
 *
 * <p>You et al. 2020, <i>Large batch optimization for deep learning: training BERT in 76
 * minutes</i>, algorithm 2, with the identity for the scaling function.
 *
 * <p>Weights that are all 0, or a direction that is, have a trust ratio of 1. Where a second moment
 * is exactly 0, its root counts as a constant ({@link Tensor#safeSqrt}), so that meta-gradients are
 * finite.
 *
 * @param lr the learning rate, at least 0
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the bias-corrected second moment, at least 0
 * @param weightDecay the part of the weights that is added to the direction, at least 0
 */
public record Lamb(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double eps,
        @Trainable double weightDecay)
        implements UpdateRule<Lamb.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param expAvg the first moment
     * @param expAvgSq the second moment
     */
    public record State(int step, Tensor expAvg, Tensor expAvgSq) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Lamb {
        Ranges.notNegative("Lamb", "lr", lr);
        Ranges.decayRate("Lamb", "beta1", beta1);
        Ranges.decayRate("Lamb", "beta2", beta2);
        Ranges.notNegative("Lamb", "eps", eps);
        Ranges.notNegative("Lamb", "weightDecay", weightDecay);
    }

    /** The paper's settings: a weight decay of 0.01; and a learning rate of 0.001. */
    public Lamb() {
        this(1e-3);
    }

    /** The paper's settings, but for the learning rate. */
    public Lamb(double lr) {
        this(lr, 0.9, 0.999, 1e-6, 0.01);
    }

    public Lamb withLr(double lr) {
        return new Lamb(lr, beta1, beta2, eps, weightDecay);
    }

    public Lamb withBetas(double beta1, double beta2) {
        return new Lamb(lr, beta1, beta2, eps, weightDecay);
    }

    public Lamb withEps(double eps) {
        return new Lamb(lr, beta1, beta2, eps, weightDecay);
    }

    public Lamb withWeightDecay(double weightDecay) {
        return new Lamb(lr, beta1, beta2, eps, weightDecay);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, p.zerosLike(), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        int t = state.step() + 1;
        Tensor m = Moments.average(state.expAvg(), g, beta1);
        Tensor v = Moments.average(state.expAvgSq(), g.square(), beta2);

        double correction1 = Moments.correction(beta1, t);
        double correction2 = Moments.correction(beta2, t);

        Tensor scale = v.safeSqrt().div(Math.sqrt(correction2)).add(eps);
        Tensor direction = m.div(correction1).div(scale).add(p.mul(weightDecay));
        Tensor step = direction.mul(TrustRatio.of(p, direction, 1)).mul(lr);
        return new Step<>(p.sub(step), new State(t, m, v));
    }
}
