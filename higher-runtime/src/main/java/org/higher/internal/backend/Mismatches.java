package org.higher.internal.backend;

import java.util.Arrays;
import java.util.Locale;

/** The errors of a kernel whose arguments do not belong together, in one wording. */
public final class Mismatches {
    private Mismatches() {}

    /** Arguments on two devices. */
    public static IllegalArgumentException devices(
            Object operation, BackendDevice here, BackendDevice there) {
        return new IllegalArgumentException(
                "%s: arrays on two devices, %s and %s; move one with to(Device)"
                        .formatted(name(operation), here, there));
    }

    /** An argument that no backend knows. */
    public static RuntimeException unknown(Object operation, BackendDevice here, Array x) {
        return x instanceof ReleasedArray
                ? new IllegalStateException(
                        name(operation)
                                + ": the values of an argument "
                                + Arrays.toString(x.shape())
                                + " were let go of, as no derivative should need them")
                : devices(operation, here, x.device());
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

    /** Contents that do not fill a shape. */
    public static IllegalArgumentException size(int size, int[] shape) {
        return new IllegalArgumentException(
                "%d elements do not fill the shape %s".formatted(size, Arrays.toString(shape)));
    }

    /** More or less than the one element that was asked for. */
    public static IllegalArgumentException notOneElement(Array x) {
        return new IllegalArgumentException(
                "item: %s has %d elements, not one"
                        .formatted(Arrays.toString(x.shape()), x.size()));
    }

    /** The maximum of nothing. */
    public static IllegalArgumentException noMaximum(Array x, int axis) {
        return new IllegalArgumentException(
                "argMax: axis %d of %s has no elements"
                        .formatted(axis, Arrays.toString(x.shape())));
    }

    /** A concatenation of nothing. */
    public static IllegalArgumentException nothingToJoin() {
        return new IllegalArgumentException("concat: no arrays to join");
    }

    /** {@code mul} for a constant of the kernels, {@code where} for a word. */
    private static String name(Object operation) {
        return operation instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT)
                : operation.toString();
    }
}
