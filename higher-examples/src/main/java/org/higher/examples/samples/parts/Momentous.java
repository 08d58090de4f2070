package org.higher.examples.samples.parts;

import org.higher.annotations.Trainable;
import org.higher.nn.Layer;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * A learned optimizer: a network proposes the step of each coordinate, from its gradient and two
 * running averages of it.
 *
 * <p>In the manner of Andrychowicz et al., Learning to learn by gradient descent by gradient
 * descent, NeurIPS 2016, with averages in place of a recurrent state.
 *
 * @param net from the three numbers of a coordinate to its step, [coordinates, 3] to [coordinates,
 *     1]
 */
public record Momentous(@Trainable Layer net) implements UpdateRule<Momentous.State> {
    /** Averages over about 2 and 10 steps. */
    public record State(Tensor fast, Tensor slow) {}

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike(), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State s) {
        Tensor fast = s.fast().mul(0.5).add(g.mul(0.5));
        Tensor slow = s.slow().mul(0.9).add(g.mul(0.1));
        Tensor seen = Tensor.stack(1, g.flatten(0), fast.flatten(0), slow.flatten(0));
        Tensor step = net.forward(seen).reshape(p.shape());
        return new Step<>(p.sub(step), new State(fast, slow));
    }
}
