package org.higher.examples.howto;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.nn.RandomScope;
import org.higher.tensor.Tensor;

/** A line with noise whose deviation is learned. */
@Functional
class NoisyNet {
    private final Linear mean = new Linear(1, 1);
    private final Linear logDeviation = new Linear(1, 1);
    private final Object noise = new Object(); // stands for the draws, of model and twin

    Tensor forward(Tensor x) {
        Tensor mu = mean.forward(x);
        Tensor draws = RandomScope.normal(noise, mu.dtype(), mu.shape());
        return mu.add(draws.mul(logDeviation.forward(x).exp()));
    }
}
