package org.higher.meta;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A float64 network with a batch norm: 3 inputs, 4 hidden units, 2 outputs. */
@Functional
class NormNet {
    static final double EPS = 1e-3;
    static final double MOMENTUM = 0.3;

    private final Linear hidden;
    private final BatchNorm norm;
    private final Linear out;

    NormNet(long seed, boolean keepsRunning) {
        RandomGenerator random = new SplittableRandom(seed);
        hidden = linear(random, 3, 4);
        norm =
                new BatchNorm(
                        Optional.of(parameter(random, 4)),
                        Optional.of(parameter(random, 4)),
                        Tensor.normal(random, DType.FLOAT64, 4),
                        Tensor.uniform(random, DType.FLOAT64, 4).add(0.5),
                        EPS,
                        MOMENTUM,
                        keepsRunning);
        out = linear(random, 4, 2);
    }

    private static Linear linear(RandomGenerator random, int inputs, int outputs) {
        return new Linear(
                parameter(random, outputs, inputs), Optional.of(parameter(random, outputs)));
    }

    private static Tensor parameter(RandomGenerator random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape).mul(0.7));
    }

    NormNet train(boolean on) {
        norm.train(on);
        return this;
    }

    Tensor forward(Tensor x) {
        return out.forward(norm.forward(hidden.forward(x)).tanh());
    }
}
