package org.higher.examples.algorithms;

import org.higher.annotations.Functional;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A network from one number to one number, the first layer of which is shifted by a context. */
@Functional
public final class ContextNet {
    private final Linear first = new Linear(1, 40);
    private final Linear shift;
    private final Linear second = new Linear(40, 40);
    private final Linear out = new Linear(40, 1);

    /**
     * A network that is not trained yet.
     *
     * @param contextSize the number of context parameters
     */
    public ContextNet(int contextSize) {
        shift = new Linear(contextSize, 40);
    }

    /** Maps inputs of shape [points, 1], and a context of shape [size], to [points, 1]. */
    public Tensor forward(Tensor x, Tensor context) {
        Tensor h = first.forward(x).add(shift.forward(context.unsqueeze(0))).relu();
        return out.forward(second.forward(h).relu());
    }
}
