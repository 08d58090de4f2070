package org.higher.internal.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.internal.fusion.FusedCode.agrees;
import static org.higher.internal.fusion.FusedCode.agreesInForwardMode;
import static org.higher.internal.fusion.FusedCode.agreesToSecondOrder;
import static org.higher.internal.fusion.FusedCode.derivative;
import static org.higher.internal.fusion.FusedCode.fused;
import static org.higher.internal.fusion.FusedCode.normal;
import static org.higher.internal.fusion.FusedCode.same;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.tensor.CustomFunction;
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

    private static List<Tensor> build(List<Tensor> inputs, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> values = new ArrayList<>(inputs);
        while (values.size() < inputs.size() + 8) {
            Tensor a = values.get(random.nextInt(values.size()));
            Tensor b = values.get(random.nextInt(values.size()));
            switch (random.nextInt(4)) {
                case 0 -> values.add(FusedCode.reduced(a, random));
                case 1 -> values.add(FusedCode.unary(a, random));
                default -> {
                    if (FusedCode.fits(a, b)) {
                        values.add(FusedCode.binary(a, b, random));
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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheTapeToSecondOrder(long seed) {
        for (int graph = 0; graph < 12; graph++) {
            long of = seed * 12 + graph;
            UnaryOperator<List<Tensor>> code = inputs -> build(inputs, of);
            List<Tensor> inputs = inputs(of, DType.FLOAT64, graph % 2 == 0);
            agreesToSecondOrder(code, inputs, "graph " + of);
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
            agreesInForwardMode(code, inputs, of + 7, "graph " + of);
        }
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
}
