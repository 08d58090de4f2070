package org.higher.architectures;

import org.higher.annotations.Buffer;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A residual block whose branch is a subclass's, with a running mean that all of them share. */
abstract class Stage<L> {
    protected final L branch;
    private final double scale;
    private final Linear out;
    @Buffer private Tensor mean;

    Stage(Draws draws, L branch, double scale) {
        this.branch = branch;
        this.scale = scale;
        out = draws.linear(3, 3);
        mean = Tensor.zeros(draws.dtype(), 3);
    }

    /** Rows of three features, to as many. */
    Tensor forward(Tensor x) {
        return out.forward(x.add(inner(centred(x)).mul(scale)));
    }

    protected abstract Tensor inner(Tensor x);

    protected Tensor centred(Tensor x) {
        Tensor now = x.mean(0);
        mean = mean.mul(0.9).add(now.detach().mul(0.1));
        return x.sub(now);
    }
}
