package org.higher.array;

import java.util.Arrays;
import java.util.Locale;

/** The errors of a kernel whose arguments do not belong together, in one wording. */
public final class Mismatches {
    private Mismatches() {}

    /** Arguments on two devices. */
    public static IllegalArgumentException devices(Object operation, Device here, Device there) {
        return new IllegalArgumentException(
                "%s: arrays on two devices, %s and %s; move one with to(Device)"
                        .formatted(name(operation), here, there));
    }

    /** Arguments of two element types. */
    public static IllegalArgumentException dtypes(Object operation, Array a, Array b) {
        return new IllegalArgumentException(
                "%s: %s %s and %s %s: element types differ; convert one with to(DType)"
                        .formatted(
                                name(operation),
                                a.dtype(),
                                Arrays.toString(a.shape()),
                                b.dtype(),
                                Arrays.toString(b.shape())));
    }

    /** {@code mul} for a constant of the kernels, {@code where} for a word. */
    private static String name(Object operation) {
        return operation instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT)
                : operation.toString();
    }
}
