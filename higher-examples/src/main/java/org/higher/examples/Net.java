package org.higher.examples;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A network from one number to one number, with two hidden layers of 40 rectified units. */
@Functional
public final class Net {
    private final Linear first = new Linear(1, 40);
    private final Linear second = new Linear(40, 40);
    private final Linear out = new Linear(40, 1);

    /** Maps inputs of shape [points, 1] to outputs of the same shape. */
    public Tensor forward(Tensor x) {
        return out.forward(second.forward(first.forward(x).relu()).relu());
    }
}
