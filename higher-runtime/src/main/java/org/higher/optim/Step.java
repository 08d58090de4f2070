package org.higher.optim;

import org.higher.tensor.Tensor;

/**
 * What a step of an update rule yields.
 *
 * @param value the new weights
 * @param state the new state
 */
public record Step<S>(Tensor value, S state) {}
