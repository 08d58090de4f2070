package org.higher.internal.host.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Offsets and results in the place of an operand give what the same loop gives without them. */
class ElementwiseLoopsTest {
    private static final int LENGTH = 1200;

    /** Lengths around the widths of vectors and around a block of 512. */
    static IntStream lengths() {
        return IntStream.concat(
                IntStream.rangeClosed(0, 70), IntStream.of(511, 512, 513, 1023, 1024, 1025));
    }

    private final Random random = new Random(1);
    private final float[] a = draw();
    private final float[] b = draw();
    private final float[] c = draw();

    private float[] draw() {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = random.nextInt(8) == 0 ? 0f : (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] toDoubles(float[] x) {
        return ElementwiseKernels.widened(x);
    }

    /** All starts that differ in which arrays agree: each array at one of two places. */
    private static IntStream starts() {
        return IntStream.range(0, 8);
    }

    private static int start(int starts, int array) {
        return (starts >> array & 1) * 7;
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void unary(int n) {
        for (Unary f : Unary.values()) {
            for (int starts : starts().toArray()) {
                int xi = start(starts, 0);
                int oi = start(starts, 1);
                float[] expected = new float[n];
                ElementwiseLoops.unary(f, Arrays.copyOfRange(a, xi, xi + n), 0, expected, 0, n);
                float[] out = c.clone();
                ElementwiseLoops.unary(f, a, xi, out, oi, n);
                assertPut(expected, out, oi, c);
                float[] inPlace = a.clone();
                ElementwiseLoops.unary(f, inPlace, xi, inPlace, xi, n);
                assertPut(expected, inPlace, xi, a);

                double[] doubles = new double[n];
                ElementwiseLoops.unary(
                        f, Arrays.copyOfRange(toDoubles(a), xi, xi + n), 0, doubles, 0, n);
                double[] doublesOut = toDoubles(a);
                ElementwiseLoops.unary(f, doublesOut, xi, doublesOut, xi, n);
                assertThat(Arrays.copyOfRange(doublesOut, xi, xi + n)).isEqualTo(doubles);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void binary(int n) {
        for (Binary f : Binary.values()) {
            for (int starts : starts().toArray()) {
                int ai = start(starts, 0);
                int bi = start(starts, 1);
                int oi = start(starts, 2);
                float[] left = Arrays.copyOfRange(a, ai, ai + n);
                float[] right = Arrays.copyOfRange(b, bi, bi + n);
                float[] expected = new float[n];
                ElementwiseLoops.binary(f, left, 0, right, 0, expected, 0, n);
                float[] out = c.clone();
                ElementwiseLoops.binary(f, a, ai, b, bi, out, oi, n);
                assertPut(expected, out, oi, c);
                float[] first = a.clone();
                ElementwiseLoops.binary(f, first, ai, b, bi, first, ai, n);
                assertPut(expected, first, ai, a);
                float[] second = b.clone();
                ElementwiseLoops.binary(f, a, ai, second, bi, second, bi, n);
                assertPut(expected, second, bi, b);

                double[] doubles = new double[n];
                ElementwiseLoops.binary(f, toDoubles(left), 0, toDoubles(right), 0, doubles, 0, n);
                double[] doublesFirst = toDoubles(a);
                ElementwiseLoops.binary(f, doublesFirst, ai, toDoubles(b), bi, doublesFirst, ai, n);
                assertThat(Arrays.copyOfRange(doublesFirst, ai, ai + n)).isEqualTo(doubles);
                double[] doublesSecond = toDoubles(b);
                ElementwiseLoops.binary(
                        f, toDoubles(a), ai, doublesSecond, bi, doublesSecond, bi, n);
                assertThat(Arrays.copyOfRange(doublesSecond, bi, bi + n)).isEqualTo(doubles);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void numbersAreAsSpreadArrays(int n) {
        for (Binary f : Binary.values()) {
            for (float number : new float[] {0, -0f, 2, -1.5f, Float.NaN}) {
                float[] spread = new float[n];
                Arrays.fill(spread, number);
                float[] expected = new float[n];
                ElementwiseLoops.binary(f, a, 0, spread, 0, expected, 0, n);
                float[] out = a.clone();
                ElementwiseLoops.binary(f, out, 0, number, out, 0, n);
                assertPut(expected, out, 0, a);
                ElementwiseLoops.binary(f, spread, 0, a, 0, expected, 0, n);
                out = c.clone();
                ElementwiseLoops.binary(f, number, a, 0, out, 7, n);
                assertPut(expected, out, 7, c);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void choose(int n) {
        float[] expected = new float[n];
        for (int i = 0; i < n; i++) {
            expected[i] = c[i] != 0 ? a[i] : b[i];
        }
        float[] inPlace = c.clone();
        ElementwiseLoops.choose(inPlace, a, b, inPlace, n);
        assertPut(expected, inPlace, 0, c);
        double[] doubles = toDoubles(b);
        ElementwiseLoops.choose(toDoubles(c), toDoubles(a), doubles, doubles, n);
        assertThat(Arrays.copyOf(doubles, n)).isEqualTo(toDoubles(expected));
    }

    /** Each operand of a choice may be a number. */
    @Test
    void numbersAreChosen() {
        Program.Step step = new Program.Choose(0, 1, 2);
        for (int form = 0; form < 7; form++) {
            int numbers = form;
            IntPredicate isNumber = i -> (numbers >> i & 1) != 0;
            double[] given = {-0.0, 3, Double.NaN};
            double[][] arrays = {toDoubles(c), toDoubles(a), toDoubles(b), new double[LENGTH]};
            ElementwiseLoops.of(step, isNumber, false).run(arrays, given, 1, LENGTH);
            double[] x = new double[3];
            for (int i = 0; i < LENGTH; i++) {
                for (int k = 0; k < 3; k++) {
                    x[k] = isNumber.test(k) ? given[k] : arrays[k][i];
                }
                double expected = x[0] != 0 ? x[1] : x[2];
                assertThat(arrays[3][i]).isEqualTo(Double.valueOf(i == 0 ? 0 : expected));
            }
        }
    }

    /** Code that callers gave up is unloaded. */
    @Test
    void classesAreUnloaded() throws InterruptedException {
        WeakReference<Class<?>> loop = new WeakReference<>(loopClass());
        for (int i = 0; i < 200 && loop.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(loop.get()).isNull();
    }

    private static Class<?> loopClass() {
        LoopWriter writer = new LoopWriter(true, value -> false);
        writer.add(1, Operation.of(Unary.SQUARE, 0), false);
        writer.add(2, Operation.of(Binary.ADD, 1, 0), true);
        return writer.loop().getClass();
    }

    /** That the elements are there and nothing else has changed. */
    private static void assertPut(float[] expected, float[] actual, int at, float[] before) {
        float[] whole = before.clone();
        System.arraycopy(expected, 0, whole, at, expected.length);
        assertThat(actual).isEqualTo(whole);
    }
}
