package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.internal.optim.Rectification;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * RAdam, rectified Adam: the second moment counts once enough gradients were seen.
 *
 * <p>Liu et al. 2020, <i>On the variance of the adaptive learning rate and beyond</i>, algorithm 2,
 * in PyTorch's form: the second moment counts from a length of 5, and the small number is added to
 * its root before the bias correction. Until then a step is that of momentum alone.
 *
 * <p>Where a second moment is exactly 0, its root counts as a constant ({@link Tensor#safeSqrt}),
 * so that meta-gradients are finite.
 *
 * @param lr the step size, at least 0
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the second moment, at least 0
 * @param weightDecay the L2 penalty, at least 0
 */
public record RAdam(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double eps,
        @Trainable double weightDecay)
        implements UpdateRule<RAdam.State> {

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
    public RAdam {
        Ranges.notNegative("RAdam", "lr", lr);
        Ranges.decayRate("RAdam", "beta1", beta1);
        Ranges.decayRate("RAdam", "beta2", beta2);
        Ranges.notNegative("RAdam", "eps", eps);
        Ranges.notNegative("RAdam", "weightDecay", weightDecay);
    }

    /** The paper's settings: a step size of 0.001. */
    public RAdam() {
        this(1e-3);
    }

    /** The paper's settings, but for the step size. */
    public RAdam(double lr) {
        this(lr, 0.9, 0.999, 1e-8, 0);
    }

    public RAdam withLr(double lr) {
        return new RAdam(lr, beta1, beta2, eps, weightDecay);
    }

    public RAdam withBetas(double beta1, double beta2) {
        return new RAdam(lr, beta1, beta2, eps, weightDecay);
    }

    public RAdam withEps(double eps) {
        return new RAdam(lr, beta1, beta2, eps, weightDecay);
    }

    public RAdam withWeightDecay(double weightDecay) {
        return new RAdam(lr, beta1, beta2, eps, weightDecay);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, p.zerosLike(), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        int t = state.step() + 1;
        Tensor m = Moments.average(state.expAvg(), g, beta1);
        Tensor v = Moments.average(state.expAvgSq(), g.square(), beta2);

        Tensor factor = Rectification.factor(v.safeSqrt().add(eps), beta2, t);
        double rate = lr / Moments.correction(beta1, t);
        return new Step<>(p.sub(m.mul(factor).mul(rate)), new State(t, m, v));
    }
}
