package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** Graph convolution: messages along edges, added up at their ends. */
@Functional
final class GraphNet {
    private final Linear hidden;
    private final Linear out;

    GraphNet(Draws draws) {
        hidden = draws.linear(3, 4);
        out = draws.linear(4, 2);
    }

    /** Maps features of nodes, [nodes, 3], to [nodes, 2]. */
    Tensor forward(Tensor nodes, int[] from, int[] to) {
        Tensor first = round(hidden.forward(nodes), from, to).tanh();
        return round(out.forward(first), from, to);
    }

    private static Tensor round(Tensor nodes, int[] from, int[] to) {
        return nodes.gather(0, from).scatterAdd(0, nodes.size(0), to).add(nodes).mul(0.5);
    }
}
