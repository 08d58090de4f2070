package org.higher.tensor;

import static org.higher.tensor.Op.linearOp;

import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;

/** The same values elsewhere or in another precision. */
final class ConversionOps {
    private ConversionOps() {}

    static Tensor dup(Tensor a) {
        return a.withExact(linearOp("dup", a.data()).wrt(a, g -> g).record());
    }

    static Tensor to(Tensor a, DType dtype) {
        Checks.given("to", "the element type", dtype);
        DType before = a.dtype();
        return dtype == before && !a.isNumber()
                ? a
                : linearOp("to", cast(a, dtype)).wrt(a, g -> g.to(before)).record(false);
    }

    static Tensor toNumber(Tensor a) {
        if (a.rank() != 0) {
            throw new IllegalArgumentException(
                    Text.of("toNumber: %s is no scalar; use to(DType)", Text.kind(a)));
        }
        DType before = a.dtype();
        return a.isNumber()
                ? a
                : a.withExact(
                        linearOp("toNumber", cast(a, DType.FLOAT64))
                                .wrt(a, g -> g.to(before))
                                .record(true));
    }

    /** With the digits that a scalar was made from, as far as there is room for them. */
    private static Array cast(Tensor a, DType dtype) {
        Array exacts = a.exacts();
        if (exacts != null && dtype == DType.FLOAT64) {
            return exacts;
        }
        return dtype == a.dtype() || Double.isNaN(a.exact())
                ? a.kernels().cast(a.data(), dtype)
                : a.kernels().full(dtype, a.data().shape(), a.exact(), a.data().device());
    }

    static Tensor to(Tensor a, Device device) {
        Checks.given("to", "the device", device);
        Device before = a.device();
        return device.equals(before)
                ? a
                : a.withExact(
                        linearOp("to", a.data().to(BackendDevice.of(device)))
                                .wrt(a, g -> g.to(before))
                                .record());
    }
}
