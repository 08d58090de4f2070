package org.higher.spark;

import org.higher.annotations.Functional;
import org.higher.nn.Gru;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Maps sequences of shape [5, n, 3] to outputs of shape [5, n, 1]. */
@Functional
final class GruNet {
    private final Gru gru = new Gru(3, 10);
    private final Linear out = new Linear(10, 1);

    Tensor forward(Tensor x) {
        return out.forward(gru.forward(x).outputs());
    }
}
