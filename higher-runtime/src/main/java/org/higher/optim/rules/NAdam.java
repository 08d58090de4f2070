package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * NAdam: Adam with Nesterov momentum, which looks ahead.
 *
 * <p>Dozat 2016, <i>Incorporating Nesterov momentum into Adam</i>, with the momentum schedule of
 * Sutskever et al. 2013 that it names, in PyTorch's form.
 *
 * <p>Where a second moment is exactly 0, its root counts as a constant ({@link Tensor#safeSqrt}),
 * so that meta-gradients are finite.
 *
 * @param lr the step size, at least 0
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the second moment, at least 0 and below 1
 * @param eps what is added to the root of the bias-corrected second moment, at least 0
 * @param weightDecay the L2 penalty, at least 0
 * @param momentumDecay how fast the momentum rises: at step t it is beta1 (1 - 0.96^(t
 *     momentumDecay) / 2); at least 0
 */
public record NAdam(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double eps,
        @Trainable double weightDecay,
        @Trainable double momentumDecay)
        implements UpdateRule<NAdam.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param muProduct the product of the momentums of all steps
     * @param expAvg the first moment
     * @param expAvgSq the second moment
     */
    public record State(int step, Tensor muProduct, Tensor expAvg, Tensor expAvgSq) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public NAdam {
        Ranges.notNegative("NAdam", "lr", lr);
        Ranges.decayRate("NAdam", "beta1", beta1);
        Ranges.decayRate("NAdam", "beta2", beta2);
        Ranges.notNegative("NAdam", "eps", eps);
        Ranges.notNegative("NAdam", "weightDecay", weightDecay);
        Ranges.notNegative("NAdam", "momentumDecay", momentumDecay);
    }

    /** PyTorch's settings: a step size of 0.002. */
    public NAdam() {
        this(2e-3);
    }

    /** PyTorch's settings, but for the step size. */
    public NAdam(double lr) {
        this(lr, 0.9, 0.999, 1e-8, 0, 4e-3);
    }

    public NAdam withLr(double lr) {
        return new NAdam(lr, beta1, beta2, eps, weightDecay, momentumDecay);
    }

    public NAdam withBetas(double beta1, double beta2) {
        return new NAdam(lr, beta1, beta2, eps, weightDecay, momentumDecay);
    }

    public NAdam withEps(double eps) {
        return new NAdam(lr, beta1, beta2, eps, weightDecay, momentumDecay);
    }

    public NAdam withWeightDecay(double weightDecay) {
        return new NAdam(lr, beta1, beta2, eps, weightDecay, momentumDecay);
    }

    public NAdam withMomentumDecay(double momentumDecay) {
        return new NAdam(lr, beta1, beta2, eps, weightDecay, momentumDecay);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, p.scalarLike(1), p.zerosLike(), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        int t = state.step() + 1;
        double mu = momentum(t);
        double next = momentum(t + 1);
        Tensor product = state.muProduct().mul(mu);
        Tensor m = Moments.average(state.expAvg(), g, beta1);
        Tensor v = Moments.average(state.expAvgSq(), g.square(), beta2);

        Tensor scale = v.safeSqrt().div(Math.sqrt(Moments.correction(beta2, t))).add(eps);
        Tensor now = g.mul(1 - mu).div(product.rsub(1));
        Tensor ahead = m.mul(next).div(product.mul(next).rsub(1));
        return new Step<>(p.sub(now.add(ahead).div(scale).mul(lr)), new State(t, product, m, v));
    }

    private double momentum(int t) {
        return beta1 * (1 - 0.5 * Math.pow(0.96, t * momentumDecay));
    }
}
