package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What random draws rarely meet: long sums, large arrays, wrong arguments, many threads. */
class KernelEdgesTest {
    static Stream<BackendDevice> devices() {
        return BackendsUnderTest.devices();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void longSumsOfFloatsKeepTheirDigits(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        Array tenths = kernels.full(DType.FLOAT32, new int[] {10_000, 1_000}, 0.1, device);
        double exact = 1e7 * 0.1f;

        Array all = kernels.reduce(Reduction.SUM, tenths, new int[] {0, 1}, false);
        Array rows = kernels.reduce(Reduction.SUM, tenths, new int[] {1}, false);
        Array columns = kernels.reduce(Reduction.SUM, tenths, new int[] {0}, false);

        assertThat(kernels.item(all)).isEqualTo((float) exact);
        assertThat(kernels.toFloats(rows)).containsOnly((float) (exact / 1e4));
        assertThat(kernels.toFloats(columns)).containsOnly((float) (exact / 1e3));
    }

    @Test
    void longSumsOfDoublesArePairwiseOnTheHost() {
        BackendDevice device = BackendRegistry.instance().device("host");
        Kernels kernels = device.backend().kernels();
        Array tenths = kernels.full(DType.FLOAT64, new int[] {1_000_000}, 0.1, device);

        Array sum = kernels.reduce(Reduction.SUM, tenths, new int[] {0}, false);

        // adding one by one ends at 100000.00000133288
        assertThat(kernels.item(sum)).isCloseTo(1e5, within(1e-10));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void runsLongerThanABlockAreWhole(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        int n = 5_003;
        double[] values = IntStream.range(0, 2 * n).mapToDouble(i -> i).toArray();
        Array x = kernels.of(values, new int[] {2, n}, device);
        Array column = kernels.of(new double[] {7, 9}, new int[] {2, 1}, device);

        double[] byScalar = kernels.toDoubles(kernels.binary(Binary.SUB, x, 3));
        double[] ofScalar = kernels.toDoubles(kernels.binary(Binary.SUB, 3, x));
        double[] byColumn = kernels.toDoubles(kernels.binary(Binary.SUB, x, column));
        double[] ofColumn = kernels.toDoubles(kernels.binary(Binary.SUB, column, x));

        for (int i = 0; i < 2 * n; i++) {
            double spread = i < n ? 7 : 9;
            assertThat(byScalar[i]).isEqualTo(i - 3.0);
            assertThat(ofScalar[i]).isEqualTo(3.0 - i);
            assertThat(byColumn[i]).isEqualTo(i - spread);
            assertThat(ofColumn[i]).isEqualTo(spread - i);
        }
    }

    /** Padding around nothing is where the bias shows. */
    @ParameterizedTest
    @MethodSource("devices")
    void imagesWithoutRowsGetTheBias(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        Array x = kernels.full(DType.FLOAT32, new int[] {1, 1, 0, 1}, 1, device);
        Array w = kernels.full(DType.FLOAT32, new int[] {2, 1, 1, 1}, 1, device);
        Array bias = kernels.of(new float[] {3, 4}, new int[] {2}, device);
        Window window = Window.of(1, 1).withPadding(1, 0);

        assertThat(kernels.toFloats(kernels.conv(x, w, window, 1, bias)))
                .containsExactly(3, 3, 4, 4);
        assertThat(kernels.toFloats(kernels.conv(x, w, window, 1))).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void indicesOutOfRangeAreRefused(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        Array x = kernels.full(DType.FLOAT32, new int[] {2, 3}, 1, device);

        assertThatThrownBy(() -> kernels.gather(x, new int[] {0, 3}, 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("gather: index 3 is outside [0, 3), the extent of the axis");
        assertThatThrownBy(() -> kernels.gather(x, new int[] {-1}, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("gather: index -1 is outside [0, 2), the extent of the axis");
        assertThatThrownBy(() -> kernels.scatterAdd(x, new int[] {0, 5, 1}, 1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("scatterAdd: index 5 is outside [0, 4), the extent of the axis");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void repeatedIndicesAddUp(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        int n = 10_000;
        Array ones = kernels.full(DType.FLOAT32, new int[] {n, 2}, 1, device);
        int[] indices = IntStream.range(0, n).map(i -> i % 3).toArray();

        Array counts = kernels.scatterAdd(ones, indices, 0, 4);

        assertThat(kernels.toFloats(counts))
                .containsExactly(3334, 3334, 3333, 3333, 3333, 3333, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void wrongArgumentsAreNamed(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        Array floats = kernels.full(DType.FLOAT32, new int[] {2, 3}, 1, device);
        Array doubles = kernels.full(DType.FLOAT64, new int[] {3}, 1, device);
        Array empty = kernels.full(DType.FLOAT32, new int[] {2, 0}, 1, device);

        assertThatThrownBy(() -> kernels.binary(Binary.MUL, floats, doubles))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "mul: FLOAT32 [2, 3] and FLOAT64 [3]: element types differ;"
                                + " convert one with to(DType)");
        assertThatThrownBy(() -> kernels.matmul(floats, doubles, false, false))
                .hasMessageStartingWith("matmul: FLOAT32 [2, 3] and FLOAT64 [3]");
        assertThatThrownBy(() -> kernels.where(floats, floats, doubles))
                .hasMessageStartingWith("where: FLOAT32 [2, 3] and FLOAT64 [3]");
        assertThatThrownBy(() -> kernels.concat(List.of(floats, doubles), 0))
                .hasMessageStartingWith("concat: FLOAT32 [2, 3] and FLOAT64 [3]");
        assertThatThrownBy(() -> kernels.concat(List.of(), 0))
                .hasMessage("concat: no arrays to join");
        assertThatThrownBy(() -> kernels.argMax(empty, 1))
                .hasMessage("argMax: axis 1 of [2, 0] has no elements");
        assertThatThrownBy(() -> kernels.item(floats))
                .hasMessage("item: [2, 3] has 6 elements, not one");
        assertThatThrownBy(() -> kernels.of(new float[5], new int[] {2, 3}, device))
                .hasMessage("5 elements do not fill the shape [2, 3]");
        assertThatThrownBy(() -> kernels.of(new double[5], new int[] {2, 3}, device))
                .hasMessage("5 elements do not fill the shape [2, 3]");
        assertThatThrownBy(() -> kernels.reshape(floats, new int[] {7}))
                .hasMessage("6 elements do not fill the shape [7]");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void argumentsAreCopiedAndNeverWritten(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        float[] values = {1, 2, 3, 4};
        int[] shape = {2, 2};
        Array x = kernels.of(values, shape, device);
        values[0] = 9;
        shape[0] = 9;
        kernels.toFloats(x)[1] = 9;
        kernels.toDoubles(kernels.cast(x, DType.FLOAT64))[1] = 9;
        for (Unary f : Unary.values()) {
            kernels.unary(f, x);
        }
        for (Binary f : Binary.values()) {
            kernels.binary(f, x, x);
            kernels.binary(f, x, 2);
        }
        kernels.matmul(x, x, true, false);
        kernels.scatterAdd(x, new int[] {1, 1}, 0, 2);

        assertThat(kernels.toFloats(x)).containsExactly(1, 2, 3, 4);
        assertThat(x.shape()).containsExactly(2, 2);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void threadsDoNotDisturbEachOther(BackendDevice device) throws Exception {
        Kernels kernels = device.backend().kernels();
        List<Double> alone =
                IntStream.range(0, 8).mapToObj(i -> chain(kernels, device, i)).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                List<Future<Double>> together =
                        IntStream.range(0, 8)
                                .mapToObj(i -> pool.submit(() -> chain(kernels, device, i)))
                                .toList();
                assertThat(together.stream().map(KernelEdgesTest::get).toList()).isEqualTo(alone);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static double chain(Kernels kernels, BackendDevice device, int seed) {
        Array x = kernels.full(DType.FLOAT32, new int[] {40, 40}, 0.01 * (seed + 1), device);
        for (int i = 0; i < 20; i++) {
            Array product = kernels.matmul(x, x, true, false);
            x = kernels.unary(Unary.TANH, kernels.binary(Binary.ADD, product, 0.01));
        }
        return kernels.item(kernels.reduce(Reduction.SUM, x, new int[] {0, 1}, false));
    }

    private static double get(Future<Double> result) {
        try {
            return result.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void largeProductsWithEveryFlag(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        int m = 37;
        int k = 53;
        int n = 41;
        for (boolean ta : new boolean[] {false, true}) {
            for (boolean tb : new boolean[] {false, true}) {
                double[] a = new double[2 * m * k];
                double[] b = new double[k * n];
                Arrays.setAll(a, i -> i % 7 - 3);
                Arrays.setAll(b, i -> i % 5 - 2);
                Array x = kernels.of(a, ta ? new int[] {2, k, m} : new int[] {2, m, k}, device);
                Array y = kernels.of(b, tb ? new int[] {n, k} : new int[] {k, n}, device);

                double[] c = kernels.toDoubles(kernels.matmul(x, y, ta, tb));

                for (int i = 0; i < c.length; i++) {
                    int batch = i / (m * n);
                    int row = i / n % m;
                    int column = i % n;
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        double left = a[batch * m * k + (ta ? l * m + row : row * k + l)];
                        sum += left * b[tb ? column * k + l : l * n + column];
                    }
                    assertThat(c[i]).isEqualTo(sum);
                }
            }
        }
    }

    /** All ways to put four of these into a window. */
    @ParameterizedTest
    @MethodSource("devices")
    void theFirstOfTheLargestIsFoundWhateverTheyAre(BackendDevice device) {
        double[] kinds = {
            Double.NEGATIVE_INFINITY, -0.0, 0, 1, Double.POSITIVE_INFINITY, Double.NaN
        };
        Kernels kernels = device.backend().kernels();
        Window window = Window.of(2, 2).withStride(2);
        double[] x = new double[4];
        for (int code = 0; code < 6 * 6 * 6 * 6; code++) {
            int rest = code;
            for (int i = 0; i < 4; i++, rest /= 6) {
                x[i] = kinds[rest % 6];
            }
            for (DType dtype : DType.values()) {
                Array image = kernels.of(x, new int[] {1, 1, 2, 2}, device);
                int[] found = kernels.maxima(kernels.cast(image, dtype), window);
                assertThat(found)
                        .as(Arrays.toString(x))
                        .isEqualTo(NaiveWindows.maxima(x, new int[] {1, 1, 2, 2}, window));
            }
        }
    }
}
