package org.higher.internal.ops;

import static org.higher.internal.tape.Op.linearOp;

import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.tape.Messages;
import org.higher.internal.tape.Value;

/** Conversion: the same values in another element type, or on another device. */
public final class ConversionOps {
    private ConversionOps() {}

    public static Value dup(Value a) {
        return linearOp("dup", a.data()).symmetric().wrt(a, g -> g).record().withExactOf(a);
    }

    public static Value to(Value a, DType dtype) {
        Checks.given("to", "the element type", dtype);
        DType before = a.dtype();
        return dtype == before && !a.isNumber()
                ? a
                : linearOp("to", cast(a, dtype))
                        .wrt(a, g -> to(g, before))
                        .jvp(t -> to(t, dtype))
                        .record(false);
    }

    public static Value toNumber(Value a) {
        if (a.rank() != 0) {
            throw new IllegalArgumentException(
                    Messages.of("toNumber: %s is no scalar; use to(DType)", Messages.kind(a)));
        }
        DType before = a.dtype();
        return a.isNumber()
                ? a
                : linearOp("toNumber", cast(a, DType.FLOAT64))
                        .wrt(a, g -> to(g, before))
                        .jvp(t -> toNumber(t))
                        .record(true)
                        .withExactOf(a);
    }

    /** With the digits that a scalar was made from, as far as there is room for them. */
    private static Array cast(Value a, DType dtype) {
        Array exacts = a.exacts();
        if (exacts != null && dtype == DType.FLOAT64) {
            return exacts;
        }
        return dtype == a.dtype() || Double.isNaN(a.exact())
                ? a.kernels().cast(a.data(), dtype)
                : a.kernels().full(dtype, a.data().shape(), a.exact(), a.device());
    }

    public static Value to(Value a, Device device) {
        Checks.given("to", "the device", device);
        Device before = a.device();
        return device.equals(before)
                ? a
                : linearOp("to", a.data().to(BackendDevice.of(device)))
                        .wrt(a, g -> to(g, before))
                        .jvp(t -> to(t, device))
                        .record()
                        .withExactOf(a);
    }
}
