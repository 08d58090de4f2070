package org.higher.internal.optim;

import org.higher.tensor.Tensor;

/**
 * The trust ratio of LARS and LAMB: how long the weights of a layer are for the length of its step.
 *
 * <p>You et al. 2017, <i>Large batch training of convolutional networks</i>, equation 6.
 */
public final class TrustRatio {
    private TrustRatio() {}

    /** coefficient · norm(p) / norm(direction), or 1 where one of the norms is 0. */
    public static Tensor of(Tensor p, Tensor direction, double coefficient) {
        Tensor length = p.norm2();
        return ratio(length, length.mul(coefficient), direction.norm2());
    }

    /** As {@link #of(Tensor, Tensor, double)}. */
    public static Tensor of(Tensor p, Tensor direction, Tensor coefficient) {
        Tensor length = p.norm2();
        return ratio(length, length.mul(coefficient), direction.norm2());
    }

    private static Tensor ratio(Tensor length, Tensor trusted, Tensor own) {
        Tensor undefined = length.mul(own).eq(0);
        Tensor one = own.onesLike();
        return Tensor.where(undefined, one, trusted.div(Tensor.where(undefined, one, own)));
    }
}
