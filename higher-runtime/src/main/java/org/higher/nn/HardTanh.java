package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/**
 * Hard tanh: x clamped to bounds; the derivative is 1 within, bounds included, and 0 outside.
 *
 * @param low the lower bound
 * @param high the upper bound
 */
@Functional
public record HardTanh(double low, double high) implements Layer {
    /** Within [-1, 1]. */
    public HardTanh() {
        this(-1, 1);
    }

    /**
     * Checks the order of the bounds.
     *
     * @throws IllegalArgumentException if they are not in ascending order
     */
    public HardTanh {
        if (!(low < high)) {
            throw new IllegalArgumentException(
                    "HardTanh: the bounds " + low + " and " + high + " must be in ascending order");
        }
    }

    /** Applies the function to every element. */
    @Override
    public Tensor forward(Tensor x) {
        return x.clamp(low, high);
    }
}
