package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.stages.ProgramStages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs in one run, against the same programs step by step. */
class ProgramTest {
    private static final int PROGRAMS = 60;
    private static final int STEPS = 14;

    /** Those of each type that are compiled. */
    private static final int PRINTED = 2;

    /** Sizes around those of blocks, of runs, and of what is worth several threads. */
    @ParameterizedTest
    @CsvSource({"1, 3", "2, 1", "31, 33", "32, 32", "41, 25", "64, 80", "128, 129", "300, 401"})
    void givesWhatItsStepsGiveBitForBit(int rows, int columns) {
        BackendDevice host = BackendRegistry.instance().device(BackendRegistry.DEFAULT);
        check(host, rows * 1000L, PROGRAMS, new int[] {rows, columns});
    }

    /** Rows, columns and what lies between, shorter and longer than a block. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 0",
        "2, 1, 5",
        "0, 4, 0",
        "31, 33, 0",
        "3, 2000, 0",
        "1500, 2, 0",
        "25, 40, 40",
        "4, 9, 100",
        "2, 3, 1025",
        "100, 7, 3",
        "6, 6, 0",
        "40, 40, 3",
        "5, 5, 5",
        "1, 7, 7"
    })
    void broadcastingGivesWhatItsStepsGiveBitForBit(int first, int second, int third) {
        BackendDevice host = BackendRegistry.instance().device(BackendRegistry.DEFAULT);
        int[] shape = third == 0 ? new int[] {first, second} : new int[] {first, second, third};
        checkBroadcasting(host, first * 1000L, 40, shape);
        assertThat(uniform).isPositive();
    }

    /** How many programs were uniform. */
    private int uniform;

    private void checkBroadcasting(BackendDevice device, long seeds, int count, int[] shape) {
        Kernels kernels = device.backend().kernels();
        for (DType dtype : DType.values()) {
            for (int seed = 0; seed < count; seed++) {
                RandomGenerator random = new SplittableRandom(seed + seeds);
                int length = seed % 4 == 0 ? 3 : STEPS;
                Program program = RandomPrograms.broadcasting(random, dtype, shape, length);
                List<Array> inputs = RandomPrograms.partial(random, dtype, shape, device);
                List<Array> expected = program.run(kernels, inputs, device);
                List<Array> actual = kernels.run(program, inputs);
                compare(kernels, seed, program, expected, actual);
                List<Array> staged = ProgramStages.run(kernels, program, inputs);
                compare(kernels, seed, program, expected, staged);
                uniform += program.isUniform() ? 1 : 0;
            }
        }
    }

    static Stream<BackendDevice> devicesThatCompile() {
        return BackendsUnderTest.devicesThatFuse()
                .filter(device -> !device.backend().name().equals(BackendRegistry.DEFAULT));
    }

    /** Each takes a compiler's time, so they are few. */
    @ParameterizedTest
    @MethodSource("devicesThatCompile")
    void printedOnesGiveWhatTheirStepsGiveBitForBit(BackendDevice device) {
        checkBroadcasting(device, 0, 2, new int[] {5, 31, 33});
        checkBroadcasting(device, 3, 1, new int[] {17, 17});
        checkBroadcasting(device, 4, 1, new int[] {9, 1, 9});
        check(device, 0, Integer.getInteger("higher.test.programs", PRINTED), new int[] {31, 33});
        check(device, 0, 1, new int[] {1, 3});
        check(device, 0, 1, new int[] {301, 401});
    }

    private static void check(BackendDevice device, long seeds, int count, int[] shape) {
        Kernels kernels = device.backend().kernels();
        for (DType dtype : DType.values()) {
            for (int seed = 0; seed < count; seed++) {
                RandomGenerator random = new SplittableRandom(seed + seeds);
                Program program = RandomPrograms.program(random, dtype, shape, STEPS);
                List<Array> inputs = RandomPrograms.inputs(random, dtype, shape, device);
                List<Array> expected = program.run(kernels, inputs, device);
                List<Array> actual = kernels.run(program, inputs);
                compare(kernels, seed, program, expected, actual);
            }
        }
    }

