package org.higher.internal.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Shapes;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products that are larger than those of the suites: in tiles, and in slices of long sums. */
class MatmulTest {
    private static final Backend HOST = BackendRegistry.instance().backend("host");

    private Backend openCl = HOST;

    @BeforeEach
    void find() {
        try {
            openCl = BackendRegistry.instance().backend("opencl");
        } catch (IllegalStateException missing) {
            Assumptions.abort(missing.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 70000",
        "1, 3, 5, 3001",
        "1, 1, 300, 513",
        "3, 20, 17, 1000",
        "1, 64, 70, 5000",
        "1, 65, 64, 511",
        "2, 200, 130, 100",
        "2, 8, 4, 512"
    })
    void wholeNumbersAreExact(int count, int m, int n, int k) {
        for (DType dtype : DType.values()) {
            for (int form = 0; form < 8; form++) {
                boolean transposeA = (form & 1) != 0;
                boolean transposeB = (form & 2) != 0;
                int[] a = transposeA ? new int[] {count, k, m} : new int[] {count, m, k};
                int[] b = transposeB ? new int[] {n, k} : new int[] {k, n};
                if ((form & 4) != 0) {
                    b = new int[] {count, b[0], b[1]};
                }
                double[] expected = product(HOST, dtype, a, b, transposeA, transposeB);
                assertThat(product(openCl, dtype, a, b, transposeA, transposeB))
                        .isEqualTo(expected);
            }
        }
    }

    private static double[] product(
            Backend on, DType dtype, int[] a, int[] b, boolean transposeA, boolean transposeB) {
        Kernels kernels = on.kernels();
        Array x = kernels.cast(kernels.of(digits(a), a, on.devices().get(0)), dtype);
        Array y = kernels.cast(kernels.of(digits(b), b, on.devices().get(0)), dtype);
        return kernels.toDoubles(kernels.matmul(x, y, transposeA, transposeB));
    }

    private static double[] digits(int[] shape) {
        return IntStream.range(0, Shapes.size(shape)).mapToDouble(i -> i * 7919 % 7 - 3).toArray();
    }

    /** Slices are added up in their order, and in double: a float would lose the small ones. */
    @Test
    void longSumsHaveTheSameBitsEachTimeAndKeepTheirDigits() {
        Kernels kernels = openCl.kernels();
        int k = 1 << 16;
        float[] values = new float[2 * k];
        Random random = new Random(1);
        double[] sums = new double[2];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + random.nextFloat();
            sums[i / k] += values[i];
        }
        Array a = kernels.of(values, new int[] {2, k}, openCl.devices().get(0));
        Array ones = kernels.full(DType.FLOAT32, new int[] {k, 1}, 1, openCl.devices().get(0));
        double[] first = kernels.toDoubles(kernels.matmul(a, ones, false, false));

        assertThat(kernels.toDoubles(kernels.matmul(a, ones, false, false))).isEqualTo(first);
        for (int i = 0; i < 2; i++) {
            assertThat(first[i] / sums[i] - 1).isBetween(-1e-6, 1e-6);
        }
    }
}
