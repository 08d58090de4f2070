package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Averaged stochastic gradient descent (ASGD): also averages the weights of all steps.
 *
 * <p>Polyak and Juditsky 1992, <i>Acceleration of stochastic approximation by averaging</i>, with
 * the schedule of Xu 2011, <i>Towards optimal one pass large scale learning with averaged
 * stochastic gradient descent</i>.
 *
 * <p>The average is kept in the state; it has no influence on the weights.
 *
 * @param lr the learning rate, at least 0
 * @param lambd the decay of the weights, and of the rate
 * @param alpha the power with which the rate falls
 * @param t0 the step after which averaging starts
 * @param weightDecay the L2 penalty, at least 0
 */
public record Asgd(
        @Trainable double lr,
        @Trainable double lambd,
        @Trainable double alpha,
        @Trainable double t0,
        @Trainable double weightDecay)
        implements UpdateRule<Asgd.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param eta the learning rate of the next step
     * @param mu the next step's part of the average
     * @param ax the average of the weights
     */
    public record State(int step, Tensor eta, Tensor mu, Tensor ax) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Asgd {
        Ranges.notNegative("Asgd", "lr", lr);
        Ranges.notNegative("Asgd", "weightDecay", weightDecay);
    }

    /** PyTorch's settings: a learning rate of 0.01. */
    public Asgd() {
        this(1e-2);
    }

    /** PyTorch's settings, but for the learning rate. */
    public Asgd(double lr) {
        this(lr, 1e-4, 0.75, 1e6, 0);
    }

    public Asgd withLr(double lr) {
        return new Asgd(lr, lambd, alpha, t0, weightDecay);
    }

    public Asgd withLambd(double lambd) {
        return new Asgd(lr, lambd, alpha, t0, weightDecay);
    }

    public Asgd withAlpha(double alpha) {
        return new Asgd(lr, lambd, alpha, t0, weightDecay);
    }

    public Asgd withT0(double t0) {
        return new Asgd(lr, lambd, alpha, t0, weightDecay);
    }

    public Asgd withWeightDecay(double weightDecay) {
        return new Asgd(lr, lambd, alpha, t0, weightDecay);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, like(p, lr), like(p, 1), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        int t = state.step() + 1;
        Tensor eta = state.eta();
        Tensor value = p.mul(eta.mul(lambd).rsub(1)).sub(g.mul(eta));
        Tensor average = state.ax().add(value.sub(state.ax()).mul(state.mu()));

        double nextEta = lr / Math.pow(1 + lambd * lr * t, alpha);
        double nextMu = 1 / Math.max(1, t - t0);
        return new Step<>(value, new State(t, like(p, nextEta), like(p, nextMu), average));
    }

    private static Tensor like(Tensor p, double value) {
        return Tensor.scalar(value, p.dtype()).to(p.device());
    }
}
