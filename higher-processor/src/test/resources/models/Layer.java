package models;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** One step of a network. */
@Functional
public sealed interface Layer permits Linear, Scale, Sequential {
    double SMALL = 1e-3;

    /** Computes the layer's output. */
    Tensor forward(Tensor x);

    /** Applies the layer more than once. */
    default Tensor repeat(Tensor x, int times) {
        Tensor y = x;
        for (int i = 0; i < times; i++) {
            y = damped(forward(y));
        }
        return y;
    }

    private Tensor damped(Tensor x) {
        return x.mul(1 - SMALL);
    }
}
