package org.higher.optim.chain;

import java.util.stream.IntStream;
import org.higher.annotations.Trainable;
import org.higher.optim.GradientTransform;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Gradient centralization: from the gradient of each output of a layer, its mean is taken away.
 *
 * <p>Yong et al. 2020, <i>Gradient centralization: a new optimization technique for deep neural
 * networks</i>, equation 1. Means are over all axes but the first, of matrices and filters; other
 * gradients stay as they are.
 *
 * @param part of the mean that is taken away; 1 in the paper
 */
public record Centralize(@Trainable double part)
        implements UpdateRule<Stateless>, GradientTransform {
    /** The whole mean. */
    public Centralize() {
        this(1);
    }

    @Override
    public Stateless init(Tensor p) {
        return new Stateless();
    }

    @Override
    public Step<Stateless> update(Tensor p, Tensor g, Stateless state) {
        if (g.rank() < 2) {
            return new Step<>(g, state);
        }
        int[] axes = IntStream.range(1, g.rank()).toArray();
        return new Step<>(g.sub(g.mean(true, axes).mul(part)), state);
    }
}
