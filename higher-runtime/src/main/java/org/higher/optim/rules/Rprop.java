package org.higher.optim.rules;

import org.higher.annotations.Trainable;
import org.higher.internal.Ranges;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Rprop, resilient backpropagation: step sizes that depend on signs of gradients, not on sizes.
 *
 * <p>Riedmiller and Braun 1993, <i>A direct adaptive method for faster backpropagation learning:
 * the RPROP algorithm</i>, without its way back after a change of sign (Igel and Huesken 2000,
 * <i>Improving the Rprop learning algorithm</i>, iRprop-).
 *
 * <p>Signs are constant almost everywhere: new weights depend on the old ones and on the step
 * sizes, never on the gradient's own derivatives.
 *
 * @param lr the first step size, at least 0
 * @param etaMinus what the step size is multiplied by after a change of sign, above 0 and below 1
 * @param etaPlus what it is multiplied by while the sign stays, above 1
 * @param stepMin the smallest step size
 * @param stepMax the largest step size
 */
public record Rprop(
        @Trainable double lr,
        @Trainable double etaMinus,
        @Trainable double etaPlus,
        @Trainable double stepMin,
        @Trainable double stepMax)
        implements UpdateRule<Rprop.State> {

    /**
     * What is remembered of a tensor of weights.
     *
     * @param previous the gradient of the last step, 0 where its sign had changed
     * @param stepSize of each weight
     */
    public record State(Tensor previous, Tensor stepSize) {}

    /**
     * Checks the ranges. Not promised: a setting that is added later becomes a parameter here; the
     * other constructors and the {@code with} methods stay.
     */
    public Rprop {
        Ranges.notNegative("Rprop", "lr", lr);
        Ranges.between("Rprop", "etaMinus", etaMinus, 0, 1);
        Ranges.above("Rprop", "etaPlus", etaPlus, 1);
    }

    /** PyTorch's settings: a first step size of 0.01. */
    public Rprop() {
        this(1e-2);
    }

    /** PyTorch's settings, but for the first step size. */
    public Rprop(double lr) {
        this(lr, 0.5, 1.2, 1e-6, 50);
    }

    public Rprop withLr(double lr) {
        return new Rprop(lr, etaMinus, etaPlus, stepMin, stepMax);
    }

    public Rprop withEtas(double etaMinus, double etaPlus) {
        return new Rprop(lr, etaMinus, etaPlus, stepMin, stepMax);
    }

    public Rprop withStepSizes(double stepMin, double stepMax) {
        return new Rprop(lr, etaMinus, etaPlus, stepMin, stepMax);
    }

    @Override
    public State init(Tensor p) {
        return new State(p.zerosLike(), p.zerosLike().add(lr));
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        Tensor agreement = g.mul(state.previous()).sign();
        Tensor changed = agreement.lt(0);
        Tensor factor =
                agreement.gt(0).mul(etaPlus).add(changed.mul(etaMinus)).add(agreement.eq(0));
        Tensor size = state.stepSize().mul(factor).max(stepMin).min(stepMax);
        Tensor kept = Tensor.where(changed, g.zerosLike(), g);
        return new Step<>(p.sub(kept.sign().mul(size)), new State(kept, size));
    }
}
