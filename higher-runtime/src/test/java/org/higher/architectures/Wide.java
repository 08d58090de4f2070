package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A block whose branch is one layer. */
@Functional
class Wide extends Stage<Linear> {
    private final double scale = 0.5;

    Wide(Draws draws) {
        super(draws, draws.linear(3, 3), 0.7);
    }

    @Override
    protected Tensor inner(Tensor x) {
        return branch.forward(x).tanh().mul(scale);
    }
}
