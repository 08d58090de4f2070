package org.higher.meta;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A float64 network: 3 inputs, 4 hidden units, 2 outputs, and layers between if it is awkward. */
@Functional
class Mlp {
    private final Linear hidden;
    private final List<Linear> between;
    private final Linear out;

    Mlp(long seed) {
        this(seed, false);
    }

    /**
     * A network.
     *
     * @param awkward whether there is a layer that is used twice, one that shares its weight, and a
     *     frozen one
     */
    Mlp(long seed, boolean awkward) {
        RandomGenerator random = new SplittableRandom(seed);
        hidden = linear(random, 3, 4);
        out = linear(random, 4, 2);
        Tensor shared = weight(random, 4, 4);
        Linear twice = new Linear(shared, Optional.of(bias(random, 4)));
        Linear tied = new Linear(shared, Optional.of(bias(random, 4)));
        Linear frozen =
                new Linear(weight(random, 4, 4).detach(), Optional.of(bias(random, 4).detach()));
        between = awkward ? List.of(twice, tied, frozen, twice) : List.of();
    }

    private static Linear linear(RandomGenerator random, int inputs, int outputs) {
        return new Linear(weight(random, outputs, inputs), Optional.of(bias(random, outputs)));
    }

    private static Tensor weight(RandomGenerator random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape).mul(0.5));
    }

    private static Tensor bias(RandomGenerator random, int size) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, size));
    }

    Tensor features(Tensor x) {
        Tensor h = hidden.forward(x).tanh();
        for (Linear layer : between) {
            h = layer.forward(h).tanh();
        }
        return h;
    }

    Tensor forward(Tensor x) {
        return out.forward(features(x));
    }
}
