package org.higher.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.internal.backend.Shapes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations in random company: results shared, broadcast, and unused. */
class RandomGraphsTest {
    private static final int GRAPHS = 40;
    private static final int OPERATIONS = 10;

    private static final int[][] SHAPES = {{2, 3}, {3}, {2, 1}, {}, {1, 1}};

    /** Bounded functions, so that values stay moderate however they are nested. */
    private static final List<UnaryOperator<Tensor>> UNARY =
            List.of(
                    Tensor::tanh,
                    Tensor::sin,
                    Tensor::sigmoid,
                    x -> x.square().add(1).log(),
                    x -> x.rank() == 0 ? x : x.softmax(-1),
                    x -> x.rank() == 0 ? x : x.mean(true, -1),
                    x -> x.reshape(-1).slice(0, 0, 1),
                    x -> x.rank() < 2 ? x.neg() : x.mmulTransposed(x.cos()).sum(0));

    private static final List<BinaryOperator<Tensor>> BINARY =
            List.of(
                    Tensor::add,
                    Tensor::sub,
                    Tensor::mul,
                    (a, b) -> a.div(b.square().add(1)),
                    (a, b) -> a.square().add(1).pow(b.tanh()),
                    (a, b) -> Tensor.stack(0, a.sum(), b.mean()).mul(a.sum()));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreeWithDifferences(long seed) {
        for (int graph = 0; graph < GRAPHS; graph++) {
            long shape = seed * GRAPHS + graph;
            List<Tensor> inputs = inputs(new SplittableRandom(shape));
            DerivativeCheck.check(x -> build(x, shape), inputs, 2);
        }
    }

    /** To third order, in every sequence of modes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreeInForwardMode(long seed) {
        for (int graph = 0; graph < GRAPHS; graph++) {
            long shape = seed * GRAPHS + graph;
            List<Tensor> inputs = inputs(new SplittableRandom(shape));
            try {
                ForwardCheck.check(x -> build(x, shape), inputs, 3);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("the graph of seed " + shape, failure);
            }
        }
    }

    private static List<Tensor> inputs(RandomGenerator random) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int[] extents = SHAPES[random.nextInt(SHAPES.length)];
            inputs.add(Tensor.normal(random, DType.FLOAT64, extents));
        }
        return inputs;
    }

    /** The same graph for the same seed. */
    private static List<Tensor> build(List<Tensor> inputs, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> values = new ArrayList<>(inputs);
        while (values.size() < inputs.size() + OPERATIONS) {
            Tensor a = values.get(random.nextInt(values.size()));
            Tensor b = values.get(random.nextInt(values.size()));
            if (random.nextBoolean()) {
                values.add(UNARY.get(random.nextInt(UNARY.size())).apply(a));
            } else if (broadcast(a, b)) {
                values.add(BINARY.get(random.nextInt(BINARY.size())).apply(a, b));
            }
        }
        Tensor last = values.get(values.size() - 1);
        Tensor other = values.get(inputs.size() + random.nextInt(OPERATIONS - 1));
        return List.of(last, other);
    }

    private static boolean broadcast(Tensor a, Tensor b) {
        return Shapes.canBroadcast(a.shape(), b.shape());
    }
}
