package org.higher.meta;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** A model of one float64 weight. */
@Functional
class Scalar {
    @Trainable private final Tensor w;

    Scalar(double w) {
        this.w = Tensor.parameter(Tensor.scalar(w, DType.FLOAT64));
    }

    Tensor forward(Tensor offset) {
        return w.add(offset);
    }
}
