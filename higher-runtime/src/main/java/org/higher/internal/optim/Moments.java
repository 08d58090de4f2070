package org.higher.internal.optim;

import java.util.Optional;
import org.higher.tensor.Tensor;

/**
 * Moments of gradients: exponential moving averages and their bias correction, which Adam's family
 * and RMSProp's have in common.
 *
 * <p>What depends on a hyperparameter is here twice, of a number for a plain rule and of a tensor
 * for its differentiable version; the two compute the same, to the bit.
 */
public final class Moments {
    private Moments() {}

    /** An exponential moving average one step later: decay · average + (1 - decay) · value. */
    public static Tensor average(Tensor average, Tensor value, double decay) {
        return average.mul(decay).add(value.mul(1 - decay));
    }

    /** As {@link #average(Tensor, Tensor, double)}. */
    public static Tensor average(Tensor average, Tensor value, Tensor decay) {
        return average.mul(decay).add(value.mul(decay.rsub(1)));
    }

    /**
     * Bias correction: what an average that began with zeros is divided by, 1 - decayᵗ (Kingma and
     * Ba 2015, <i>Adam: a method for stochastic optimization</i>, section 3).
     *
     * @param steps how many values it is the average of, at least 1
     */
    public static double correction(double decay, int steps) {
        return 1 - Math.pow(decay, steps);
    }

    /** As {@link #correction(double, int)}. */
    public static Tensor correction(Tensor decay, int steps) {
        return decay.pow(steps).rsub(1);
    }

    /** The largest second moment so far, as AMSGrad has it; of none before it, this one. */
    public static Tensor largest(Optional<Tensor> before, Tensor second) {
        return before.map(max -> max.max(second)).orElse(second);
    }
}
