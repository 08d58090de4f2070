package org.higher.optim;

import java.util.List;
import org.higher.tensor.Tensor;

/**
 * A schedule of a hyperparameter, such as the learning rate: its value by step, differentiable.
 *
 * <pre>{@code
 * Tensor start = Tensor.parameter(Tensor.scalar(0.1));
 * Higher.innerLoop(net, inner)
 *         .schedule(DifferentiableSgd.LR, Schedule.cosine(start, Tensor.scalar(0), 100))
 *         .open();
 * }</pre>
 *
 * <p>Gradients reach whatever tensors the function was made from, here {@code start}. Any function
 * of the step is a schedule; the static methods make the usual ones.
 *
 * <p>The step is that of the optimizer's state: a loop that goes on from a state goes on with its
 * schedules, and {@link OptimizerState#withSteps} says otherwise.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The value at a step.
     *
     * @param step the number of steps that the optimizer has taken before, from 0, in earlier loops
     *     that this one continues, too
     */
    Tensor at(int step);

    /** The same value at every step. */
    static Schedule constant(Tensor value) {
        return step -> value;
    }

    /** Multiplied by a rate at every step: initial · rateᵗ. */
    static Schedule exponential(Tensor initial, Tensor rate) {
        return step -> inDouble(initial).mul(inDouble(rate).pow(step));
    }

    /**
     * Half a period of a cosine from one value to another, which holds from then on.
     *
     * <p>Loshchilov and Hutter 2017, <i>SGDR: stochastic gradient descent with warm restarts</i>,
     * equation 5; for their restarts see {@link #repeated}.
     *
     * @param steps the number of steps until the last value
     */
    static Schedule cosine(Tensor first, Tensor last, int steps) {
        checkPositive("cosine", steps);
        return step -> {
            double part = (1 + Math.cos(Math.PI * Math.min(step, steps) / steps)) / 2;
            return inDouble(first).mul(part).add(inDouble(last).mul(1 - part));
        };
    }

    /**
     * A linear rise to the first value of a schedule, which then begins.
     *
     * <p>Goyal et al. 2017, <i>Accurate, large minibatch SGD</i>, section 2.2.
     *
     * @param steps the number of steps below the full value; the first has 1 / (steps + 1) of it
     */
    static Schedule warmUp(int steps, Schedule then) {
        checkPositive("warmUp", steps);
        return step ->
                step < steps
                        ? inDouble(then.at(0)).mul((step + 1.0) / (steps + 1.0))
                        : then.at(step - steps);
    }

    /**
     * One cycle: half a period of a cosine up to a peak, then another down.
     *
     * <p>Smith and Topin 2018, <i>Super-convergence: very fast training of neural networks using
     * large learning rates</i>, with cosines as in PyTorch.
     *
     * @param first the value at the beginning
     * @param peak the value after the rise
     * @param last the value at the end, which holds from then on
     * @param rise the number of steps up to the peak
     * @param steps the number of steps until the last value, more than the rise
     */
    static Schedule oneCycle(Tensor first, Tensor peak, Tensor last, int rise, int steps) {
        if (steps <= rise) {
            throw new IllegalArgumentException(
                    "oneCycle: a rise of " + rise + " steps, of " + steps + "; leave some to fall");
        }
        Schedule up = cosine(first, peak, rise);
        Schedule down = cosine(peak, last, steps - rise);
        return step -> step < rise ? up.at(step) : down.at(step - rise);
    }

    /** A value for each step, say each learned by itself; the last holds from then on. */
    static Schedule perStep(List<Tensor> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("perStep: no values; give at least one");
        }
        List<Tensor> own = List.copyOf(values);
        return step -> own.get(Math.min(step, own.size() - 1));
    }

    /**
     * One value after the other.
     *
     * @param boundaries the step at which the next value begins, ascending
     * @param values one more than there are boundaries
     */
    static Schedule piecewise(List<Integer> boundaries, List<Tensor> values) {
        List<Integer> starts = List.copyOf(boundaries);
        List<Tensor> own = List.copyOf(values);
        if (own.size() != starts.size() + 1) {
            throw new IllegalArgumentException(
                    String.format(
                            "piecewise: %d values and %d boundaries; give one value more than"
                                    + " boundaries",
                            own.size(), starts.size()));
        }
        for (int i = 1; i < starts.size(); i++) {
            if (starts.get(i) <= starts.get(i - 1)) {
                throw new IllegalArgumentException(
                        "piecewise: boundaries " + starts + " do not ascend");
            }
        }
        return step -> {
            int piece = 0;
            while (piece < starts.size() && step >= starts.get(piece)) {
                piece++;
            }
            return own.get(piece);
        };
    }

    /** This schedule from its beginning again and again. */
    default Schedule repeated(int period) {
        checkPositive("repeated", period);
        return step -> at(step % period);
    }

    /** This schedule without its first steps, such as those of a loop whose state is not used. */
    default Schedule from(int start) {
        return step -> at(start + step);
    }

    /** A scalar is computed with in double, until it meets a weight. */
    private static Tensor inDouble(Tensor value) {
        return value.rank() == 0 ? value.toNumber() : value;
    }

    private static void checkPositive(String schedule, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(schedule + ": " + steps + " steps; give at least 1");
        }
    }
}
