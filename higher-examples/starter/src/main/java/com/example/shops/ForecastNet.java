package com.example.shops;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A small network: the sales of a day from what is known before it. */
@Functional
final class ForecastNet {
    private final Linear first = new Linear(Day.FEATURES, 32);
    private final Linear second = new Linear(32, 32);
    private final Linear out = new Linear(32, 1);

    /** Maps features of shape [days, Day.FEATURES] to sales of shape [days, 1]. */
    Tensor forward(Tensor features) {
        return out.forward(second.forward(first.forward(features).tanh()).tanh());
    }
}
