package org.higher.meta;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A float64 network of two layers: 3 inputs, 4 hidden units, 2 outputs. */
@Functional
class Mlp {
    private final Linear hidden;
    private final Linear out;

    Mlp(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        hidden = linear(random, 3, 4);
        out = linear(random, 4, 2);
    }

    private static Linear linear(RandomGenerator random, int inputs, int outputs) {
        return new Linear(
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, outputs, inputs).mul(0.5)),
                Optional.of(Tensor.parameter(Tensor.normal(random, DType.FLOAT64, outputs))));
    }

    Tensor features(Tensor x) {
        return hidden.forward(x).tanh();
    }

    Tensor forward(Tensor x) {
        return out.forward(features(x));
    }
}
