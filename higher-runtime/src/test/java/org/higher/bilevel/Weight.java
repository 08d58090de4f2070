package org.higher.bilevel;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** A model of one float64 weight. */
@Functional
class Weight {
    @Trainable private final Tensor w;

    Weight(double w) {
        this.w = Tensor.parameter(Tensor.scalar(w, DType.FLOAT64));
    }

    Tensor forward() {
        return w.mul(1);
    }
}
