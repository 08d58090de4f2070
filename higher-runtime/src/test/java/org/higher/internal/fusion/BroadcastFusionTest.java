package org.higher.internal.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that broadcasts and reduces along axes, against the same code operation by operation. */
class BroadcastFusionTest {
    private static final int ROWS = 7;
    private static final int COLUMNS = 5;
    private static final int DEPTH = 3;
    private static final int TASKS = 4;

    private static final List<UnaryOperator<Tensor>> UNARY =
            List.of(
                    Tensor::tanh,
                    Tensor::sin,
                    Tensor::sigmoid,
                    Tensor::abs,
                    x -> x.square().add(1).log(),
                    x -> x.square().add(0.1).safeSqrt(),
                    x -> x.rsub(1).neg());

    private static final List<BinaryOperator<Tensor>> BINARY =
            List.of(
                    Tensor::add,
                    Tensor::sub,
                    Tensor::mul,
                    (a, b) -> a.div(b.square().add(1)),
                    (a, b) -> Tensor.where(a.gt(0.3), a, b),
                    Tensor::max);

    /** What is computed of one tensor, whatever its rank: along an axis, along some, along all. */
    private static Tensor reduced(Tensor x, RandomGenerator random) {
        int rank = x.rank();
        if (rank == 0) {
            return x.square();
        }
        boolean keepDims = random.nextInt(4) > 0;
        int[] axes =
                random.ints(0, rank).limit(1 + random.nextInt(rank)).distinct().sorted().toArray();
        return switch (random.nextInt(6)) {
            case 0 -> x.mean(keepDims, axes);
            case 1 -> x.norm2(axes);
            case 2 -> x.amax(keepDims, axes);
            case 3 -> x.amin(keepDims, axes);
            default -> x.sum(keepDims, axes).div(10);
        };
    }

