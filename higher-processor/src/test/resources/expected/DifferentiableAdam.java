package org.higher.optim.rules;

import java.util.List;
import java.util.Optional;
import javax.annotation.processing.Generated;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.internal.optim.Moments;
import org.higher.optim.Key;
import org.higher.optim.Settings;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/** {@link Adam} with tensors for hyperparameters, so that gradients flow to them. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Adam.java 111:108 116,2:114 117:116 119,14:117 132:131")
public final class DifferentiableAdam extends AbstractDifferentiableOptimizer<Adam, Adam.State> {
    /** The key of {@code lr}: the step size, at least 0. */
    public static final Key<Adam> LR = new Key<>(Adam.class, "lr", Adam::lr);

    /** The key of {@code beta1}: the decay rate of the first moment, at least 0 and below 1. */
    public static final Key<Adam> BETA1 = new Key<>(Adam.class, "beta1", Adam::beta1);

    /** The key of {@code beta2}: the decay rate of the second moment, at least 0 and below 1. */
    public static final Key<Adam> BETA2 = new Key<>(Adam.class, "beta2", Adam::beta2);

    /**
     * The key of {@code eps}: what is added to the root of the bias-corrected second moment, at
     * least 0.
     */
    public static final Key<Adam> EPS = new Key<>(Adam.class, "eps", Adam::eps);

    /** The key of {@code weightDecay}: the L2 penalty, at least 0. */
    public static final Key<Adam> WEIGHT_DECAY =
            new Key<>(Adam.class, "weightDecay", Adam::weightDecay);

    private static final List<Key<Adam>> KEYS = List.of(LR, BETA1, BETA2, EPS, WEIGHT_DECAY);

    static {
        register(Adam.class, DifferentiableAdam::new);
    }

    /** The differentiable version of an optimizer. */
    public DifferentiableAdam(Settings<Adam> settings) {
        super(settings, KEYS);
    }

    @Override
    protected UpdateRule<Adam.State> bind(Adam rule, Hyper<Adam> hyper) {
        return new Bound(rule, hyper);
    }

    @Override
    protected void flatten(Adam.State state, Leaves out) {
        out.buffer("expAvg", state.expAvg());
        out.buffer("expAvgSq", state.expAvgSq());
        out.optional("maxExpAvgSq", state.maxExpAvgSq(), Leaves::buffer);
    }

    @Override
    protected Adam.State unflatten(Adam.State state, LeafSource in) {
        return new Adam.State(
                state.step(),
                in.buffer(state.expAvg()),
                in.buffer(state.expAvgSq()),
                in.optional(state.maxExpAvgSq(), LeafSource::buffer));
    }

    @Override
    protected Adam with(Adam rule, Hyper<Adam> hyper) {
        return new Adam(
                hyper.number(LR),
                hyper.number(BETA1),
                hyper.number(BETA2),
                hyper.number(EPS),
                hyper.number(WEIGHT_DECAY),
                rule.amsgrad(),
                rule.epsHat());
    }

    /** {@link Adam}'s code over given hyperparameters. */
    private static final class Bound implements UpdateRule<Adam.State> {
        private final Tensor lr;
        private final Tensor beta1;
        private final Tensor beta2;
        private final Tensor eps;
        private final Tensor weightDecay;
        private final boolean amsgrad;
        private final boolean epsHat;

        Bound(Adam rule, Hyper<Adam> hyper) {
            lr = hyper.get(LR);
            beta1 = hyper.get(BETA1);
            beta2 = hyper.get(BETA2);
            eps = hyper.get(EPS);
            weightDecay = hyper.get(WEIGHT_DECAY);
            amsgrad = rule.amsgrad();
            epsHat = rule.epsHat();
        }

        @Override
        public Adam.State init(Tensor p) {
            // Adam.java:110
            return new Adam.State(0, p.zerosLike(), p.zerosLike(), Optional.empty());
        }

        @Override
        public Step<Adam.State> update(Tensor p, Tensor g, Adam.State state) {
            // Adam.java:115
            if (UpdateRule.active(weightDecay)) {
                g = g.add(p.mul(weightDecay));
            }
            int t = state.step() + 1;
            Tensor m = Moments.average(state.expAvg(), g, beta1);
            Tensor v = Moments.average(state.expAvgSq(), g.square(), beta2);

            Tensor correction1 = Moments.correction(beta1, t);
            Tensor correction2 = Moments.correction(beta2, t);

            Tensor second = amsgrad ? Moments.largest(state.maxExpAvgSq(), v) : v;
            Tensor root = second.safeSqrt();
            Tensor rootCorrection = correction2.sqrt();
            Tensor scale =
                    epsHat ? root.add(eps).div(rootCorrection) : root.div(rootCorrection).add(eps);
            Optional<Tensor> max = amsgrad ? Optional.of(second) : Optional.empty();
            return new Step<>(
                    p.sub(m.div(scale).mul(lr.div(correction1))), new Adam.State(t, m, v, max));
        }
    }
}
