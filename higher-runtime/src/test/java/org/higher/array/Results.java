package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import org.higher.array.KernelCases.Case;

/** Compares what two backends give. */
final class Results {
    private Results() {}

    /** Fails unless shapes and types are equal, and numbers as close as the case asks. */
    static void assertClose(Case use, String where, Object expected, Object actual) {
        String what = use.name() + ", " + where;
        if (expected instanceof Array x) {
            Array y = (Array) actual;
            assertThat(y.dtype()).as(what).isEqualTo(x.dtype());
            assertThat(y.shape()).as(what).containsExactly(x.shape());
            assertThat(y.size()).as(what).isEqualTo(x.size());
            assertClose(use, what, doubles(x), doubles(y), x.dtype());
        } else if (expected instanceof float[] x) {
            assertThat((float[]) actual).as(what).containsExactly(x);
        } else if (expected instanceof double[] x) {
            assertThat((double[]) actual).as(what).containsExactly(x);
        } else if (expected instanceof int[] x) {
            assertThat((int[]) actual).as(what).containsExactly(x);
        } else {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }

    private static double[] doubles(Array x) {
        return x.backend().kernels().toDoubles(x);
    }

    private static void assertClose(
            Case use, String what, double[] expected, double[] actual, DType dtype) {
        for (int i = 0; i < expected.length; i++) {
            if (!close(use, expected[i], actual[i], dtype)) {
                fail(
                        "%s: element %d is %s, not %s; all: %s and %s",
                        what,
                        i,
                        actual[i],
                        expected[i],
                        Arrays.toString(actual),
                        Arrays.toString(expected));
            }
        }
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
}