    private static boolean fits(Tensor a, Tensor b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            int m = a.size(-i);
            int n = b.size(-i);
            if (m != n && m != 1 && n != 1) {
                return false;
            }
        }
        return true;
    }

    private static List<Tensor> build(List<Tensor> inputs, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> values = new ArrayList<>(inputs);
        while (values.size() < inputs.size() + 8) {
            Tensor a = values.get(random.nextInt(values.size()));
            Tensor b = values.get(random.nextInt(values.size()));
            switch (random.nextInt(4)) {
                case 0 -> values.add(reduced(a, random));
                case 1 -> values.add(UNARY.get(random.nextInt(UNARY.size())).apply(a));
                default -> {
                    if (fits(a, b)) {
                        values.add(BINARY.get(random.nextInt(BINARY.size())).apply(a, b));
                    }
                }
            }
        }
        int last = values.size() - 1;
        return List.of(
                values.get(last),
                values.get(random.nextInt(values.size())),
                values.get(random.nextInt(values.size())),
                values.get(last - 1));
    }

    /**
     * All axes, a row, a column, numbers for all that two axes share, and a number; of tasks, the
     * first are of each, and one number is of each.
     */
    private static List<Tensor> inputs(long seed, DType dtype, boolean tasks) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> inputs = new ArrayList<>();
        int[][] shapes = {
            {ROWS, COLUMNS, DEPTH},
            {ROWS, COLUMNS, DEPTH},
            {ROWS, 1, 1},
            {DEPTH},
            {1, COLUMNS, 1},
            {}
        };
        for (int i = 0; i < shapes.length; i++) {
            boolean ofTasks = tasks && (i == 0 || random.nextInt(3) == 0);
            int[] shape = shapes[i];
            if (ofTasks) {
                shape = new int[shapes[i].length + 1];
                shape[0] = TASKS;
                System.arraycopy(shapes[i], 0, shape, 1, shapes[i].length);
            }
            Tensor values = Tensor.normal(random, DType.FLOAT64, shape).to(dtype);
            Tensor leaf = Tensor.parameter(values).withRequiresGrad(i != 1 || seed % 2 == 0);
            inputs.add(ofTasks ? leaf.asTasks() : leaf);
        }
        return inputs;
    }

    private static UnaryOperator<List<Tensor>> fused(UnaryOperator<List<Tensor>> code) {
        return inputs -> Fused.apply("random", code, inputs).orElseGet(() -> code.apply(inputs));
    }

    private static double[] elements(Tensor x) {
        return (x.taskCount() == 0 ? x : x.fromTasks()).toDoubles();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void valuesAreTheSameBits(boolean tasks) {
        int together = 0;
        for (long seed = 0; seed < 150; seed++) {
            long of = seed;
            UnaryOperator<List<Tensor>> code = inputs -> build(inputs, of);
            for (DType dtype : DType.values()) {
                List<Tensor> inputs = inputs(of, dtype, tasks);
                Optional<List<Tensor>> quick = Fused.apply("random", code, inputs);
                together += quick.isPresent() ? 1 : 0;
                if (quick.isPresent()) {
                    same(code.apply(inputs), quick.get(), seed + " " + dtype);
                }
            }
        }
        assertThat(together).as("programs that were fused").isGreaterThan(tasks ? 200 : 280);
    }

    private static void same(List<Tensor> expected, List<Tensor> actual, String name) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            assertThat(actual.get(i).taskCount()).isEqualTo(expected.get(i).taskCount());
            assertThat(actual.get(i).dtype()).isEqualTo(expected.get(i).dtype());
            assertThat(elements(actual.get(i)))
                    .as("seed %s, value %d", name, i)
                    .containsExactly(elements(expected.get(i)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheTapeToSecondOrder(long seed) {
        for (int graph = 0; graph < 12; graph++) {
            long of = seed * 12 + graph;
            UnaryOperator<List<Tensor>> code = inputs -> build(inputs, of);
            List<Tensor> inputs = inputs(of, DType.FLOAT64, graph % 2 == 0);
            close(
                    derivative(derivative(code)).apply(inputs),
                    derivative(derivative(fused(code))).apply(inputs),
                    "graph " + of);
        }
    }

    /** Gradients that are differentiated in forward mode. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void forwardModeAgreesWithTheTape(long seed) {
        for (int graph = 0; graph < 12; graph++) {
            long of = seed * 12 + graph;
            UnaryOperator<List<Tensor>> code = inputs -> build(inputs, of);
            List<Tensor> inputs = inputs(of, DType.FLOAT64, graph % 2 == 0);
            RandomGenerator random = new SplittableRandom(of + 7);
            List<Tensor> vectors =
                    inputs.stream().map(x -> x.zerosLike().add(random.nextGaussian())).toList();
            close(
                    ForwardMode.jvp(derivative(code)::apply, inputs, vectors).tangentsOrZeros(),
                    ForwardMode.jvp(derivative(fused(code))::apply, inputs, vectors)
                            .tangentsOrZeros(),
                    "graph " + of);
        }
    }

    private static void close(List<Tensor> expected, List<Tensor> actual, String name) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            double[] plain = elements(expected.get(i));
            double scale = 1;
            for (double value : plain) {
                scale = Math.max(scale, Math.abs(value));
            }
            assertThat(elements(actual.get(i)))
                    .as("%s, value %d", name, i)
                    .containsExactly(plain, Offset.offset(1e-11 * scale));
        }
    }

    /** The gradients of the values, times directions that depend on their place alone. */
    private static UnaryOperator<List<Tensor>> derivative(UnaryOperator<List<Tensor>> code) {
        return inputs -> {
            RandomGenerator random = new SplittableRandom(11);
            List<Tensor> values = new ArrayList<>();
            List<Tensor> seeds = new ArrayList<>();
            for (Tensor value : code.apply(inputs)) {
                Tensor seed = Tensor.normal(random, DType.FLOAT64, value.shape());
                if (value.requiresGrad()) {
                    values.add(value);
                    Tensor typed = seed.to(value.dtype());
                    seeds.add(value.taskCount() == 0 ? typed : typed.forTasks(value.taskCount()));
                }
            }
            List<Tensor> wanted = inputs.stream().filter(Tensor::requiresGrad).toList();
            if (values.isEmpty()) {
                return wanted.stream().map(Tensor::zerosLike).toList();
            }
            return Grad.of(values.toArray(Tensor[]::new))
                    .seeds(seeds.toArray(Tensor[]::new))
                    .createGraph()
                    .with(wanted)
                    .orZeros();
        };
    }

    /** Two axes of one extent: which is meant is known by the code alone. */
    @Test
    void squaresTellRowsFromColumns() {
        Tensor x = Tensor.parameter(Tensor.normal(new SplittableRandom(3), DType.FLOAT32, 9, 9));
        Tensor v = Tensor.parameter(Tensor.normal(new SplittableRandom(4), DType.FLOAT32, 9));
        List<UnaryOperator<List<Tensor>>> codes =
                List.of(
                        in -> List.of(in.get(0).mul(in.get(1))),
                        in -> List.of(in.get(0).mul(in.get(1).reshape(9, 1))),
                        in -> List.of(in.get(0).sum(0).mul(in.get(1))),
                        in -> List.of(in.get(0).sum(1).mul(in.get(1))),
                        in -> List.of(in.get(0).sum(true, 1).mul(in.get(1))),
                        in -> List.of(in.get(0).sub(in.get(0).mean(1))),
                        in -> List.of(in.get(0).sub(in.get(0).mean(true, 1))));
        for (UnaryOperator<List<Tensor>> code : codes) {
            List<Tensor> inputs = List.of(x, v);
            same(code.apply(inputs), fused(code).apply(inputs), "squares");
            List<Tensor> slopes = derivative(fused(code)).apply(inputs);
            same(derivative(code).apply(inputs), slopes, "squares, derivative");
        }
    }

    /** Derivatives compare elements with an extreme, be it their own. */
    @Test
    void extremesOfOneElementAreDifferentiable() {
        Tensor x = normal(3, 9, 1);
        Tensor v = normal(4, 9, 1);
        agrees(in -> List.of(in.get(0).sub(in.get(1).amax(true, 1))), List.of(x, v));
        agrees(in -> List.of(in.get(0).sub(in.get(1).sum().amin())), List.of(x, v));
    }

    /** A rate that is repeated for each row has gradients along rows, here along columns too. */
    @Test
    void whatIsRepeatedCanBeAlongEitherAxisOfASquare() {
        List<Tensor> inputs = List.of(normal(3, 9, 9), normal(4, 9, 9), normal(5));
        agrees(
                in -> {
                    Tensor rates = in.get(1).sum(true, 1).zerosLike().add(in.get(2));
                    return List.of(in.get(0).sub(in.get(1).mul(rates)), rates);
                },
                inputs);
        agrees(
                in -> {
                    Tensor rates = in.get(1).sum(0).zerosLike().add(in.get(2));
                    Tensor ofRows = rates.mul(in.get(1).sum(1)).sum();
                    return List.of(in.get(0).sub(rates.mul(in.get(1).sum(0))).sub(ofRows));
                },
                inputs);
    }

    /** It may read what the function itself only adds. */
    @Test
    void derivativesThatUsersWriteHaveTheirArguments() {
        CustomFunction clipped =
                CustomFunction.of(
                        "clipped",
                        x -> x.get(0).mul(1),
                        (g, y, x) -> List.of(g.mul(x.get(0).abs().le(0.5))));
        agrees(
                in -> List.of(in.get(0).sub(clipped.apply(in.get(1)))),
                List.of(normal(3, 9, 9), normal(4, 9, 9)));
    }

    /** As broadcasting aligns them, whatever other axes have their extent. */
    @Test
    void columnsOfSquaresArePartOfPrograms() {
        UnaryOperator<List<Tensor>> code = in -> List.of(in.get(0).sub(in.get(1).mul(in.get(2))));
        Tensor rates = normal(5, 9, 1);
        agrees(code, List.of(normal(3, 9, 9), normal(4, 9, 9), rates));
        agrees(code, List.of(normal(3, 9, 9, 9).asTasks(), normal(4, 9, 9), rates));
        agrees(code, List.of(normal(3, 9, 9, 9).asTasks(), normal(4, 9, 9), rates.asTasks()));
    }

    private static Tensor normal(long seed, int... shape) {
        return Tensor.parameter(Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape));
    }

    private static void agrees(UnaryOperator<List<Tensor>> code, List<Tensor> inputs) {
        assertThat(Fused.apply("code", code, inputs))
                .hasValueSatisfying(quick -> same(code.apply(inputs), quick, "values"));
        close(derivative(code).apply(inputs), derivative(fused(code)).apply(inputs), "slopes");
    }
}
