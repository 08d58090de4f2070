package org.higher.internal.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.tape.Handles;
import org.higher.internal.tape.Node;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code in one pass, against the same code on the tape, operation by operation. */
class FusedTest {
    private static final int[] SHAPE = {33, 47};

    private static final List<UnaryOperator<Tensor>> UNARY =
            List.of(
                    Tensor::tanh,
                    Tensor::sin,
                    Tensor::sigmoid,
                    Tensor::softplus,
                    x -> x.square().add(1).log(),
                    x -> x.square().add(0.1).safeSqrt(),
                    x -> x.div(3).exp(),
                    x -> x.rsub(1).neg(),
                    Tensor::mean,
                    x -> x.square().sum().div(1000).sqrt());

    private static final List<BinaryOperator<Tensor>> BINARY =
            List.of(
                    Tensor::add,
                    Tensor::sub,
                    Tensor::mul,
                    (a, b) -> a.div(b.square().add(1)),
                    (a, b) -> a.square().add(1).pow(b.tanh()),
                    (a, b) -> Tensor.where(a.gt(0.3), a, b),
                    Tensor::max);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithTheTapeToThirdOrder(long seed) {
        for (int graph = 0; graph < 8; graph++) {
            long of = seed * 8 + graph;
            UnaryOperator<List<Tensor>> code = inputs -> build(inputs, of);
            UnaryOperator<List<Tensor>> fused =
                    inputs -> Fused.apply("random", code, inputs).orElseThrow();
            compare(code, fused, inputs(of), 3, "graph " + of);
        }
    }

    /** Gradients that are differentiated in forward mode, through one fused call after another. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void forwardModeDifferentiatesGradientsThroughSeveralCalls(long seed) {
        for (int graph = 0; graph < 8; graph++) {
            long of = seed * 8 + graph;
            UnaryOperator<List<Tensor>> code = inputs -> build(inputs, of);
            List<Tensor> plain = tangents(code, of);
            List<Tensor> fused = tangents(in -> Fused.apply("random", code, in).orElseThrow(), of);
            for (int i = 0; i < plain.size(); i++) {
                double scale = Math.max(1, plain.get(i).abs().amax().item());
                assertThat(fused.get(i).sub(plain.get(i)).abs().amax().item())
                        .as("graph %d, tangent %d", of, i)
                        .isCloseTo(0, Offset.offset(1e-11 * scale));
            }
        }
    }

    /** Of the gradients of three calls in a row by all inputs, along one direction. */
    private static List<Tensor> tangents(UnaryOperator<List<Tensor>> code, long seed) {
        UnaryOperator<List<Tensor>> calls =
                inputs -> {
                    List<Tensor> x = new ArrayList<>(inputs);
                    for (int k = 0; k < 2; k++) {
                        x.set(0, x.get(0).add(code.apply(x).get(0).tanh()));
                    }
                    return code.apply(x);
                };
        List<Tensor> inputs = inputs(seed);
        List<Tensor> vectors = new ArrayList<>();
        RandomGenerator random = new SplittableRandom(seed + 7);
        for (Tensor input : inputs) {
            vectors.add(Tensor.normal(random, DType.FLOAT64, input.shape()));
        }
        return ForwardMode.jvp(derivative(calls)::apply, inputs, vectors).tangentsOrZeros();
    }

