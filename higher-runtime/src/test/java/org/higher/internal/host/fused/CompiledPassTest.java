package org.higher.internal.host.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.PlanCache;
import org.higher.internal.backend.Program;
import org.higher.internal.backend.RandomPrograms;
import org.higher.internal.host.memory.HostArray;
import org.higher.internal.threads.ComputeThreads;
import org.higher.internal.threads.ThreadLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compiled programs, against the same programs interpreted: the same bits. */
class CompiledPassTest {
    private final BackendDevice device =
            BackendRegistry.instance().usable().get(0).devices().get(0);
    private final Kernels kernels = device.backend().kernels();

    /** How many passes were compiled, and how many of these run over the arrays themselves. */
    private int compiled;

    private int direct;

    /** Sizes around those of blocks and chunks, and of what is worth several threads. */
    @ParameterizedTest
    @CsvSource({
        "1, 14, 30",
        "7, 40, 30",
        "1023, 14, 30",
        "1024, 14, 30",
        "1025, 30, 30",
        "2049, 90, 8",
        "16383, 14, 5",
        "16385, 20, 5",
        "120300, 14, 6"
    })
    void givesTheSameBits(int size, int length, int programs) {
        for (DType dtype : DType.values()) {
            for (int i = 0; i < programs; i++) {
                long seed = i + size * 1000L;
                RandomGenerator random = new SplittableRandom(seed);
                int[] shape = {size};
                Program program =
                        i % 2 == 0
                                ? RandomPrograms.program(random, dtype, shape, length)
                                : RandomPrograms.arithmetic(random, dtype, shape, length);
                List<Array> inputs = RandomPrograms.inputs(random, dtype, shape, device);
                compare("seed " + seed, program, inputs);
            }
        }
        assertThat(compiled).isGreaterThan(programs / 2);
        assertThat(direct).isPositive();
        if (length > 50) {
            assertThat(direct).as("many intermediate results").isLessThan(compiled);
        }
    }

    /** Inputs that are broadcast, and reductions along axes between passes. */
    @ParameterizedTest
    @CsvSource({
        "31, 33, 14",
        "3, 2000, 30",
        "1500, 2, 14",
        "25, 1600, 30",
        "7, 40000, 14",
        "60, 60, 20"
    })
    void givesTheSameBitsWhereInputsAreBroadcast(int rows, int columns, int length) {
        int[] shape = {rows, columns};
        for (DType dtype : DType.values()) {
            for (int i = 0; i < 12; i++) {
                long seed = i + rows * 1000L;
                RandomGenerator random = new SplittableRandom(seed);
                Program program = RandomPrograms.broadcasting(random, dtype, shape, length);
                List<Array> inputs = RandomPrograms.partial(random, dtype, shape, device);
                compare(
                        "seed " + seed,
                        program,
                        run(CompilationMode.OFF, program, inputs),
                        run(CompilationMode.ALWAYS, program, inputs));
            }
        }
    }

    private List<Array> run(CompilationMode mode, Program program, List<Array> inputs) {
        CompilationMode before = CompilationMode.turn(mode);
        try {
            return kernels.run(program, inputs);
        } finally {
            CompilationMode.turn(before);
        }
    }

