package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.internal.optim.Rectification;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * RAdam's scaling, that of Adam with a rectified variance: the second moment counts once enough
 * gradients were seen.
 *
 * <p>Liu et al. 2020, <i>On the variance of the adaptive learning rate and beyond</i>, algorithm 2
 * without its step size, in PyTorch's form. Until then, it is the bias-corrected first moment.
 *
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the second moment, at least 0
 */
public record ScaleByRadam(@Trainable double beta1, @Trainable double beta2, @Trainable double eps)
        implements UpdateRule<ScaleByRadam.State>, GradientTransform {
    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param expAvg the first moment
     * @param expAvgSq the second moment
     */
    public record State(int step, Tensor expAvg, Tensor expAvgSq) {}

    public ScaleByRadam {
        Ranges.decayRate("ScaleByRadam", "beta1", beta1);
        Ranges.decayRate("ScaleByRadam", "beta2", beta2);
        Ranges.notNegative("ScaleByRadam", "eps", eps);
    }

    /** The paper's settings. */
    public ScaleByRadam() {
        this(0.9, 0.999, 1e-8);
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
        Tensor factor = Rectification.factor(v.safeSqrt().add(eps), beta2, t);
        double correction = Moments.correction(beta1, t);
        return new Step<>(m.mul(factor).mul(1 / correction), new State(t, m, v));
    }
}
