package org.higher.examples.micro;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.CurrentDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.backend.Kernels.Reduction;
import org.higher.internal.backend.Kernels.Unary;
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
 * Measures single kernels of host and nd4j: of 32 x 32 elements, and products of typical sizes.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.micro.KernelBenchmarks -Dargs="add tanh product -p backend=host"}; the
 * arguments are those of JMH, and without any, all is measured, which takes five minutes.
 *
 * <p>Expect: a table of nanoseconds, the allocation of the result included. On an AMD EPYC with
 * AVX-512 and JDK 17, {@code host} took 120 to add, 350 for tanh, 1100 for a product of 10 x 40 and
 * 40 x 40; {@code nd4j} takes ten thousand or more for any.
 *
 * <p>The classes are not final because JMH extends them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmn64m")
public class KernelBenchmarks {
    private static final int[] ALL = {0, 1};
    private static final int[] COLUMNS = {0};

    /** The backend in use, and what to give to its kernels. */
    @State(Scope.Thread)
    public static class Operands {
        /** Its name. */
        @Param({"host", "nd4j"})
        public String backend = "";

        /** The type of the elements; {@code -p dtype=FLOAT32,FLOAT64} measures both. */
        @Param("FLOAT32")
        public DType dtype = DType.FLOAT32;

        private Kernels kernels = CurrentDevice.get().backend().kernels();
        private Array x = normal(dtype, 0);
        private Array y = x;
        private Array row = x;

        /** Draws the arrays where the backend wants them. */
        @Setup
        public void draw() {
            CurrentDevice.set(BackendRegistry.instance().device(backend));
            kernels = CurrentDevice.get().backend().kernels();
            x = normal(dtype, 32, 32);
            y = normal(dtype, 32, 32);
            row = normal(dtype, 32);
        }

        private static Array normal(DType dtype, int... shape) {
            BackendDevice device = CurrentDevice.get();
            Random random = new Random(0);
            return device.backend().kernels().normal(dtype, shape, random, device);
        }
    }

    /** Two matrices. */
    @State(Scope.Thread)
    public static class Factors {
        /** Rows of the first, its columns, columns of the second. */
        @Param({"5x5x5", "1x40x40", "10x40x40", "32x784x128"})
        public String sizes = "";

        private Array a = Operands.normal(DType.FLOAT32, 0);
        private Array b = a;

        /** Draws them for the backend that the operands chose. */
        @Setup
        public void draw(Operands operands) {
            int[] size = Arrays.stream(sizes.split("x")).mapToInt(Integer::parseInt).toArray();
            a = Operands.normal(operands.dtype, size[0], size[1]);
            b = Operands.normal(operands.dtype, size[1], size[2]);
        }
    }

    /** Sums of elements. */
    @Benchmark
    public Array add(Operands o) {
        return o.kernels.binary(Binary.ADD, o.x, o.y);
    }

    /** Products of elements. */
    @Benchmark
    public Array multiply(Operands o) {
        return o.kernels.binary(Binary.MUL, o.x, o.y);
    }

    /** A row added to each row. */
    @Benchmark
    public Array addBias(Operands o) {
        return o.kernels.binary(Binary.ADD, o.x, o.row);
    }

    @Benchmark
    public Array tanh(Operands o) {
        return o.kernels.unary(Unary.TANH, o.x);
    }

    @Benchmark
    public Array exp(Operands o) {
        return o.kernels.unary(Unary.EXP, o.x);
    }

    /** The sum of everything. */
    @Benchmark
    public Array sum(Operands o) {
        return o.kernels.reduce(Reduction.SUM, o.x, ALL, false);
    }

    /** The sum of each column, as for the gradient of a bias. */
    @Benchmark
    public Array sumColumns(Operands o) {
        return o.kernels.reduce(Reduction.SUM, o.x, COLUMNS, false);
    }

    /** A matrix product. */
    @Benchmark
    public Array product(Operands o, Factors f) {
        return o.kernels.matmul(f.a, f.b, false, false);
    }

    /** Runs JMH. */
    public static void main(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
