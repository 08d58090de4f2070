package org.higher.architectures;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Mixture of experts, weighted by a gate. */
@Functional
final class Experts {
    private final Linear gate;
    private final List<Linear> experts;

    Experts(Draws draws) {
        gate = draws.linear(4, 3);
        experts = Stream.generate(() -> draws.linear(4, 2)).limit(3).toList();
    }

    /** Maps [points, 4] to [points, 2]. */
    Tensor forward(Tensor x) {
        Tensor shares = gate.forward(x).softmax(1);
        List<Tensor> parts = new ArrayList<>();
        for (Linear expert : experts) {
            parts.add(expert.forward(x).tanh());
        }
        return Tensor.stack(1, parts).mul(shares.unsqueeze(2)).sum(1);
    }
}
