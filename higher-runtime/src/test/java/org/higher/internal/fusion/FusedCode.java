package org.higher.internal.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/** What random code is made of, and comparisons of fused code with the same code as it is. */
final class FusedCode {
    private FusedCode() {}

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

    static Tensor unary(Tensor x, RandomGenerator random) {
        return UNARY.get(random.nextInt(UNARY.size())).apply(x);
    }

    static Tensor binary(Tensor a, Tensor b, RandomGenerator random) {
        return BINARY.get(random.nextInt(BINARY.size())).apply(a, b);
    }

    /** What is computed of one tensor, whatever its rank: along an axis, along some, along all. */
    static Tensor reduced(Tensor x, RandomGenerator random) {
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

    static boolean fits(Tensor a, Tensor b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            int m = a.size(-i);
            int n = b.size(-i);
            if (m != n && m != 1 && n != 1) {
                return false;
            }
        }
        return true;
    }

    static UnaryOperator<List<Tensor>> fused(UnaryOperator<List<Tensor>> code) {
        return inputs -> Fused.apply("random", code, inputs).orElseGet(() -> code.apply(inputs));
    }

    private static double[] elements(Tensor x) {
        return (x.taskCount() == 0 ? x : x.fromTasks()).toDoubles();
    }

    static void same(List<Tensor> expected, List<Tensor> actual, String name) {
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

    static void close(List<Tensor> expected, List<Tensor> actual, String name) {
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
    static UnaryOperator<List<Tensor>> derivative(UnaryOperator<List<Tensor>> code) {
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

    static void agreesToSecondOrder(
            UnaryOperator<List<Tensor>> code, List<Tensor> inputs, String name) {
        close(
                derivative(derivative(code)).apply(inputs),
                derivative(derivative(fused(code))).apply(inputs),
                name);
    }

    /** Gradients, differentiated in forward mode along random vectors. */
    static void agreesInForwardMode(
            UnaryOperator<List<Tensor>> code, List<Tensor> inputs, long seed, String name) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Tensor> vectors =
                inputs.stream().map(x -> x.zerosLike().add(random.nextGaussian())).toList();
        close(
                ForwardMode.jvp(derivative(code)::apply, inputs, vectors).tangentsOrZeros(),
                ForwardMode.jvp(derivative(fused(code))::apply, inputs, vectors).tangentsOrZeros(),
                name);
    }

    static Tensor normal(long seed, int... shape) {
        return Tensor.parameter(Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape));
    }

    static void agrees(UnaryOperator<List<Tensor>> code, List<Tensor> inputs) {
        assertThat(Fused.apply("code", code, inputs))
                .hasValueSatisfying(quick -> same(code.apply(inputs), quick, "values"));
        close(derivative(code).apply(inputs), derivative(fused(code)).apply(inputs), "slopes");
    }
}
