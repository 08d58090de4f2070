package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Adamax: Adam with the infinity norm, the largest gradient, for the root of the second moment.
 *
 * <p>Kingma and Ba 2015, <i>Adam: a method for stochastic optimization</i>, algorithm 2, in
 * PyTorch's form: a small number is added to each gradient's size, so that the largest is above 0.
 *
 * @param lr the step size, at least 0
 * @param beta1 the decay rate of the first moment, at least 0 and below 1
 * @param beta2 the decay rate of the largest gradient, at least 0 and below 1
 * @param eps what is added to a gradient's size before the largest is chosen, at least 0
 * @param weightDecay the L2 penalty, at least 0
 */
public record Adamax(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double eps,
        @Trainable double weightDecay)
        implements UpdateRule<Adamax.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param expAvg the first moment
     * @param expInf the size of the largest gradient, decaying
     */
    public record State(int step, Tensor expAvg, Tensor expInf) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Adamax {
        Ranges.notNegative("Adamax", "lr", lr);
        Ranges.decayRate("Adamax", "beta1", beta1);
        Ranges.decayRate("Adamax", "beta2", beta2);
        Ranges.notNegative("Adamax", "eps", eps);
        Ranges.notNegative("Adamax", "weightDecay", weightDecay);
    }

    /** The paper's settings: a step size of 0.002. */
    public Adamax() {
        this(2e-3);
    }

    /** The paper's settings, but for the step size. */
    public Adamax(double lr) {
        this(lr, 0.9, 0.999, 1e-8, 0);
    }

    public Adamax withLr(double lr) {
        return new Adamax(lr, beta1, beta2, eps, weightDecay);
    }

    public Adamax withBetas(double beta1, double beta2) {
        return new Adamax(lr, beta1, beta2, eps, weightDecay);
    }

    public Adamax withEps(double eps) {
        return new Adamax(lr, beta1, beta2, eps, weightDecay);
    }

    public Adamax withWeightDecay(double weightDecay) {
        return new Adamax(lr, beta1, beta2, eps, weightDecay);
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

        // Not max: a tie counts as the norm so far, as in PyTorch.
        Tensor decayed = state.expInf().mul(beta2);
        Tensor fresh = g.abs().add(eps);
        Tensor norm = Tensor.where(decayed.ge(fresh), decayed, fresh);

        double correction = Moments.correction(beta1, t);
        return new Step<>(p.sub(m.div(norm).mul(lr / correction)), new State(t, m, norm));
    }
}
