package org.higher.optim.rules;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.internal.optim.Moments;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Lion, evolved sign momentum: steps of the same size in every direction.
 *
 * <p>Chen et al. 2023, <i>Symbolic discovery of optimization algorithms</i>, algorithm 2.
 *
 * <p>Signs are constant almost everywhere: new weights depend on the old ones, on the rate and on
 * the weight decay, never on the gradient's own derivatives; those of the decay rates are 0.
 *
 * @param lr the learning rate, at least 0
 * @param beta1 the momentum's part in the direction, at least 0 and below 1
 * @param beta2 the decay rate of the momentum, at least 0 and below 1
 * @param weightDecay the part of the weights that a step of rate 1 takes away, at least 0
 */
public record Lion(
        @Trainable double lr,
        @Trainable double beta1,
        @Trainable double beta2,
        @Trainable double weightDecay)
        implements UpdateRule<Lion.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param expAvg the momentum
     */
    public record State(Tensor expAvg) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Lion {
        Ranges.notNegative("Lion", "lr", lr);
        Ranges.decayRate("Lion", "beta1", beta1);
        Ranges.decayRate("Lion", "beta2", beta2);
        Ranges.notNegative("Lion", "weightDecay", weightDecay);
    }

    /** The paper's settings: a learning rate of 0.0001. */
    public Lion() {
        this(1e-4);
    }

    /** The paper's settings, but for the learning rate. */
    public Lion(double lr) {
        this(lr, 0.9, 0.99, 0);
    }

    public Lion withLr(double lr) {
        return new Lion(lr, beta1, beta2, weightDecay);
    }

    public Lion withBetas(double beta1, double beta2) {
        return new Lion(lr, beta1, beta2, weightDecay);
    }

    public Lion withWeightDecay(double weightDecay) {
        return new Lion(lr, beta1, beta2, weightDecay);
    }

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        Tensor direction = Moments.average(state.expAvg(), g, beta1).sign();
        Tensor m = Moments.average(state.expAvg(), g, beta2);
        Tensor decayed = p.mul(1 - lr * weightDecay);
        return new Step<>(decayed.sub(direction.mul(lr)), new State(m));
    }
}
