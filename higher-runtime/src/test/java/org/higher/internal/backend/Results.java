package org.higher.internal.backend;

import java.util.Arrays;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.internal.backend.KernelCases.Case;

/** Compares what a use of a kernel gives with what it should give. */
final class Results {
    private Results() {}

    /** What differs, if anything does: element type, shape, or a number by more than is allowed. */
    static Optional<String> difference(Case use, Object expected, Object actual) {
        if (expected instanceof Array x && actual instanceof Array y) {
            if (y.dtype() != x.dtype() || !Arrays.equals(y.shape(), x.shape())) {
                return Optional.of(use + ": " + describe(y) + ", not " + describe(x));
            }
            return difference(use, doubles(x), doubles(y), x.dtype());
        }
        return Arrays.deepEquals(new Object[] {expected}, new Object[] {actual})
                ? Optional.empty()
                : Optional.of(use + ": " + text(actual) + ", not " + text(expected));
    }

    private static Optional<String> difference(
            Case use, double[] expected, double[] actual, DType dtype) {
        for (int i = 0; i < expected.length; i++) {
            if (!close(use, expected[i], actual[i], dtype)) {
                return Optional.of(
                        "%s %s: element %d is %s, not %s"
                                .formatted(dtype, use, i, actual[i], expected[i]));
            }
        }
        return Optional.empty();
    }

    /** Zeros of either sign are equal, and so are NaNs. */
    private static boolean close(Case use, double expected, double actual, DType dtype) {
        if (expected == actual || Double.isNaN(expected) && Double.isNaN(actual)) {
            return true;
        }
        double magnitude = Math.max(Math.abs(expected), use.scale());
        double ulp = dtype == DType.FLOAT32 ? Math.ulp((float) magnitude) : Math.ulp(magnitude);
        return Math.abs(expected - actual) <= use.ulps() * ulp;
    }

    private static double[] doubles(Array x) {
        return x.backend().kernels().toDoubles(x);
    }

    private static String describe(Array x) {
        return x.dtype() + " " + Arrays.toString(x.shape());
    }

    private static String text(Object result) {
        return Arrays.deepToString(new Object[] {result});
    }
}