    /** {@code (p - lr g) / (c s)}: inputs that are broadcast take no more than the outputs do. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void broadcastsInPlaceOfAnOutput(DType dtype) {
        int[] shape = {70, 50};
        List<Program.Step> steps =
                List.of(
                        new Program.Input(0, true, dtype),
                        new Program.Input(1, true, dtype),
                        new Program.Input(2, 1, dtype),
                        new Program.Input(3, 2, dtype),
                        new Program.Combine(Binary.MUL, 2, 1),
                        new Program.Combine(Binary.SUB, 0, 4),
                        new Program.Combine(Binary.DIV, 5, 3));
        List<Program.Output> outputs =
                List.of(new Program.Output(6, shape), new Program.Output(4, shape));
        Program program = new Program(dtype, shape, 4, steps, outputs);
        RandomGenerator random = new SplittableRandom(5);
        List<Array> inputs = new ArrayList<>();
        for (int[] of : new int[][] {shape, shape, {70, 1}, {50}}) {
            inputs.add(kernels.normal(dtype, of, random, device));
        }
        compare("both", program, inputs);
        assertThat(direct).isEqualTo(1);
        assertThat(kernels.toDoubles(kernels.run(program, inputs).get(0)))
                .containsExactly(
                        kernels.toDoubles(
                                kernels.binary(
                                        Binary.DIV,
                                        kernels.binary(
                                                Binary.SUB,
                                                inputs.get(0),
                                                kernels.binary(
                                                        Binary.MUL, inputs.get(2), inputs.get(1))),
                                        inputs.get(3))));
    }

    /** A transposed input that is an output or summed up itself, beside others that are read. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void handsOutTransposedInputs(DType dtype) {
        int[] shape = {70, 50};
        List<Program.Step> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Integer> order = i == 0 ? List.of() : List.of(1, 0);
            steps.add(new Program.Input(i, Program.ALL, order, dtype));
        }
        steps.add(new Program.Combine(Binary.MUL, 0, 1));
        steps.add(new Program.Combine(Binary.SUB, 4, 1));
        steps.add(new Program.Reduce(Reduction.SUM, 1));
        steps.add(new Program.Reduce(Reduction.SUM, 2));
        List<Program.Output> outputs = new ArrayList<>();
        for (int step : new int[] {5, 1, 3, 6, 7}) {
            outputs.add(new Program.Output(step, step < 6 ? shape : new int[0]));
        }
        Program program = new Program(dtype, shape, 4, steps, outputs);
        List<Array> inputs = new ArrayList<>();
        RandomGenerator random = new SplittableRandom(6);
        for (int i = 0; i < 4; i++) {
            int[] of = i == 0 ? shape : new int[] {50, 70};
            inputs.add(kernels.normal(dtype, of, random, device));
        }
        compare("all", program, inputs);
        assertThat(compiled).isPositive();
        List<Array> results = run(CompilationMode.ALWAYS, program, inputs);
        for (int i = 1; i < 3; i++) {
            assertThat(kernels.toDoubles(results.get(i)))
                    .containsExactly(kernels.toDoubles(transposed(inputs, 2 * i - 1)));
            Array sum =
                    kernels.reduce(Reduction.SUM, transposed(inputs, i), new int[] {0, 1}, false);
            assertThat(kernels.item(results.get(2 + i))).isEqualTo(kernels.item(sum));
        }
    }

    private Array transposed(List<Array> inputs, int index) {
        return kernels.permute(inputs.get(index), new int[] {1, 0});
    }

    /** Every function of arrays and of an array and a number, in loops with others. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void givesTheSameBitsOfEveryFunction(DType dtype) {
        double[] special = RandomPrograms.special();
        int size = special.length * special.length + 1500;
        double[] x = new double[size];
        double[] y = new double[size];
        RandomGenerator random = new SplittableRandom(7);
        for (int i = 0; i < size; i++) {
            boolean isSpecial = i < special.length * special.length;
            x[i] = isSpecial ? special[i % special.length] : 3 * random.nextGaussian();
            y[i] = isSpecial ? special[i / special.length] : 3 * random.nextGaussian();
        }
        int[] shape = {size};
        for (double number : special) {
            List<Array> inputs =
                    List.of(
                            kernels.cast(kernels.of(x, shape, device), dtype),
                            kernels.cast(kernels.of(y, shape, device), dtype),
                            kernels.full(dtype, new int[0], number, device));
            compare("number " + number, everyFunction(dtype, shape), inputs);
        }
        assertThat(compiled).isEqualTo(special.length);
    }

    private static Program everyFunction(DType dtype, int[] shape) {
        List<Program.Step> steps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            steps.add(new Program.Input(i, i < 2, dtype));
        }
        for (Unary f : Unary.values()) {
            steps.add(new Program.Apply(f, 0));
        }
        for (Binary f : Binary.values()) {
            steps.add(new Program.Combine(f, 0, 1));
            steps.add(new Program.Combine(f, 2, 0));
            steps.add(new Program.Combine(f, 0, 2));
        }
        for (int i = 0; i < 9; i++) {
            if (i % 3 == 0 || i / 3 == 0) {
                steps.add(new Program.Choose(i % 3, i / 3, 2));
                steps.add(new Program.Choose(i % 3, 2, i / 3));
            }
        }
        List<Program.Output> outputs = new ArrayList<>();
        for (int i = 3, computed = steps.size(); i < computed; i++) {
            outputs.add(new Program.Output(i, shape));
            outputs.add(new Program.Output(steps.size(), shape));
            steps.add(new Program.Combine(Binary.MIN, i, 1));
        }
        return new Program(dtype, shape, 3, steps, outputs);
    }

    private void compare(String which, Program program, List<Array> inputs) {
        FusedPlan plan = new FusedPlan(program);
        List<Array> expected = run(CompilationMode.OFF, program, plan, inputs);
        List<Array> actual = run(CompilationMode.ALWAYS, program, plan, inputs);
        compare(which, program, expected, actual);
        try (ThreadLimit alone = ComputeThreads.limitToCallers()) {
            assertThat(alone).isNotNull();
            compare(which, program, expected, run(CompilationMode.ALWAYS, program, plan, inputs));
        }
        for (PassCode pass : plan.passes()) {
            compiled += pass.isCompiled() ? 1 : 0;
            int size = inputs.get(0).size();
            direct +=
                    CompiledPass.of(pass.pass()).filter(c -> c.isDirect(size)).isPresent() ? 1 : 0;
        }
    }

    private static List<Array> run(
            CompilationMode mode, Program program, FusedPlan plan, List<Array> inputs) {
        CompilationMode before = CompilationMode.turn(mode);
        try {
            return new FusedKernels(program, plan, index -> (HostArray) inputs.get(index)).run();
        } finally {
            CompilationMode.turn(before);
        }
    }

    private void compare(String which, Program program, List<Array> expected, List<Array> actual) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            assertThat(actual.get(i).dtype()).isEqualTo(expected.get(i).dtype());
            double[] x = kernels.toDoubles(actual.get(i));
            double[] y = kernels.toDoubles(expected.get(i));
            for (int k = 0; k < x.length; k++) {
                if (Double.compare(x[k], y[k]) != 0) {
                    throw new AssertionError(
                            "%s, output %d at %d: %s for %s of %s"
                                    .formatted(which, i, k, x[k], y[k], program));
                }
            }
        }
    }

    /** {@code x / sqrt(y + c) * s}, of two outputs. */
    private static Program update(int... shape) {
        return new Program(
                DType.FLOAT32,
                shape,
                3,
                List.of(
                        new Program.Input(0, true, DType.FLOAT32),
                        new Program.Input(1, true, DType.FLOAT32),
                        new Program.Input(2, false, DType.FLOAT32),
                        new Program.Constant(0.5, DType.FLOAT32),
                        new Program.Combine(Binary.MUL, 1, 3),
                        new Program.Apply(Unary.SQUARE, 0),
                        new Program.Combine(Binary.ADD, 4, 5),
                        new Program.Apply(Unary.SQRT, 6),
                        new Program.Combine(Binary.DIV, 0, 7),
                        new Program.Combine(Binary.MUL, 8, 2)),
                List.of(new Program.Output(9, shape), new Program.Output(6, shape)));
    }

