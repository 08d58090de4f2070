package org.higher.optim.rules;

import java.util.List;
import java.util.Optional;
import javax.annotation.processing.Generated;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.optim.Key;
import org.higher.optim.Settings;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/** {@link Sgd} with tensors for hyperparameters, so that gradients flow to them. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Sgd.java 89:94 94,2:100 95:102 97,2:103 98:105 101,4:107 104:111 106,2:112")
public final class DifferentiableSgd extends AbstractDifferentiableOptimizer<Sgd, Sgd.State> {
    /** The key of {@code lr}: the learning rate, at least 0. */
    public static final Key<Sgd> LR = new Key<>(Sgd.class, "lr", Sgd::lr);

    /**
     * The key of {@code momentum}: the part of the velocity that is kept, at least 0; 0 for none.
     */
    public static final Key<Sgd> MOMENTUM = new Key<>(Sgd.class, "momentum", Sgd::momentum);

    /**
     * The key of {@code dampening}: the part of each gradient after the first that does not enter
     * the velocity.
     */
    public static final Key<Sgd> DAMPENING = new Key<>(Sgd.class, "dampening", Sgd::dampening);

    /** The key of {@code weightDecay}: the L2 penalty, at least 0. */
    public static final Key<Sgd> WEIGHT_DECAY =
            new Key<>(Sgd.class, "weightDecay", Sgd::weightDecay);

    private static final List<Key<Sgd>> KEYS = List.of(LR, MOMENTUM, DAMPENING, WEIGHT_DECAY);

    static {
        register(Sgd.class, DifferentiableSgd::new);
    }

    /** The differentiable version of an optimizer. */
    public DifferentiableSgd(Settings<Sgd> settings) {
        super(settings, KEYS);
    }

    @Override
    protected UpdateRule<Sgd.State> bind(Sgd rule, Hyper<Sgd> hyper) {
        return new Bound(rule, hyper);
    }

    @Override
    protected void flatten(Sgd.State state, Leaves out) {
        out.optional("velocity", state.velocity(), Leaves::buffer);
    }

    @Override
    protected Sgd.State unflatten(Sgd.State state, LeafSource in) {
        return new Sgd.State(in.optional(state.velocity(), LeafSource::buffer));
    }

    @Override
    protected Sgd with(Sgd rule, Hyper<Sgd> hyper) {
        return new Sgd(
                hyper.number(LR),
                hyper.number(MOMENTUM),
                hyper.number(DAMPENING),
                hyper.number(WEIGHT_DECAY),
                rule.nesterov());
    }

    /** {@link Sgd}'s code over given hyperparameters. */
    private static final class Bound implements UpdateRule<Sgd.State> {
        private final Tensor lr;
        private final Tensor momentum;
        private final Tensor dampening;
        private final Tensor weightDecay;
        private final boolean nesterov;

        Bound(Sgd rule, Hyper<Sgd> hyper) {
            lr = hyper.get(LR);
            momentum = hyper.get(MOMENTUM);
            dampening = hyper.get(DAMPENING);
            weightDecay = hyper.get(WEIGHT_DECAY);
            nesterov = rule.nesterov();
        }

        @Override
        public Sgd.State init(Tensor p) {
            // Sgd.java:88
            return new Sgd.State(Optional.empty());
        }

        @Override
        public Step<Sgd.State> update(Tensor p, Tensor g, Sgd.State state) {
            // Sgd.java:93
            if (UpdateRule.active(weightDecay)) {
                g = g.add(p.mul(weightDecay));
            }
            if (!UpdateRule.active(momentum)) {
                return new Step<>(p.sub(g.mul(lr)), state);
            }
            // The first velocity is the gradient itself; without momentum, nothing is dampened.
            Tensor velocity = g;
            if (state.velocity().isPresent()) {
                Tensor fresh = UpdateRule.nonzero(momentum) ? g.mul(dampening.rsub(1)) : g;
                velocity = state.velocity().get().mul(momentum).add(fresh);
            }
            Tensor direction = nesterov ? g.add(velocity.mul(momentum)) : velocity;
            return new Step<>(p.sub(direction.mul(lr)), new Sgd.State(Optional.of(velocity)));
        }
    }
}
