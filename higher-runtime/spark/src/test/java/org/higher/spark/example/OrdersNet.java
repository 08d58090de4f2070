package org.higher.spark.example;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Maps weekday and price, of shape [n, 2], to amounts of shape [n, 1]. */
@Functional
final class OrdersNet {
    private final Linear first = new Linear(2, 20);
    private final Linear out = new Linear(20, 1);

    Tensor forward(Tensor x) {
        return out.forward(first.forward(x).tanh());
    }
}
