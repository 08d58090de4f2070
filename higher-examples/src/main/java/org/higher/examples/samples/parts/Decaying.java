package org.higher.examples.samples.parts;

import org.higher.annotations.Trainable;
import org.higher.examples.samples.Sample04OwnRule;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Gradient descent whose step size falls as (1 + t)^-decay; the rule of {@link Sample04OwnRule}.
 */
public record Decaying(@Trainable double lr, @Trainable double decay)
        implements UpdateRule<Decaying.State> {
    /** The number of steps so far. */
    public record State(int t) {}

    @Override
    public State init(Tensor p) {
        return new State(0);
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State s) {
        double rate = lr * Math.pow(1 + s.t(), -decay);
        return new Step<>(p.sub(g.mul(rate)), new State(s.t() + 1));
    }
}
