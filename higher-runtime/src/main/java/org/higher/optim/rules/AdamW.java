package org.higher.optim.rules;

import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * AdamW: Adam with decoupled weight decay, apart from the gradient.
 *
 * <p>Loshchilov and Hutter 2019, <i>Decoupled weight decay regularization</i>, algorithm 2, in
 * PyTorch's form: the decay is multiplied by the step size.
 *
 * <p>Where a second moment is exactly 0, its root counts as a constant ({@link Tensor#safeSqrt}),
 * so that meta-gradients are finite.
 *
 * @param lr the step size, at least 0
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the bias-corrected second moment, at least 0
 * @param weightDecay the part of the weights that a step of size 1 takes away, at least 0
 * @param amsgrad whether to divide by the largest second moment so far, as in {@link Adam}
 */
public record AdamW(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double eps,
        @Trainable double weightDecay,
        boolean amsgrad)
        implements UpdateRule<AdamW.State> {

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
    public AdamW {
        Ranges.notNegative("AdamW", "lr", lr);
        Ranges.decayRate("AdamW", "beta1", beta1);
        Ranges.decayRate("AdamW", "beta2", beta2);
        Ranges.notNegative("AdamW", "eps", eps);
        Ranges.notNegative("AdamW", "weightDecay", weightDecay);
    }

    /** PyTorch's settings: a step size of 0.001, a decay of 0.01. */
    public AdamW() {
        this(1e-3);
    }

    /** PyTorch's settings, but for the step size. */
    public AdamW(double lr) {
        this(lr, 0.9, 0.999, 1e-8, 0.01, false);
    }

    public AdamW withLr(double lr) {
        return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    public AdamW withBetas(double beta1, double beta2) {
        return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    public AdamW withEps(double eps) {
        return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    public AdamW withWeightDecay(double weightDecay) {
        return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    public AdamW withAmsgrad(boolean amsgrad) {
        return new AdamW(lr, beta1, beta2, eps, weightDecay, amsgrad);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, p.zerosLike(), p.zerosLike(), Optional.empty());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        int t = state.step() + 1;
        Tensor m = Moments.average(state.expAvg(), g, beta1);
        Tensor v = Moments.average(state.expAvgSq(), g.square(), beta2);

        double correction1 = Moments.correction(beta1, t);
        double correction2 = Moments.correction(beta2, t);

        Tensor second = amsgrad ? Moments.largest(state.maxExpAvgSq(), v) : v;
        Tensor scale = second.safeSqrt().div(Math.sqrt(correction2)).add(eps);
        Optional<Tensor> max = amsgrad ? Optional.of(second) : Optional.empty();
        Tensor decayed = p.mul(1 - lr * weightDecay);
        return new Step<>(decayed.sub(m.div(scale).mul(lr / correction1)), new State(t, m, v, max));
    }
}
