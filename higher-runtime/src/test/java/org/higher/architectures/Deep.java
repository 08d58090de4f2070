package org.higher.architectures;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;

/** A model that extends a model, whose branch it runs twice. */
@Functional
final class Deep extends Wide {
    private final Linear branch;
    @Trainable private final Tensor gain;

    Deep(Draws draws) {
        super(draws);
        branch = draws.linear(3, 3);
        gain = draws.weight(3);
    }

    @Override
    Tensor forward(Tensor x) {
        return super.forward(super.forward(x)).mul(gain);
    }

    @Override
    protected Tensor inner(Tensor x) {
        return super.inner(branch.forward(super.inner(x)));
    }

    @Override
    protected Tensor centred(Tensor x) {
        return super.centred(x.mul(gain));
    }
}
