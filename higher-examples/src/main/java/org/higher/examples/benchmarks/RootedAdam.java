package org.higher.examples.benchmarks;

import org.higher.annotations.Trainable;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Adam with its usual settings, and a small constant under the root.
 *
 * <p>With it, the derivative of the root is finite where the second moment is 0.
 */
public record RootedAdam(@Trainable double lr) implements UpdateRule<RootedAdam.State> {
    /** The number of steps so far, and the first and second moments. */
    public record State(int step, Tensor first, Tensor second) {}

    @Override
    public State init(Tensor p) {
        return new State(0, p.zerosLike(), p.zerosLike());
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        int t = state.step() + 1;
        Tensor m = state.first().mul(0.9).add(g.mul(0.1));
        Tensor v = state.second().mul(0.999).add(g.mul(0.001).mul(g));
        double correction1 = 1 - Math.pow(0.9, t);
        double correction2 = 1 - Math.pow(0.999, t);
        Tensor scale = v.add(1e-16).sqrt().div(Math.sqrt(correction2)).add(1e-8);
        return new Step<>(p.sub(m.mul(lr / correction1).div(scale)), new State(t, m, v));
    }
}
