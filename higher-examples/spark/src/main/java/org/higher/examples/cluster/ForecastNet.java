package org.higher.examples.cluster;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A network with two hidden layers of 40 units, from the conditions of a day to its sales. */
@Functional
final class ForecastNet {
    final Linear first = new Linear(5, 40);
    final Linear second = new Linear(40, 40);
    final Linear out = new Linear(40, 1);

    /** Maps days of shape [days, 5] to hundreds of drinks, of shape [days, 1]. */
    Tensor forward(Tensor days) {
        return out.forward(second.forward(first.forward(days).tanh()).tanh());
    }
}
