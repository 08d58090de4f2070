package org.higher.elsewhere;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A user's own model. */
@Functional
public final class Tiny {
    private final Linear first = new Linear(2, 4);
    private final Linear second = new Linear(4, 1);

    public Tensor forward(Tensor x) {
        return second.forward(first.forward(x).tanh());
    }
}
