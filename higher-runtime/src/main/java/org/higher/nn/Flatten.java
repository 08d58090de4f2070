package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Flattening: all axes but the first become one. */
@Functional
public record Flatten() implements Layer {
    /** Maps [n, ...] to [n, elements]. */
    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
