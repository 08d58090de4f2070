package org.higher.optim.rules;

import static org.higher.optim.UpdateRule.active;
import static org.higher.optim.UpdateRule.nonzero;

import java.util.Optional;
import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Stochastic gradient descent (SGD), with optional momentum and Nesterov momentum.
 *
 * <pre>{@code
 * new Sgd(0.01).withMomentum(0.9).withNesterov(true)
 * }</pre>
 *
 * <p>Momentum as in Sutskever et al. 2013, <i>On the importance of initialization and momentum in
 * deep learning</i>, in PyTorch's form: the velocity is a sum of gradients, multiplied by the rate
 * where it is used.
 *
 * @param lr the learning rate, at least 0
 * @param momentum the part of the velocity that is kept, at least 0; 0 for none
 * @param dampening the part of each gradient after the first that does not enter the velocity
 * @param weightDecay the L2 penalty, at least 0
 * @param nesterov whether to look ahead; needs momentum, and no dampening
 */
public record Sgd(
        @Trainable double lr,
        @Trainable double momentum,
        @Trainable double dampening,
        @Trainable double weightDecay,
        boolean nesterov)
        implements UpdateRule<Sgd.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param velocity empty before the first step with momentum
     */
    public record State(Optional<Tensor> velocity) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Sgd {
        Ranges.notNegative("Sgd", "lr", lr);
        Ranges.notNegative("Sgd", "momentum", momentum);
        Ranges.notNegative("Sgd", "weightDecay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException(
                    "Sgd: nesterov needs momentum above 0 and dampening 0, not "
                            + momentum
                            + " and "
                            + dampening);
        }
    }

    /** Plain gradient descent. */
    public Sgd(double lr) {
        this(lr, 0, 0, 0, false);
    }

    public Sgd withLr(double lr) {
        return new Sgd(lr, momentum, dampening, weightDecay, nesterov);
    }

    public Sgd withMomentum(double momentum) {
        return new Sgd(lr, momentum, dampening, weightDecay, nesterov);
    }

    public Sgd withDampening(double dampening) {
        return new Sgd(lr, momentum, dampening, weightDecay, nesterov);
    }

    public Sgd withWeightDecay(double weightDecay) {
        return new Sgd(lr, momentum, dampening, weightDecay, nesterov);
    }

    public Sgd withNesterov(boolean nesterov) {
        return new Sgd(lr, momentum, dampening, weightDecay, nesterov);
    }

    @Override
    public State init(Tensor p) {
        return new State(Optional.empty());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        if (active(weightDecay)) {
            g = g.add(p.mul(weightDecay));
        }
        if (!active(momentum)) {
            return new Step<>(p.sub(g.mul(lr)), state);
        }
        // The first velocity is the gradient itself; without momentum, nothing is dampened.
        Tensor velocity = g;
        if (state.velocity().isPresent()) {
            Tensor fresh = nonzero(momentum) ? g.mul(1 - dampening) : g;
            velocity = state.velocity().get().mul(momentum).add(fresh);
        }
        Tensor direction = nesterov ? g.add(velocity.mul(momentum)) : velocity;
        return new Step<>(p.sub(direction.mul(lr)), new State(Optional.of(velocity)));
    }
}
