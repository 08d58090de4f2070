package org.higher.spark.example;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Maps inputs of shape [n, 1] to outputs of the same shape. */
@Functional
final class Net {
    private final Linear first = new Linear(1, 20);
    private final Linear out = new Linear(20, 1);

    Tensor forward(Tensor x) {
        return out.forward(first.forward(x).tanh());
    }
}
