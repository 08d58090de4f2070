package org.higher.optim.chain;

import java.util.List;
import org.higher.annotations.Trainable;
import org.higher.functional.TreeMath;
import org.higher.internal.Ranges;
import org.higher.optim.GradientTransform;
import org.higher.optim.JointRule;
import org.higher.optim.JointStep;
import org.higher.tensor.Tensor;

/**
 * Gradient clipping by the global norm: gradients whose norm, over all parameters, is above a bound
 * are made shorter by one factor.
 *
 * <p>Pascanu et al. 2013, <i>On the difficulty of training recurrent neural networks</i>, algorithm
 * 1. The norm is part of the derivative.
 *
 * @param maxNorm the bound, above 0
 */
public record ClipByGlobalNorm(@Trainable double maxNorm)
        implements JointRule<Stateless>, GradientTransform {
    public ClipByGlobalNorm {
        Ranges.above("ClipByGlobalNorm", "maxNorm", maxNorm, 0);
    }

    @Override
    public Stateless init(List<Tensor> p) {
        return new Stateless();
    }

    @Override
    public JointStep<Stateless> update(List<Tensor> p, List<Tensor> g, Stateless state) {
        Tensor factor = TreeMath.norm(g).max(maxNorm).rdiv(maxNorm);
        return new JointStep<>(g.stream().map(t -> t.mul(factor)).toList(), state);
    }
}
