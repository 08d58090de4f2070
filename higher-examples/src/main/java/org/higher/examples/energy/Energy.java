package org.higher.examples.energy;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** How ill a label fits an image: the lower, the better. */
@Functional
interface Energy {
    /**
     * Scores each pair of an image and a label.
     *
     * @param features of the images, shape [n, features]
     * @param y the labels, relaxed: one number for each class, shape [n, classes]
     * @return shape [n, 1]
     */
    Tensor forward(Tensor features, Tensor y);

    /** Moves weights to the nearest values that are allowed, if there are any that are not. */
    default void project() {}
}
