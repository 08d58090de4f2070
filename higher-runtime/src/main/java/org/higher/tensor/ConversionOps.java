package org.higher.tensor;

import static org.higher.tensor.Op.linearOp;

import org.higher.array.DType;
import org.higher.array.Device;

/** The same values elsewhere or in another precision. */
final class ConversionOps {
    private ConversionOps() {}

    static Tensor dup(Tensor a) {
        return linearOp("dup", a.data()).wrt(a, g -> g).record();
    }

    static Tensor to(Tensor a, DType dtype) {
        DType before = a.dtype();
        return dtype == before
                ? a
                : linearOp("to", a.kernels().cast(a.data(), dtype))
                        .wrt(a, g -> g.to(before))
                        .record();
    }

    static Tensor to(Tensor a, Device device) {
        Device before = a.device();
        return device.equals(before)
                ? a
                : linearOp("to", a.data().to(device)).wrt(a, g -> g.to(before)).record();
    }
}
