package org.higher.examples.energy;

import java.util.List;
import org.higher.tensor.Tensor;

/** A way to recognize digits that can be trained: by a loss, and by what the loss depends on. */
interface Learner {
    /** For people. */
    String name();

    /** What is learned. */
    List<Tensor> parameters();

    /**
     * Unnormalized log-probabilities of the classes, as a function of the parameters.
     *
     * @param images shape [n, 1, 28, 28], unless a test has others
     * @return shape [n, classes]
     */
    Tensor logits(Tensor images);

    /** The same off the tape. */
    Tensor prediction(Tensor images);

    /** To be called after each step of an optimizer. */
    default void project() {}
}