    /** What takes long is compiled while it is run, and then run by that. */
    @Test
    void isCompiledInTheBackground() throws InterruptedException {
        PassCode code = new FusedPlan(update(5000)).passes().get(0);
        assertThat(code.isCompiled()).isFalse();
        PassCompiler.compile(code);
        for (int i = 0; i < 6000 && !code.isCompiled(); i++) {
            Thread.sleep(10);
        }
        assertThat(code.isCompiled()).isTrue();
    }

    @Test
    void plansAreSharedAndBounded() {
        PlanCache<FusedPlan> cache = new PlanCache<>();
        assertThat(cache.of(update(30), FusedPlan::new))
                .isSameAs(cache.of(update(5, 7), FusedPlan::new));
        for (int i = 0; i < PlanCache.MOST + 20; i++) {
            int length = 3 + i;
            RandomGenerator random = new SplittableRandom(i);
            Program program =
                    RandomPrograms.arithmetic(random, DType.FLOAT32, new int[] {5}, length);
            cache.of(program, FusedPlan::new);
        }
        assertThat(cache.size()).isEqualTo(PlanCache.MOST);
    }

    @Test
    void refusesOtherModes() {
        assertThat(CompilationMode.of("off")).isEqualTo(CompilationMode.OFF);
        assertThatThrownBy(() -> CompilationMode.of("no"))
                .hasMessage(
                        "-Dhigher.compile=no: no way to run fused programs; give auto, always or"
                                + " off");
    }
}
