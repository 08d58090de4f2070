package org.higher.examples.micro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.CurrentDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Unary;
import org.higher.internal.backend.Program;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a fused program: Adam's step, with three arrays out of four.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.micro.ProgramBenchmarks -Dargs="-p size=1024"}; with {@code
 * -jvmArgsAppend -Dhigher.compile=off} in the arguments, programs are interpreted.
 *
 * <p>Expect: a table of microseconds. On an AMD EPYC with AVX-512 and JDK 17, it was 1.1
 * nanoseconds for each of 100,352 elements, and 1.8 or more interpreted.
 *
 * <p>The class is not final because JMH extends it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmn64m")
@State(Scope.Thread)
public class ProgramBenchmarks {
    /** Elements of each array. */
    @Param({"8192", "100352", "1000000"})
    public int size;

    /** Their type. */
    @Param("FLOAT32")
    public DType dtype = DType.FLOAT32;

    private final BackendDevice device = CurrentDevice.get();
    private final Kernels kernels = device.backend().kernels();
    private final List<Array> inputs = new ArrayList<>();
    private Program program = adam(dtype);

    /** Draws the arrays. */
    @Setup
    public void draw() {
        Random random = new Random(0);
        for (int i = 0; i < 4; i++) {
            Array x = kernels.normal(dtype, new int[] {size}, random, device);
            inputs.add(i == 3 ? kernels.unary(Unary.SQUARE, x) : x);
        }
        program = adam(dtype, size);
    }

    /** Of a weight, its gradient, and the two moments. */
    private static Program adam(DType dtype, int... shape) {
        List<Program.Step> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            steps.add(new Program.Input(i, true, dtype));
        }
        for (double constant : new double[] {0.9, 0.1, 0.999, 0.001, 0.03, 1e-8, 0.01}) {
            double rounded = dtype == DType.FLOAT32 ? (float) constant : constant;
            steps.add(new Program.Constant(rounded, dtype));
        }
        steps.add(new Program.Combine(Binary.MUL, 2, 4));
        steps.add(new Program.Combine(Binary.MUL, 1, 5));
        steps.add(new Program.Combine(Binary.ADD, 11, 12));
        steps.add(new Program.Combine(Binary.MUL, 3, 6));
        steps.add(new Program.Apply(Unary.SQUARE, 1));
        steps.add(new Program.Combine(Binary.MUL, 15, 7));
        steps.add(new Program.Combine(Binary.ADD, 14, 16));
        steps.add(new Program.Apply(Unary.SQRT, 17));
        steps.add(new Program.Combine(Binary.DIV, 18, 8));
        steps.add(new Program.Combine(Binary.ADD, 19, 9));
        steps.add(new Program.Combine(Binary.DIV, 13, 20));
        steps.add(new Program.Combine(Binary.MUL, 21, 10));
        steps.add(new Program.Combine(Binary.SUB, 0, 22));
        List<Program.Output> outputs =
                List.of(
                        new Program.Output(23, shape),
                        new Program.Output(13, shape),
                        new Program.Output(17, shape));
        return new Program(dtype, shape, 4, steps, outputs);
    }

    /** A step. */
    @Benchmark
    public List<Array> adam() {
        return kernels.run(program, inputs);
    }

    /** Runs JMH. */
    public static void main(String[] args) throws IOException {
        String[] all = new String[args.length + 1];
        all[0] = "ProgramBenchmarks";
        System.arraycopy(args, 0, all, 1, args.length);
        org.openjdk.jmh.Main.main(all);
    }
}
