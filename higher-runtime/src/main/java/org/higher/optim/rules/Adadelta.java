package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Adadelta: steps in the units of the weights, without a learning rate to choose.
 *
 * <p>Zeiler 2012, <i>ADADELTA: an adaptive learning rate method</i>, algorithm 1; the paper has no
 * learning rate, which is a rate of 1.
 *
 * @param lr what the steps are multiplied by, at least 0
 * @param rho the decay rate of both averages, at least 0 and at most 1
 * @param eps what is added to both averages before their roots are taken, at least 0
 * @param weightDecay the L2 penalty, at least 0
 */
public record Adadelta(
        @Trainable double lr,
        @Trainable double rho,
        @Trainable double eps,
        @Trainable double weightDecay)
        implements UpdateRule<Adadelta.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param squareAvg the average of squared gradients
     * @param accDelta the average of squared steps, before the rate
     */
    public record State(Tensor squareAvg, Tensor accDelta) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Adadelta {
        Ranges.notNegative("Adadelta", "lr", lr);
        Ranges.fraction("Adadelta", "rho", rho);
        Ranges.notNegative("Adadelta", "eps", eps);
        Ranges.notNegative("Adadelta", "weightDecay", weightDecay);
    }

    /** PyTorch's settings: a rate of 1. */
    public Adadelta() {
        this(1);
    }

    /** PyTorch's settings, but for the rate. */
    public Adadelta(double lr) {
        this(lr, 0.9, 1e-6, 0);
    }

    public Adadelta withLr(double lr) {
        return new Adadelta(lr, rho, eps, weightDecay);
    }

    public Adadelta withRho(double rho) {
        return new Adadelta(lr, rho, eps, weightDecay);
    }

    public Adadelta withEps(double eps) {
        return new Adadelta(lr, rho, eps, weightDecay);
    }

    public Adadelta withWeightDecay(double weightDecay) {
        return new Adadelta(lr, rho, eps, weightDecay);
    }

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike(), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        Tensor v = Moments.average(state.squareAvg(), g.square(), rho);
        Tensor step = state.accDelta().add(eps).sqrt().div(v.add(eps).sqrt()).mul(g);
        Tensor steps = Moments.average(state.accDelta(), step.square(), rho);
        return new Step<>(p.sub(step.mul(lr)), new State(v, steps));
    }
}
