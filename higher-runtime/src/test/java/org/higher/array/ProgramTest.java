package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.Kernels.Binary;
import org.higher.array.Kernels.Unary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs in one run, against the same programs step by step. */
class ProgramTest {
    private static final int PROGRAMS = 60;
    private static final int STEPS = 14;

    /** Bounded, so that values stay moderate however they are nested. */
    private static final Unary[] UNARY = {
        Unary.NEG, Unary.ABS, Unary.SIN, Unary.TANH, Unary.SIGMOID, Unary.RELU, Unary.IS_POSITIVE
    };

    private static final Binary[] BINARY = {
        Binary.ADD, Binary.SUB, Binary.MUL, Binary.MAX, Binary.LT, Binary.EQ
    };

    private final Device device = Backends.list().get(0).devices().get(0);
    private final Kernels kernels = device.backend().kernels();

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 1", "31, 33", "32, 32", "41, 25", "64, 80", "300, 401"})
    void givesWhatItsStepsGive(int rows, int columns) {
        for (DType dtype : DType.values()) {
            for (int seed = 0; seed < PROGRAMS; seed++) {
                RandomGenerator random = new SplittableRandom(seed + rows * 1000L);
                int[] shape = {rows, columns};
                Program program = random(random, dtype, shape);
                List<Array> inputs = inputs(random, dtype, shape);
                List<Array> expected = program.run(kernels, inputs, device);
                List<Array> actual = kernels.run(program, inputs);
                compare(program, expected, actual);
            }
        }
    }

    private void compare(Program program, List<Array> expected, List<Array> actual) {
        assertThat(actual).hasSameSizeAs(expected);
        double precision = program.dtype() == DType.FLOAT32 ? 2e-4 : 1e-12;
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            double[] x = kernels.toDoubles(actual.get(i));
            double[] y = kernels.toDoubles(expected.get(i));
            for (int k = 0; k < x.length; k++) {
                assertThat(x[k])
                        .as("output %d at %d of %s", i, k, program)
                        .isCloseTo(y[k], Offset.offset(precision * Math.max(1, Math.abs(y[k]))));
            }
        }
    }

    private List<Array> inputs(RandomGenerator random, DType dtype, int[] shape) {
        return List.of(
                kernels.normal(dtype, shape, random, device),
                kernels.normal(dtype, shape, random, device),
                kernels.normal(dtype, new int[0], random, device),
                kernels.normal(dtype, new int[] {1}, random, device));
    }

    /** Two wide inputs and two numbers, then steps of every kind; comparisons only of constants. */
    private static Program random(RandomGenerator random, DType dtype, int[] shape) {
        List<Program.Step> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            steps.add(new Program.Input(i, i < 2));
        }
        steps.add(new Program.Constant(0.37));
        while (steps.size() < 5 + STEPS) {
            int a = random.nextInt(steps.size());
            int b = random.nextInt(steps.size());
            Program soFar = new Program(dtype, shape, 4, steps, List.of());
            switch (random.nextInt(6)) {
                case 0, 1 -> steps.add(new Program.Apply(UNARY[random.nextInt(UNARY.length)], a));
                case 2 -> {
                    if (soFar.wide().get(a)) {
                        // a mean, to keep it moderate
                        steps.add(new Program.Sum(a));
                        steps.add(new Program.Constant(1.0 / Shapes.size(shape)));
                        int sum = steps.size() - 2;
                        steps.add(new Program.Combine(Binary.MUL, sum, sum + 1));
                    }
                }
                case 3 -> steps.add(new Program.Choose(4, a, b));
                default -> {
                    Binary f = BINARY[random.nextInt(BINARY.length)];
                    boolean comparison = f == Binary.LT || f == Binary.EQ;
                    // rounding must not decide
                    steps.add(new Program.Combine(f, comparison ? a % 4 : a, comparison ? 4 : b));
                }
            }
        }
        List<Program.Output> outputs = new ArrayList<>();
        Program whole = new Program(dtype, shape, 4, steps, List.of());
        for (int i = 0; i < 4; i++) {
            int step = random.nextInt(steps.size());
            boolean wide = whole.wide().get(step) || random.nextBoolean();
            outputs.add(new Program.Output(step, wide ? shape : new int[0]));
        }
        return new Program(dtype, shape, 4, steps, outputs);
    }

    /** The variance takes the mean, hence a second pass; its output is needed in a third. */
    @Test
    void sumsOfSumsTakeSeveralPasses() {
        int[] shape = {5000};
        double[] values = new SplittableRandom(3).doubles(5000).toArray();
        Array x = kernels.of(values, shape, device);
        Program program =
                new Program(
                        DType.FLOAT64,
                        shape,
                        1,
                        List.of(
                                new Program.Input(0, true),
                                new Program.Sum(0),
                                new Program.Constant(1.0 / 5000),
                                new Program.Combine(Binary.MUL, 1, 2),
                                new Program.Combine(Binary.SUB, 0, 3),
                                new Program.Apply(Unary.SQUARE, 4),
                                new Program.Sum(5),
                                new Program.Combine(Binary.MUL, 6, 2),
                                new Program.Apply(Unary.SQRT, 7),
                                new Program.Combine(Binary.DIV, 4, 8)),
                        List.of(new Program.Output(9, shape), new Program.Output(7, new int[0])));

        List<Array> results = kernels.run(program, List.of(x));

        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 5000;
        assertThat(kernels.item(results.get(1))).isCloseTo(variance, Offset.offset(1e-12));
        assertThat(kernels.toDoubles(results.get(0))[4999])
                .isCloseTo((values[4999] - mean) / Math.sqrt(variance), Offset.offset(1e-9));
    }
}
