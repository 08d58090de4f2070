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
 * RMSProp: steps divided by the root of a running average of squared gradients.
 *
 * <p>Tieleman and Hinton 2012, <i>Lecture 6.5: RMSProp</i>; centred: Graves 2013, <i>Generating
 * sequences with recurrent neural networks</i>. In PyTorch's form: the small number is added to the
 * root.
 *
 * <p>Where what the root is taken of is exactly 0, the root counts as a constant ({@link
 * Tensor#safeSqrt}), so that meta-gradients are finite.
 *
 * @param lr the learning rate, at least 0
 * @param alpha the decay rate of the averages, at least 0
 * @param eps what is added to the root, at least 0
 * @param weightDecay the L2 penalty, at least 0
 * @param momentum the part of the velocity that is kept, at least 0; 0 for none
 * @param centered whether to divide by the gradients' standard deviation
 * @param initialSquareAvg the average of squared gradients before the first step, at least 0
 */
public record RmsProp(
        @Trainable double lr,
        @Trainable double alpha,
        @Trainable double eps,
        @Trainable double weightDecay,
        @Trainable double momentum,
        boolean centered,
        @Trainable double initialSquareAvg)
        implements UpdateRule<RmsProp.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param squareAvg the average of squared gradients
     * @param gradAvg the average of gradients, after the first centred step
     * @param velocity empty before the first step with momentum
     */
    public record State(Tensor squareAvg, Optional<Tensor> gradAvg, Optional<Tensor> velocity) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public RmsProp {
        Ranges.notNegative("RmsProp", "lr", lr);
        Ranges.notNegative("RmsProp", "alpha", alpha);
        Ranges.notNegative("RmsProp", "eps", eps);
        Ranges.notNegative("RmsProp", "weightDecay", weightDecay);
        Ranges.notNegative("RmsProp", "momentum", momentum);
        Ranges.notNegative("RmsProp", "initialSquareAvg", initialSquareAvg);
    }

    /** PyTorch's settings: a learning rate of 0.01. */
    public RmsProp() {
        this(1e-2);
    }

    /** PyTorch's settings, but for the learning rate. */
    public RmsProp(double lr) {
        this(lr, 0.99, 1e-8, 0, 0, false);
    }

    /** The average of squared gradients begins with zeros. */
    public RmsProp(
            double lr,
            double alpha,
            double eps,
            double weightDecay,
            double momentum,
            boolean centered) {
        this(lr, alpha, eps, weightDecay, momentum, centered, 0);
    }

    public RmsProp withLr(double lr) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    public RmsProp withAlpha(double alpha) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    public RmsProp withEps(double eps) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    public RmsProp withWeightDecay(double weightDecay) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    public RmsProp withMomentum(double momentum) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    public RmsProp withCentered(boolean centered) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    public RmsProp withInitialSquareAvg(double initialSquareAvg) {
        return new RmsProp(lr, alpha, eps, weightDecay, momentum, centered, initialSquareAvg);
    }

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike().add(initialSquareAvg), Optional.empty(), Optional.empty());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        Tensor v = Moments.average(state.squareAvg(), g.square(), alpha);
        Tensor spread = v;
        Optional<Tensor> gradAvg = state.gradAvg();
        if (centered) {
            Tensor mean = Moments.average(gradAvg.orElse(p.zerosLike()), g, alpha);
            // A variance; rounding could make it negative.
            spread = v.sub(mean.square()).relu();
            gradAvg = Optional.of(mean);
        }
        Tensor direction = g.div(spread.safeSqrt().add(eps));
        Optional<Tensor> velocity = state.velocity();
        if (active(momentum)) {
            direction = velocity.orElse(p.zerosLike()).mul(momentum).add(direction);
            velocity = Optional.of(direction);
        }
        return new Step<>(p.sub(direction.mul(lr)), new State(v, gradAvg, velocity));
    }
}
