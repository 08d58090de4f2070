package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Hypernetwork: the weights of a layer are the output of another, from a learned code. */
@Functional
final class HyperNet {
    @Trainable private final Tensor code;
    private final Linear maker;

    HyperNet(Draws draws) {
        code = draws.weight(1, 3);
        maker = draws.linear(3, 10);
    }

    /** Maps [points, 4] to [points, 2]. */
    Tensor forward(Tensor x) {
        Tensor made = maker.forward(code).reshape(10);
        Tensor weight = made.slice(0, 0, 8).reshape(2, 4);
        return x.mmulTransposed(weight).add(made.slice(0, 8, 10)).tanh();
    }
}
