package org.higher.tensor;

import static org.higher.tensor.Op.op;

import org.higher.array.Array;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.array.Kernels;

/** The same values elsewhere or in another precision. */
final class ConversionOps {
    private ConversionOps() {}

    static Tensor dup(Tensor a) {
        return op("dup", a.data()).wrt(a, g -> g).record();
    }

    static Tensor to(Tensor a, DType dtype) {
        DType before = a.dtype();
        return dtype == before
                ? a
                : op("to", a.kernels().cast(a.data(), dtype)).wrt(a, g -> g.to(before)).record();
    }

    static Tensor to(Tensor a, Device device) {
        Device before = a.device();
        return device.equals(before)
                ? a
                : op("to", moved(a, device)).wrt(a, g -> g.to(before)).record();
    }

    private static Array moved(Tensor a, Device device) {
        Kernels target = device.backend().kernels();
        return a.dtype() == DType.FLOAT32
                ? target.of(a.kernels().toFloats(a.data()), a.shapeRef(), device)
                : target.of(a.kernels().toDoubles(a.data()), a.shapeRef(), device);
    }
}
