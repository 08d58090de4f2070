package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** One step of a network: a tensor in, a tensor out. */
@Functional
public interface Layer {
    /** Computes the layer's output. */
    Tensor forward(Tensor x);
}
