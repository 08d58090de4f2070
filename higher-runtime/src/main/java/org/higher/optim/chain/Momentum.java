package org.higher.optim.chain;

import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Momentum: the sum of the gradients so far, those of the past decaying.
 *
 * <p>Sutskever et al. 2013, <i>On the importance of initialization and momentum in deep
 * learning</i>, in PyTorch's form.
 *
 * @param momentum the part of the sum that is kept, at least 0
 * @param nesterov whether to look ahead
 */
public record Momentum(@Trainable double momentum, boolean nesterov)
        implements UpdateRule<Momentum.State>, GradientTransform {
    /**
     * What is remembered of a tensor of weights.
     *
     * @param velocity empty before the first step
     */
    public record State(Optional<Tensor> velocity) {}

    public Momentum {
        Ranges.notNegative("Momentum", "momentum", momentum);
    }

    @Override
    public State init(Tensor p) {
        return new State(Optional.empty());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        Tensor velocity = g;
        if (state.velocity().isPresent()) {
            velocity = state.velocity().get().mul(momentum).add(g);
        }
        Tensor direction = nesterov ? g.add(velocity.mul(momentum)) : velocity;
        return new Step<>(direction, new State(Optional.of(velocity)));
    }
}
