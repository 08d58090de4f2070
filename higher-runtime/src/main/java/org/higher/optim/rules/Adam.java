package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Adam, adaptive moment estimation: steps of about the same size in every direction.
 *
 * <p>Kingma and Ba 2015, <i>Adam: a method for stochastic optimization</i>, algorithm 1; AMSGrad:
 * Reddi et al. 2018, <i>On the convergence of Adam and beyond</i>, algorithm 2. Weight decay is an
 * L2 penalty, part of the gradient.
 *
 * <p>Where a second moment is exactly 0, its root counts as a constant ({@link Tensor#safeSqrt}),
 * so that meta-gradients are finite.
 *
 * @param lr the step size, at least 0
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the bias-corrected second moment, at least 0
 * @param weightDecay the L2 penalty, at least 0
 * @param amsgrad whether to divide by the largest second moment so far
 * @param epsHat whether {@code eps} is added before the bias correction: the paper's second form,
 *     at the end of its section 2, where it is written with a hat
 */
public record Adam(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double eps,
        @Trainable double weightDecay,
        boolean amsgrad,
        boolean epsHat)
        implements UpdateRule<Adam.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param expAvg the first moment
     * @param expAvgSq the second moment
     * @param maxExpAvgSq the largest second moment so far, with AMSGrad, after the first step
     */
    public record State(int step, Tensor expAvg, Tensor expAvgSq, Optional<Tensor> maxExpAvgSq) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Adam {
        Ranges.notNegative("Adam", "lr", lr);
        Ranges.decayRate("Adam", "beta1", beta1);
        Ranges.decayRate("Adam", "beta2", beta2);
        Ranges.notNegative("Adam", "eps", eps);
        Ranges.notNegative("Adam", "weightDecay", weightDecay);
    }

    /** The paper's settings: a step size of 0.001. */
    public Adam() {
        this(1e-3);
    }

    /** The paper's settings, but for the step size. */
    public Adam(double lr) {
        this(lr, 0.9, 0.999, 1e-8, 0, false);
    }

    /** The paper's first form, which adds {@code eps} after the bias correction. */
    public Adam(
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean amsgrad) {
        this(lr, beta1, beta2, eps, weightDecay, amsgrad, false);
    }

    public Adam withLr(double lr) {
        return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, epsHat);
    }

    public Adam withBetas(double beta1, double beta2) {
        return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, epsHat);
    }

    public Adam withEps(double eps) {
        return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, epsHat);
    }

    public Adam withWeightDecay(double weightDecay) {
        return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, epsHat);
    }

    public Adam withAmsgrad(boolean amsgrad) {
        return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, epsHat);
    }

    public Adam withEpsHat(boolean epsHat) {
        return new Adam(lr, beta1, beta2, eps, weightDecay, amsgrad, epsHat);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, p.zerosLike(), p.zerosLike(), Optional.empty());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        int t = state.step() + 1;
        Tensor m = Moments.average(state.expAvg(), g, beta1);
        Tensor v = Moments.average(state.expAvgSq(), g.square(), beta2);

        double correction1 = Moments.correction(beta1, t);
        double correction2 = Moments.correction(beta2, t);

        Tensor second = amsgrad ? Moments.largest(state.maxExpAvgSq(), v) : v;
        Tensor root = second.safeSqrt();
        double rootCorrection = Math.sqrt(correction2);
        Tensor scale =
                epsHat ? root.add(eps).div(rootCorrection) : root.div(rootCorrection).add(eps);
        Optional<Tensor> max = amsgrad ? Optional.of(second) : Optional.empty();
        return new Step<>(p.sub(m.div(scale).mul(lr / correction1)), new State(t, m, v, max));
    }
}
