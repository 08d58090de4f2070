package org.higher.examples.samples;

import java.util.List;
import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.Tensor;

/** A network whose hidden units are 1 or -1. */
@Functional
final class Binary {
    /** The sign, which has derivative 0; here 1 near the step: the straight-through estimator. */
    private static final CustomFunction SIGN =
            CustomFunction.of(
                    "sign",
                    x -> x.get(0).sign(),
                    (g, y, x) -> List.of(g.mul(x.get(0).abs().le(1))));

    private final Linear in = new Linear(1, 64);
    private final Linear out = new Linear(64, 1);

    Tensor forward(Tensor x) {
        return out.forward(SIGN.apply(in.forward(x)));
    }
}
