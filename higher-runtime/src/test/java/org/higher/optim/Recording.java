package org.higher.optim;

import java.util.ArrayList;
import java.util.List;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/** An optimizer that is written by hand, of a rule that notes the states it is given. */
final class Recording extends AbstractDifferentiableOptimizer<Recording.Remembering, Tensor> {
    Recording(Settings<Remembering> settings) {
        super(settings, List.of());
    }

    @Override
    protected UpdateRule<Tensor> bind(Remembering rule, Hyper<Remembering> hyper) {
        return rule;
    }

    @Override
    protected void flatten(Tensor state, Leaves out) {
        out.buffer("state", state);
    }

    @Override
    protected Tensor unflatten(Tensor state, LeafSource in) {
        return in.buffer(state);
    }

    static Recording of(List<Tensor> params, Remembering rule, GradientMode mode) {
        return new Recording(Settings.of(params, Optimizer.of(params, rule)).withMode(mode));
    }

    /** Keeps the weights themselves as its state, and notes the states that it is given. */
    static final class Remembering implements UpdateRule<Tensor> {
        final List<Tensor> seen = new ArrayList<>();
        int callsLeft = Integer.MAX_VALUE;

        @Override
        public Tensor init(Tensor p) {
            return p;
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            seen.add(state);
            if (callsLeft-- == 0) {
                throw new IllegalStateException("as told");
            }
            return new Step<>(p.sub(g.mul(ScalarWeights.LR)), p);
        }
    }
}