    /** Sizes around those of blocks and runs, and values at the ends of the types. */
    @ParameterizedTest
    @CsvSource({"1, 5", "31, 33", "64, 64", "128, 129"})
    void valuesAreTheSameBits(int rows, int columns) {
        for (long seed = 0; seed < 60; seed++) {
            long of = seed;
            for (DType dtype : DType.values()) {
                UnaryOperator<List<Tensor>> code =
                        inputs -> {
                            List<Tensor> numbersMet = new ArrayList<>(inputs.subList(0, 3));
                            numbersMet.add(inputs.get(3).rsub(1).div(inputs.get(3)).to(dtype));
                            return build(numbersMet, of);
                        };
                List<Tensor> inputs = extreme(of, dtype, rows, columns);
                List<Tensor> plain = code.apply(inputs);
                List<Tensor> fused = Fused.apply("random", code, inputs).orElseThrow();
                for (int i = 0; i < plain.size(); i++) {
                    assertThat(fused.get(i).toDoubles())
                            .as("seed %d, %s, value %d", seed, dtype, i)
                            .containsExactly(plain.get(i).toDoubles());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void quotientsAreQuotients(DType dtype) {
        for (double divisor :
                new double[] {1e-39, Float.MIN_VALUE, 3, 1e-310, Double.MIN_VALUE, 1e30, 1.7e308}) {
            Tensor x = Tensor.normal(new SplittableRandom(4), dtype, 64, 64).mul(divisor);
            Tensor b = Tensor.scalar(divisor, dtype);
            UnaryOperator<List<Tensor>> code = in -> List.of(x(in).div(in.get(1)));
            assertThat(Fused.apply("div", code, List.of(x, b)).orElseThrow().get(0).toDoubles())
                    .as("by %s", divisor)
                    .containsExactly(x.div(b).toDoubles());
        }
    }

    /** Two elementwise inputs and two scalars, the last in double; some of each type's ends. */
    private static List<Tensor> extreme(long seed, DType dtype, int rows, int columns) {
        double[] ends = {
            0, -0.0, 1e-39, Float.MIN_VALUE, 1e-310, 1e30, 1e300, Double.NEGATIVE_INFINITY
        };
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            double[] values = Tensor.normal(random, DType.FLOAT64, rows, columns).toDoubles();
            for (int k = 0; k < random.nextInt(4); k++) {
                values[random.nextInt(values.length)] = ends[random.nextInt(ends.length)];
            }
            inputs.add(Tensor.of(values, rows, columns).to(dtype));
        }
        boolean isEnd = random.nextInt(3) == 0;
        double number = isEnd ? ends[random.nextInt(ends.length)] : random.nextGaussian();
        inputs.add(Tensor.scalar(number, dtype));
        inputs.add(Tensor.scalar(random.nextDouble(), DType.FLOAT64));
        return inputs;
    }

    /** Values, then the same for the function that the derivative is. */
    private static void compare(
            UnaryOperator<List<Tensor>> code,
            UnaryOperator<List<Tensor>> fused,
            List<Tensor> inputs,
            int orders,
            String name) {
        List<Tensor> plain = code.apply(inputs);
        List<Tensor> quick = fused.apply(inputs);
        assertThat(quick).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(quick.get(i).shape()).isEqualTo(plain.get(i).shape());
            double scale = Math.max(1, plain.get(i).abs().amax().item());
            assertThat(quick.get(i).sub(plain.get(i)).abs().amax().item())
                    .as("%s, %d orders to go, value %d", name, orders, i)
                    .isCloseTo(0, Offset.offset(1e-11 * scale));
        }
        if (orders > 0) {
            compare(derivative(code), derivative(fused), inputs, orders - 1, name);
        }
    }

    /** The gradients of most values, times directions that depend on their place alone. */
    private static UnaryOperator<List<Tensor>> derivative(UnaryOperator<List<Tensor>> code) {
        return inputs -> {
            RandomGenerator random = new SplittableRandom(11);
            List<Tensor> values = new ArrayList<>();
            List<Tensor> seeds = new ArrayList<>();
            for (Tensor value : code.apply(inputs)) {
                Tensor seed = Tensor.normal(random, DType.FLOAT64, value.shape());
                boolean chosen = random.nextInt(4) > 0;
                if (value.requiresGrad() && chosen) {
                    values.add(value);
                    seeds.add(seed);
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

    /** Two elementwise inputs, of which one is constant in every other case, and two scalars. */
    private static List<Tensor> inputs(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Tensor second = Tensor.normal(random, DType.FLOAT64, SHAPE);
        return List.of(
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, SHAPE)),
                second.withRequiresGrad(seed % 2 == 0),
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64)),
                Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 1)));
    }

    private static List<Tensor> build(List<Tensor> inputs, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> values = new ArrayList<>(inputs);
        while (values.size() < 13) {
            Tensor a = values.get(random.nextInt(values.size()));
            Tensor b = values.get(random.nextInt(values.size()));
            values.add(
                    random.nextBoolean()
                            ? UNARY.get(random.nextInt(UNARY.size())).apply(a)
                            : BINARY.get(random.nextInt(BINARY.size())).apply(a, b));
        }
        // three results, and an input handed through
        return List.of(
                values.get(12), values.get(4 + random.nextInt(8)), inputs.get(0), values.get(11));
    }

