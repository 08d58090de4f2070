package org.higher.tensor;

import static org.higher.tensor.Tensor.tensor;

import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.ops.ConversionOps;
import org.higher.internal.tape.Value;

/** How tensors are converted: to another element type, or to another device. */
sealed interface Conversion permits Tensor {
    /** The same values as a new node of the graph: gradients pass through unchanged. */
    default Tensor dup() {
        return tensor(ConversionOps.dup(value()));
    }

    /** The values in another element type; differentiable. */
    default Tensor to(DType dtype) {
        return tensor(ConversionOps.to(value(), dtype));
    }

    /**
     * This scalar as a {@linkplain Tensor#number number}; differentiable.
     *
     * @throws IllegalArgumentException if it has axes
     */
    default Tensor toNumber() {
        return tensor(ConversionOps.toNumber(value()));
    }

    /** The values on another device; differentiable. */
    default Tensor to(Device device) {
        return tensor(ConversionOps.to(value(), device));
    }

    private Value value() {
        return ((Tensor) this).value();
    }
}