    private static void compare(
            Kernels kernels, int seed, Program program, List<Array> expected, List<Array> actual) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            assertThat(actual.get(i).dtype()).isEqualTo(expected.get(i).dtype());
            double[] x = kernels.toDoubles(actual.get(i));
            double[] y = kernels.toDoubles(expected.get(i));
            for (int k = 0; k < x.length; k++) {
                if (Double.compare(x[k], y[k]) != 0) {
                    throw new AssertionError(
                            "seed %d, output %d at %d: %s for %s of %s"
                                    .formatted(seed, i, k, x[k], y[k], program));
                }
            }
        }
    }

    static Stream<BackendDevice> devices() {
        return BackendsUnderTest.devices();
    }

    /** The variance takes the mean, hence a second pass; its output is needed in a third. */
    @ParameterizedTest
    @MethodSource("devices")
    void sumsOfSumsTakeSeveralPasses(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        int[] shape = {5000};
        double[] values = new SplittableRandom(3).doubles(5000).toArray();
        Array x = kernels.of(values, shape, device);
        Program program =
                new Program(
                        DType.FLOAT64,
                        shape,
                        1,
                        List.of(
                                new Program.Input(0, true, DType.FLOAT64),
                                new Program.Reduce(Reduction.SUM, 0),
                                new Program.Constant(1.0 / 5000, DType.FLOAT64),
                                new Program.Combine(Binary.MUL, 1, 2),
                                new Program.Combine(Binary.SUB, 0, 3),
                                new Program.Apply(Unary.SQUARE, 4),
                                new Program.Reduce(Reduction.SUM, 5),
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

    /** In a pass that sums up, and in one that reads the sum. */
    @ParameterizedTest
    @MethodSource("devices")
    void sumsReadTransposedAndBroadcastInputs(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        RandomGenerator random = new SplittableRandom(4);
        int[] shape = {40, 70};
        List<Array> inputs =
                List.of(
                        kernels.normal(DType.FLOAT32, new int[] {70, 40}, random, device),
                        kernels.normal(DType.FLOAT32, new int[] {40}, random, device),
                        kernels.normal(DType.FLOAT32, new int[] {70}, random, device));
        Program program =
                new Program(
                        DType.FLOAT32,
                        shape,
                        3,
                        List.of(
                                new Program.Input(0, Program.ALL, List.of(1, 0), DType.FLOAT32),
                                new Program.Input(1, 1, DType.FLOAT32),
                                new Program.Input(2, 2, DType.FLOAT32),
                                new Program.Combine(Binary.MUL, 0, 1),
                                new Program.Combine(Binary.ADD, 3, 2),
                                new Program.Reduce(Reduction.SUM, 4),
                                new Program.Reduce(Reduction.MEAN, 0),
                                new Program.Combine(Binary.DIV, 4, 5),
                                new Program.Combine(Binary.MUL, 7, 6)),
                        List.of(
                                new Program.Output(8, shape),
                                new Program.Output(6, new int[0]),
                                new Program.Output(0, shape)));
        assertThat(program.isUniform()).isTrue();
        List<Array> expected = program.run(kernels, inputs, device);
        compare(kernels, 4, program, expected, kernels.run(program, inputs));
    }

    /**
     * The tape lets go of inputs that a derivative does not depend on; norms of doubles are what an
     * accelerator has no printed program for.
     */
    @ParameterizedTest
    @MethodSource("devices")
    void whatNoOutputDependsOnIsNotRead(BackendDevice device) {
        Kernels kernels = device.backend().kernels();
        int[] shape = {5000};
        Array x = kernels.full(DType.FLOAT64, shape, 2, device);
        Array gone = new ReleasedArray(x);
        Program program =
                new Program(
                        DType.FLOAT64,
                        shape,
                        2,
                        List.of(
                                new Program.Input(0, true, DType.FLOAT64),
                                new Program.Input(1, true, DType.FLOAT64),
                                new Program.Combine(Binary.ADD, 0, 1),
                                new Program.Reduce(Reduction.NORM2, 2),
                                new Program.Reduce(Reduction.NORM2, 1),
                                new Program.Combine(Binary.DIV, 1, 4)),
                        List.of(new Program.Output(5, shape)));

        Array result = kernels.run(program, List.of(gone, x)).get(0);

        assertThat(kernels.toDoubles(result)[4999])
                .isCloseTo(1 / Math.sqrt(5000), Offset.offset(1e-12));
    }
}
