package org.higher.examples.kotlin;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A network from one number to one number. Models are Java, so that their twins can be written. */
@Functional
public final class Curve {
    private final Linear hidden = new Linear(1, 20);
    private final Linear out = new Linear(20, 1);

    /** Maps inputs of shape [points, 1] to outputs of the same shape. */
    public Tensor forward(Tensor x) {
        return out.forward(hidden.forward(x).tanh());
    }
}
