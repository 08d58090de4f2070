package org.higher.internal.nn;

import org.higher.tensor.Tensor;

/** Losses of each element of a prediction; the shapes of prediction and target are equal. */
public final class RegressionLosses {
    private RegressionLosses() {}

    /** The squared differences. */
    public static Tensor squares(Tensor prediction, Tensor target) {
        return prediction.sub(target).square();
    }

    /**
     * Huber's losses.
     *
     * <p>With c the difference d cut to [-delta, delta], the loss is c (d - c / 2). No magnitude is
     * taken, whose kink at 0 would be in the second derivative.
     */
    public static Tensor huber(Tensor prediction, Tensor target, double delta) {
        if (!(delta > 0)) {
            throw new IllegalArgumentException(
                    "huber: delta is " + delta + "; it must be positive");
        }
        return huberOf(prediction.sub(target), delta);
    }

    /** Huber's losses over beta; the magnitude of the difference where beta is 0. */
    public static Tensor smoothL1(Tensor prediction, Tensor target, double beta) {
        LossChecks.notNegative("smoothL1", "beta", beta);
        Tensor difference = prediction.sub(target);
        return beta == 0 ? difference.abs() : huberOf(difference, beta).div(beta);
    }

    private static Tensor huberOf(Tensor difference, double delta) {
        Tensor near = difference.clamp(-delta, delta);
        return near.mul(difference.sub(near.mul(0.5)));
    }
}
