package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Adagrad: adaptive steps, which shrink with the sum of all squared gradients so far.
 *
 * <p>Duchi et al. 2011, <i>Adaptive subgradient methods for online learning and stochastic
 * optimization</i>, the diagonal form, with PyTorch's decay of the learning rate.
 *
 * <p>Where the sum is exactly 0, its root counts as a constant ({@link Tensor#safeSqrt}), so that
 * meta-gradients are finite.
 *
 * @param lr the learning rate, at least 0
 * @param lrDecay how fast the rate falls: at step t it is lr / (1 + (t - 1) lrDecay); at least 0
 * @param weightDecay the L2 penalty, at least 0
 * @param initialAccumulatorValue the sum before the first step, at least 0
 * @param eps what is added to the root of the sum, at least 0
 */
public record Adagrad(
        @Trainable double lr,
        @Trainable double lrDecay,
        @Trainable double weightDecay,
        @Trainable double initialAccumulatorValue,
        @Trainable double eps)
        implements UpdateRule<Adagrad.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     * @param sum the sum of squared gradients
     */
    public record State(int step, Tensor sum) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Adagrad {
        Ranges.notNegative("Adagrad", "lr", lr);
        Ranges.notNegative("Adagrad", "lrDecay", lrDecay);
        Ranges.notNegative("Adagrad", "weightDecay", weightDecay);
        Ranges.notNegative("Adagrad", "initialAccumulatorValue", initialAccumulatorValue);
        Ranges.notNegative("Adagrad", "eps", eps);
    }

    /** PyTorch's settings: a learning rate of 0.01. */
    public Adagrad() {
        this(1e-2);
    }

    /** PyTorch's settings, but for the learning rate. */
    public Adagrad(double lr) {
        this(lr, 0, 0, 0, 1e-10);
    }

    public Adagrad withLr(double lr) {
        return new Adagrad(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    public Adagrad withLrDecay(double lrDecay) {
        return new Adagrad(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    public Adagrad withWeightDecay(double weightDecay) {
        return new Adagrad(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    public Adagrad withInitialAccumulatorValue(double initialAccumulatorValue) {
        return new Adagrad(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    public Adagrad withEps(double eps) {
        return new Adagrad(lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
    }

    @Override
    public State init(Tensor p) {
        return new State(0, p.zerosLike().add(initialAccumulatorValue));
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        double rate = lr / (1 + state.step() * lrDecay);
        Tensor sum = state.sum().add(g.square());
        Tensor scale = sum.safeSqrt().add(eps);
        return new Step<>(p.sub(g.div(scale).mul(rate)), new State(state.step() + 1, sum));
    }
}
