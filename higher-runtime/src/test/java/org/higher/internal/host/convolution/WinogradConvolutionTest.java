package org.higher.internal.host.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.higher.array.Window;
import org.higher.internal.host.elementwise.ElementwiseKernels;
import org.higher.internal.host.matmul.ProductOperands;
import org.higher.internal.host.memory.HostArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions by tiles give what those of doubles give by shifted rows, which {@code KernelsTest}
 * compares with the definition.
 */
class WinogradConvolutionTest {
    /** Of the norm of the difference to that of the result. */
    private static final double BOUND = 1e-6;

    private static final int SEEDS = 40;

    private static final int LARGE = 3;

    /** In native memory, and where there is no OpenBLAS. */
    private static Stream<ProductOperands> operands() {
        return Stream.of(ProductOperands.of(true), ProductOperands.onHeap(true));
    }

    /** Shapes, and what is computed with them. */
    private static final class Example {
        private final Random random;
        private final Window window;
        private final int groups;
        private final int inputs;
        private final int outputs;
        private final int images;
        private final int rows;
        private final int columns;

        /** In one block, or in many with large images. */
        Example(long seed, boolean large) {
            random = new Random(seed);
            window = Window.of(3, 3).withPadding(random.nextInt(4), random.nextInt(4));
            groups = 1 + random.nextInt(3);
            inputs = large ? 40 : 1 + random.nextInt(20);
            outputs = large ? 24 : 1 + random.nextInt(20);
            images = large ? 20 : 1 + random.nextInt(6);
            rows = (large ? 20 : 3) + random.nextInt(6);
            columns = (large ? 20 : 3) + random.nextInt(6);
        }

        HostArray values(int... shape) {
            float[] values = new float[shape[0] * shape[1] * shape[2] * shape[3]];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return new HostArray(values, shape);
        }

        HostArray x() {
            return values(images, groups * inputs, rows, columns);
        }

        HostArray w() {
            return values(groups * outputs, inputs, 3, 3);
        }

        HostArray g() {
            return values(
                    images, groups * outputs, window.rowsOver(rows), window.columnsOver(columns));
        }

        HostArray bias() {
            HostArray bias = values(groups * outputs, 1, 1, 1);
            return new HostArray(bias.floats(), groups * outputs);
        }

        WinogradConvolution run(ProductOperands operands) {
            return new WinogradConvolution(
                    window, groups, groups * inputs, groups * outputs, rows, columns, operands);
        }

        HostArray forward(HostArray x, HostArray w, HostArray bias, ProductOperands operands) {
            HostArray y = g();
            try (WinogradConvolution run = run(operands)) {
                run.putFilters(w, 0, false);
                run.forward(x, 0, y, 0, images, bias, 0);
            }
            return y;
        }

        HostArray input(HostArray g, HostArray w, ProductOperands operands) {
            HostArray x = x();
            try (WinogradConvolution run = run(operands)) {
                run.putFilters(w, 0, true);
                run.backward(g, 0, x, 0, images);
            }
            return x;
        }

        HostArray weight(HostArray x, HostArray g, ProductOperands operands) {
            HostArray w = w();
            try (WinogradConvolution run = run(operands)) {
                run.correlate(x, 0, g, 0, images);
                run.takeFilters(w, 0);
            }
            return w;
        }

        void check(ProductOperands operands) {
            HostArray x = x();
            HostArray w = w();
            HostArray g = g();
            HostArray b = bias();
            assertThat(
                            distance(
                                    forward(x, w, b, operands),
                                    ConvolutionKernels.conv(
                                            toDoubles(x),
                                            toDoubles(w),
                                            window,
                                            groups,
                                            toDoubles(b))))
                    .as("forward")
                    .isLessThan(BOUND);
            assertThat(
                            distance(
                                    input(g, w, operands),
                                    ConvolutionKernels.input(
                                            toDoubles(g),
                                            toDoubles(w),
                                            window,
                                            groups,
                                            rows,
                                            columns)))
                    .as("gradient by images")
                    .isLessThan(BOUND);
            assertThat(
                            distance(
                                    weight(x, g, operands),
                                    ConvolutionKernels.weight(
                                            toDoubles(x), toDoubles(g), window, groups)))
                    .as("gradient by filters")
                    .isLessThan(BOUND);
        }
    }

    @ParameterizedTest
    @MethodSource("operands")
    void agreesWithGemm(ProductOperands operands) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Example(seed, false).check(operands);
        }
    }

    @ParameterizedTest
    @MethodSource("operands")
    void agreesInManyBlocks(ProductOperands operands) {
        for (int seed = 0; seed < LARGE; seed++) {
            new Example(seed, true).check(operands);
        }
    }

    @Test
    void notANumberStaysWithThePlacesThatLookAtIt() {
        Window window = Window.of(3, 3).withPadding(1);
        HostArray x = new HostArray(new float[2 * 32 * 10 * 10], 2, 32, 10, 10);
        HostArray w = new HostArray(new float[32 * 32 * 9], 32, 32, 3, 3);
        x.floats()[4 * 10 + 4] = Float.NaN;
        HostArray y = new HostArray(new float[x.size()], 2, 32, 10, 10);
        try (WinogradConvolution run =
                new WinogradConvolution(window, 1, 32, 32, 10, 10, ProductOperands.of(true))) {
            run.putFilters(w, 0, false);
            run.forward(x, 0, y, 0, 2, null, 0);
        }
        for (int i = 0; i < y.size(); i++) {
            int row = i / 10 % 10;
            int column = i % 10;
            boolean near = i < 32 * 100 && row >= 3 && row < 6 && column >= 3 && column < 6;
            assertThat(Float.isNaN(y.floats()[i])).as("at %d", i).isEqualTo(near);
        }
    }

    @Test
    void isChosenForManyChannels() {
        Window window = Window.of(3, 3).withPadding(1);
        assertThat(WinogradConvolution.pays(window, 1, 64, 64, 5)).isTrue();
        assertThat(WinogradConvolution.pays(window, 2, 64, 64, 5)).isTrue();
        assertThat(WinogradConvolution.pays(window, 4, 64, 64, 5)).isFalse();
        assertThat(WinogradConvolution.pays(window, 1, 64, 64, 1)).isFalse();
        assertThat(WinogradConvolution.pays(window.withStride(2), 1, 64, 64, 5)).isFalse();
        assertThat(WinogradConvolution.pays(window.withDilation(2), 1, 64, 64, 5)).isFalse();
        assertThat(WinogradConvolution.pays(Window.of(3, 1), 1, 64, 64, 5)).isFalse();
    }

    @Test
    void imagesWithoutRowsHaveAnEmptyGradient() {
        HostArray g = new HostArray(new float[5 * 64 * 2 * 2], 5, 64, 2, 2);
        HostArray w = new HostArray(new float[64 * 64 * 9], 64, 64, 3, 3);
        HostArray x = ConvolutionKernels.input(g, w, Window.of(3, 3).withPadding(2), 1, 0, 0);
        assertThat(x.shape()).containsExactly(5, 64, 0, 0);
    }

    private static HostArray toDoubles(HostArray x) {
        return new HostArray(ElementwiseKernels.widened(x.floats()), x.shape());
    }

    /** The norm of the difference, relative to that of the second. */
    private static double distance(HostArray actual, HostArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.size(); i++) {
            difference += Math.pow(actual.floats()[i] - expected.doubles()[i], 2);
            norm += Math.pow(expected.doubles()[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
