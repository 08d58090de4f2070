package org.higher.optim.chain;

import org.higher.annotations.Trainable;
import org.higher.optim.GradientTransform;
import org.higher.optim.Schedule;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Scaling by a schedule; at the end of a chain, the learning rate.
 *
 * <p>The number of steps is part of the state, so that a run that goes on from a state goes on with
 * its schedule. Gradients reach the tensors that the schedule was made from.
 *
 * @param factor by which the schedule's values are multiplied; 1 for these themselves
 * @param schedule by step
 */
public record ScaleBySchedule(@Trainable double factor, Schedule schedule)
        implements UpdateRule<ScaleBySchedule.State>, GradientTransform {
    /**
     * What is remembered of a tensor of weights.
     *
     * @param step the number of steps so far
     */
    public record State(int step) {}

    @Override
    public State init(Tensor p) {
        return new State(0);
    }

    @Override
    public Step<State> update(Tensor p, Tensor g, State state) {
        Tensor value = schedule.at(state.step());
        Tensor combining = (value.rank() == 0 ? value.toNumber() : value).to(g.device());
        return new Step<>(g.mul(combining.mul(factor)), new State(state.step() + 1));
    }
}
