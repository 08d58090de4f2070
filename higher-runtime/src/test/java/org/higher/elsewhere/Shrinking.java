package org.higher.elsewhere;

import org.higher.annotations.Trainable;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** A user's own rule: each step shrinks the weights, too. */
public record Shrinking(@Trainable double lr, @Trainable double keep)
        implements UpdateRule<Shrinking.State> {
    public record State(int step) {}

    @Override
    public State init(Tensor p) {
        return new State(0);
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State s) {
        return new Step<>(p.mul(keep).sub(g.mul(lr)), new State(s.step() + 1));
    }
}
