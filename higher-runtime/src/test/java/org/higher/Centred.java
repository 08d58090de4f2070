package org.higher;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/**
 * A float64 model with everything a loop must carry: frozen, unused and ordinary weights, a buffer.
 */
@Functional
class Centred {
    private final Linear hidden;
    private final Linear out;
    @Trainable private final Tensor frozen;
    @Trainable private final Tensor unused;
    @Buffer private Tensor mean = Tensor.zeros(DType.FLOAT64, 4);
    private boolean training = true;

    Centred(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        hidden = linear(random, 3, 4);
        out = linear(random, 4, 2);
        frozen = Tensor.normal(random, DType.FLOAT64, 4);
        unused = Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 5));
    }

    private static Linear linear(RandomGenerator random, int inputs, int outputs) {
        return new Linear(
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, outputs, inputs)),
                Optional.of(Tensor.parameter(Tensor.normal(random, DType.FLOAT64, outputs))));
    }

    void train() {
        training = true;
    }

    void eval() {
        training = false;
    }

    Tensor mean() {
        return mean;
    }

    Tensor forward(Tensor x) {
        Tensor h = hidden.forward(x).tanh();
        if (training) {
            mean = mean.mul(0.9).add(h.mean(0).mul(0.1));
        }
        return out.forward(h.sub(mean.detach()).mul(frozen));
    }
}
