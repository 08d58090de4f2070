package org.higher.internal.optim;

import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * The variance rectification of RAdam: how far the second moment is to be trusted after some steps.
 *
 * <p>Liu et al. 2020, <i>On the variance of the adaptive learning rate and beyond</i>, algorithm 2,
 * in PyTorch's form: the second moment counts from a length of 5.
 */
public final class Rectification {
    /** The length of the average from which the second moment counts. */
    private static final double TRUSTED = 5;

    private Rectification() {}

    /**
     * What the first moment is multiplied by: r √(1 - decayᵗ) / root, or 1 where the average is too
     * short.
     *
     * @param root that of the second moment, with what is added to it
     * @param decay of the second moment
     * @param steps how many gradients it is made from, at least 1
     */
    public static Tensor factor(Tensor root, double decay, int steps) {
        return factor(root, Tensor.scalar(decay, DType.FLOAT64), steps);
    }

    /** As {@link #factor(Tensor, double, int)}. */
    public static Tensor factor(Tensor root, Tensor decay, int steps) {
        // In double precision: the length is a small difference of large numbers.
        Tensor exact = decay.to(DType.FLOAT64).to(root.device());
        Tensor power = exact.pow(steps);
        Tensor longest = exact.rsub(1).rdiv(2).sub(1);
        Tensor length = longest.sub(power.mul(2 * steps).div(power.rsub(1)));
        Tensor rectified = length.gt(TRUSTED);
        Tensor rectification =
                precision(length, rectified).div(precision(longest, rectified)).sqrt();
        Tensor correction = power.rsub(1).sqrt();
        Tensor adaptive = rectification.mul(correction).to(root.dtype()).div(root);
        return Tensor.where(rectified.to(root.dtype()), adaptive, adaptive.onesLike());
    }

    /** Up to a constant, 1 / the variance of the adaptive rate; above 0 where not rectified. */
    private static Tensor precision(Tensor length, Tensor rectified) {
        Tensor x = Tensor.where(rectified, length, length.fullLike(TRUSTED));
        return x.sub(4).mul(x.sub(2)).div(x);
    }
}