    /** An input that is read by the derivative only as the condition of a choice. */
    @Test
    void derivativesKeepConditions() {
        Tensor x = Tensor.parameter(Tensor.ones(SHAPE));
        Tensor chosen = Tensor.uniform(new SplittableRandom(2), DType.FLOAT32, SHAPE).gt(0.5);
        UnaryOperator<List<Tensor>> code =
                in -> List.of(Tensor.where(in.get(1), in.get(0), in.get(0).neg()));
        Tensor plain = code.apply(List.of(x, chosen)).get(0).sum();
        Tensor fused = Fused.apply("choice", code, List.of(x, chosen)).orElseThrow().get(0).sum();
        assertThat(Grad.grad(fused, List.of(x)).get(0).toFloats())
                .isEqualTo(Grad.grad(plain, List.of(x)).get(0).toFloats());
    }

    @Test
    void onePassIsOnePlaceOnTheTape() {
        Tensor x = Tensor.parameter(Tensor.ones(SHAPE));
        List<Tensor> results =
                Fused.apply("both", in -> List.of(in.get(0).mul(2), in.get(0).exp()), List.of(x))
                        .orElseThrow();
        Node joint = node(results.get(0)).edges.source;
        assertThat(node(results.get(1)).edges.source).isSameAs(joint);
        assertThat(joint.edges.source).isSameAs(node(x));
    }

    private static Node node(Tensor tensor) {
        return Handles.of(Tensor.class).value(tensor).node();
    }

    @Test
    void whatIsHandedThroughIsTheSameTensor() {
        Tensor x = Tensor.parameter(Tensor.ones(SHAPE));
        assertThat(Fused.apply("same", in -> in, List.of(x)).orElseThrow().get(0)).isSameAs(x);
    }

    @Test
    void anInputOfAnotherShapeIsAResult() {
        Tensor one = Tensor.parameter(Tensor.of(new float[] {3}, 1));
        List<Tensor> inputs = List.of(Tensor.ones(SHAPE), one);
        Tensor scalar =
                Fused.apply("reshape", in -> List.of(in.get(1).reshape()), inputs)
                        .orElseThrow()
                        .get(0);
        assertThat(scalar.shape()).isEmpty();
        assertThat(scalar.item()).isEqualTo(3);
        assertThat(Grad.grad(scalar, List.of(one)).get(0).toFloats()).containsExactly(1);
    }

    @Test
    void codeThatIsNotElementwiseIsLeftToTheCaller() {
        Tensor x = Tensor.ones(40, 40);
        assertThat(Fused.apply("product", in -> List.of(x(in).mmul(x(in))), List.of(x))).isEmpty();
        Tensor images = Tensor.ones(1, 1, 64, 64);
        Window window = Window.of(2, 2);
        assertThat(Fused.apply("conv", in -> List.of(x(in).conv2d(x(in))), List.of(images)))
                .isEmpty();
        assertThat(Fused.apply("pool", in -> List.of(x(in).maxPool2d(window)), List.of(images)))
                .isEmpty();
        assertThat(Fused.apply("norm", in -> List.of(x(in).standardize(1, 3)), List.of(images)))
                .isEmpty();
        assertThat(Fused.apply("part", in -> List.of(x(in).slice(0, 1, 2)), List.of(x))).isEmpty();
        assertThat(Fused.apply("own", in -> List.of(x(in).mul(x)), List.of(x))).isEmpty();
        assertThat(Fused.apply("shape", in -> in, List.of(x, Tensor.ones(39, 1)))).isEmpty();
    }

    @Test
    void numbersCanBeRead() {
        Tensor x = Tensor.ones(SHAPE);
        UnaryOperator<List<Tensor>> code =
                in -> List.of(x(in).mean().add(in.get(1)).item() > 1.5 ? x(in).mul(5) : x(in));
        for (double number : new double[] {0, 1}) {
            assertThat(
                            Fused.apply("branch", code, List.of(x, Tensor.scalar(number)))
                                    .orElseThrow()
                                    .get(0)
                                    .toFloats()[7])
                    .isEqualTo(number == 1 ? 5f : 1f);
        }
    }

    @Test
    void anAssignedInputIsRefused() {
        Tensor x = Tensor.parameter(Tensor.ones(SHAPE));
        Tensor loss =
                Fused.apply("square", in -> List.of(x(in).square()), List.of(x))
                        .orElseThrow()
                        .get(0)
                        .sum();
        x.assign(Tensor.zeros(SHAPE));
        assertThatThrownBy(() -> Grad.grad(loss, List.of(x)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("square: an argument [33, 47] was assigned a new value");
    }

    private static Tensor x(List<Tensor> inputs) {
        return inputs.get(0);
    }
}
