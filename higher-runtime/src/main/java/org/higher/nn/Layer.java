package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** One step of a network: a tensor in, a tensor out. */
@Functional
public interface Layer {
    /** Computes the layer's output. */
    Tensor forward(Tensor x);

    /**
     * Training or not, for a layer that makes a difference between them and for those within it.
     *
     * <p>Twins see it from the next time on that they are bound, an inner loop when its {@code
     * model()} is asked for. All layers begin in training.
     */
    default void train(boolean on) {}

    /** Not training: {@code train(false)}. */
    default void eval() {
        train(false);
    }
}
