package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Adam's scaling: the bias-corrected first moment of the gradient over the root of the second.
 *
 * <p>Kingma and Ba 2015, <i>Adam: a method for stochastic optimization</i>, algorithm 1 without its
 * step size.
 *
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the second moment, at least 0
 */
public record ScaleByAdam(@Trainable double beta1, @Trainable double beta2, @Trainable double eps)
        implements UpdateRule<ScaleByAdam.State>, GradientTransform {
    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param expAvg the first moment
     * @param expAvgSq the second moment
     */
    public record State(int step, Tensor expAvg, Tensor expAvgSq) {}

    public ScaleByAdam {
        Ranges.decayRate("ScaleByAdam", "beta1", beta1);
        Ranges.decayRate("ScaleByAdam", "beta2", beta2);
        Ranges.notNegative("ScaleByAdam", "eps", eps);
    }

    /** The paper's settings. */
    public ScaleByAdam() {
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
        double correction1 = Moments.correction(beta1, t);
        double correction2 = Moments.correction(beta2, t);
        Tensor scale = v.safeSqrt().div(Math.sqrt(correction2)).add(eps);
        return new Step<>(m.div(scale).mul(1 / correction1), new State(t, m, v));
    }
}
