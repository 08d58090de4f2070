package org.higher.implicit;

import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A float64 model of two layers; the bias of the first is frozen, and one matrix occurs twice. */
@Functional
final class Rows {
    private final Linear hidden;
    private final Linear tied;
    private final Linear out;

    Rows(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor square = weight(random, 3, 3);
        hidden = new Linear(square, Optional.of(weight(random, 3).withRequiresGrad(false)));
        tied = new Linear(square, Optional.of(weight(random, 3)));
        out = new Linear(weight(random, 1, 3), Optional.of(weight(random, 1)));
    }

    private static Tensor weight(SplittableRandom random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape).mul(0.5));
    }

    Tensor forward(Tensor x) {
        return out.forward(tied.forward(hidden.forward(x).tanh()).tanh());
    }
}
