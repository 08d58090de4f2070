package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.annotations.Functional;
import org.higher.array.DType;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.tensor.DerivativeCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Arithmetic over trees of parameters and lists of tensors")
class TreeMathTest {
    /** A model whose second layer may be its first. */
    @Functional
    static final class Two {
        private final Linear first;
        private final Linear second;

        Two(Linear first, Linear second) {
            this.first = first;
            this.second = second;
        }

        Tensor forward(Tensor x) {
            return second.forward(first.forward(x));
        }
    }

    private final SplittableRandom random = new SplittableRandom(8);
    private final FunctionalSequential net =
            FunctionalSequential.of(
                    new Sequential(new Linear(2, 3), new BatchNorm(3), new Linear(3, 1)));
    private final FunctionalSequential.Params a = drawn();
    private final FunctionalSequential.Params b = drawn();

    private FunctionalSequential.Params drawn() {
        return Params.map(
                Params.to(net.params(), DType.FLOAT64),
                t -> Tensor.normal(random, DType.FLOAT64, t.shape()));
    }

    private static double[] numbers(ParamTree tree) {
        return numbers(tree.leaves());
    }

    private static double[] numbers(List<Tensor> tensors) {
        return tensors.stream().flatMapToDouble(t -> Arrays.stream(t.toDoubles())).toArray();
    }

    private void isEach(ParamTree actual, List<Tensor> list, DoubleBinaryOperator f) {
        double[] x = numbers(a);
        double[] y = numbers(b);
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = f.applyAsDouble(x[i], y[i]);
        }
        assertThat(numbers(actual)).containsExactly(expected, within(1e-14));
        assertThat(numbers(list)).containsExactly(expected, within(1e-14));
    }

    @Test
    @DisplayName("is that of all elements")
    void isThatOfAllElements() {
        List<Tensor> x = a.leaves();
        List<Tensor> y = b.leaves();
        Tensor half = Tensor.number(0.5);
        isEach(TreeMath.add(a, b), TreeMath.add(x, y), Double::sum);
        isEach(TreeMath.sub(a, b), TreeMath.sub(x, y), (p, q) -> p - q);
        isEach(TreeMath.scale(3, a), TreeMath.scale(3, x), (p, q) -> 3 * p);
        isEach(TreeMath.scale(half, a), TreeMath.scale(half, x), (p, q) -> p / 2);
        isEach(TreeMath.axpy(-2, a, b), TreeMath.axpy(-2, x, y), (p, q) -> q - 2 * p);
        isEach(TreeMath.axpy(half, a, b), TreeMath.axpy(half, x, y), (p, q) -> q + p / 2);
        isEach(TreeMath.zip(a, b, Tensor::max), TreeMath.zip(x, y, Tensor::max), Math::max);
        isEach(
                TreeMath.zip(List.of(a, b), at -> Tensor.stack(0, at).mean(0)),
                TreeMath.scale(0.5, TreeMath.add(x, y)),
                (p, q) -> (p + q) / 2);
        double product = 0;
        double squares = 0;
        for (int i = 0; i < numbers(a).length; i++) {
            product += numbers(a)[i] * numbers(b)[i];
            squares += numbers(a)[i] * numbers(a)[i];
        }
        assertThat(TreeMath.dot(a, b).item()).isCloseTo(product, within(1e-12));
        assertThat(TreeMath.dot(x, y).item()).isCloseTo(product, within(1e-12));
        assertThat(TreeMath.norm(a).item()).isCloseTo(Math.sqrt(squares), within(1e-12));
        assertThat(TreeMath.norm(x).item()).isCloseTo(Math.sqrt(squares), within(1e-12));
    }

    @Test
    @DisplayName("is differentiable to second order")
    void isDifferentiable() {
        List<Tensor> at = new ArrayList<>(a.leaves());
        int count = at.size();
        at.addAll(b.leaves());
        at.add(Tensor.scalar(0.3, DType.FLOAT64));
        DerivativeCheck.check(
                x -> {
                    var p = Params.unflatten(a, x.subList(0, count));
                    var q = Params.unflatten(b, x.subList(count, 2 * count));
                    var moved = TreeMath.axpy(x.get(2 * count), p, q);
                    var rest = TreeMath.sub(TreeMath.scale(x.get(2 * count), q), p);
                    return List.of(TreeMath.dot(moved, rest), TreeMath.norm(moved));
                },
                at,
                2);
    }

    @Test
    @DisplayName("as one vector, and back")
    void vectors() {
        Tensor vector = TreeMath.vector(a);
        assertThat(vector.toDoubles()).isEqualTo(numbers(a));
        FunctionalSequential.Params back = TreeMath.ofVector(vector.mul(2), a);
        isEach(back, back.leaves(), (x, y) -> 2 * x);

        List<Tensor> shapes =
                List.of(Tensor.zeros(2, 2), Tensor.zeros(0, 3), Tensor.scalar(0), Tensor.zeros(1));
        Tensor six = Tensor.normal(random, DType.FLOAT64, 6);
        List<Tensor> parts = TreeMath.ofVector(six, shapes);
        assertThat(parts)
                .extracting(t -> Arrays.toString(t.shape()))
                .containsExactly("[2, 2]", "[0, 3]", "[]", "[1]");
        assertThat(TreeMath.vector(parts).toDoubles()).isEqualTo(six.toDoubles());
        Tensor tasks = Tensor.normal(random, DType.FLOAT64, 3, 6).asTasks();
        assertThat(TreeMath.vector(TreeMath.ofVector(tasks, shapes)).fromTasks().toDoubles())
                .isEqualTo(tasks.fromTasks().toDoubles());
        DerivativeCheck.check(
                x -> List.of(TreeMath.vector(TreeMath.ofVector(x.get(0).exp(), shapes))),
                List.of(Tensor.parameter(six)),
                2);
        assertThatThrownBy(() -> TreeMath.ofVector(six, a))
                .hasMessageContaining("ofVector: [6] for tensors of")
                .hasMessageContaining("give a vector of as many");
    }

    @Test
    @DisplayName("a norm has derivatives where some parameters are 0, and 0 where all are")
    void normsAtZero() {
        List<Tensor> some = List.of(Tensor.zeros(DType.FLOAT64, 2), Tensor.ones(DType.FLOAT64, 3));
        DerivativeCheck.check(x -> List.of(TreeMath.norm(x)), some, 2);
        Tensor zero = Tensor.parameter(Tensor.zeros(2));
        TreeMath.norm(List.of(zero)).backward();
        assertThat(zero.grad().orElseThrow().toFloats()).containsExactly(0, 0);
        Tensor huge = Tensor.full(1e30, DType.FLOAT32, 4);
        assertThat(TreeMath.norm(List.of(huge)).item()).isCloseTo(2e30, within(1e24));
    }

    @Test
    @DisplayName("tied parameters count once, and stay tied; buffers are those of the last tree")
    void tiesAndBuffers() {
        Linear one = new Linear(2, 2);
        var tied = FunctionalTreeMathTestTwo.of(new Two(one, one)).params();
        var sum = TreeMath.axpy(2, tied, tied);
        assertThat(sum.first().weight()).isSameAs(sum.second().weight());
        assertThat(TreeMath.dot(tied, tied).item())
                .isCloseTo(TreeMath.dot(tied.first(), tied.first()).item(), within(1e-6));
        var apart =
                FunctionalTreeMathTestTwo.of(new Two(new Linear(2, 2), new Linear(2, 2))).params();
        refuses(
                () -> TreeMath.add(tied, apart),
                "add: tree 0 has parameters [first.weight, first.bias] and tree 1 [first.weight,"
                        + " first.bias, second.weight, second.bias], or they are tied in other"
                        + " ways; give trees of one model");
        var moved = FunctionalSequential.of(net.model());
        FunctionalSequential.Bound bound = moved.bind(moved.params());
        bound.forward(Tensor.normal(random, DType.FLOAT32, 5, 2));
        var seen = bound.params();
        var result = TreeMath.add(net.params(), seen);
        assertThat(Params.buffers(result).values())
                .containsExactlyElementsOf(Params.buffers(seen).values());
    }

    @Test
    @DisplayName("tasks have products of their own")
    void tasks() {
        List<Tensor> shared = List.of(Tensor.ones(2), Tensor.ones(1, 3));
        List<Tensor> own =
                List.of(
                        Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).asTasks(),
                        Tensor.of(new float[] {1, 1, 1, 2, 2, 2}, 2, 1, 3).asTasks());
        assertThat(TreeMath.dot(shared, own).fromTasks().toFloats()).containsExactly(6, 13);
        assertThat(TreeMath.norm(own).fromTasks().square().toFloats())
                .containsExactly(new float[] {8, 37}, within(1e-5f));
        List<Tensor> mixed = List.of(own.get(0), shared.get(1));
        assertThat(TreeMath.norm(mixed).fromTasks().square().toFloats())
                .containsExactly(new float[] {8, 28}, within(1e-5f));
        Tensor factors = Tensor.of(new float[] {1, 10}).asTasks();
        assertThat(TreeMath.axpy(factors, shared, own).get(0).fromTasks().toFloats())
                .containsExactly(2, 3, 13, 14);
    }

    @Test
    @DisplayName("of nothing is the number 0, which takes on any type")
    void nothing() {
        var none = FunctionalSequential.of(new Sequential(new Relu())).params();
        assertThat(TreeMath.norm(none).item()).isZero();
        assertThat(TreeMath.dot(none, none).item()).isZero();
        assertThat(TreeMath.dot(none, none).add(Tensor.ones(2)).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(TreeMath.add(none, none).leaves()).isEmpty();
        assertThat(TreeMath.add(List.of(), List.of())).isEmpty();
        assertThat(TreeMath.norm(List.of(Tensor.zeros(0, 2), Tensor.ones(1))).item()).isOne();
    }

    @Test
    @DisplayName("zip takes shapes that differ")
    void zipTakesAnyShapes() {
        var rates = Params.map(a, t -> Tensor.scalar(0.5, DType.FLOAT64));
        assertThat(numbers(TreeMath.zip(rates, b, Tensor::mul)))
                .containsExactly(numbers(TreeMath.scale(0.5, b)), within(1e-15));
    }

    @Test
    @DisplayName("what does not fit is named, with what to do")
    void refuses() {
        List<Tensor> one = List.of(Tensor.ones(2));
        refuses(
                () -> TreeMath.add(one, List.of()),
                "add: 1 and 0 tensors; give lists of the same length");
        refuses(
                () -> TreeMath.sub(one, List.of(Tensor.ones(1))),
                "sub: [2] and [1] are in the same place; give trees or lists of tensors of the"
                        + " same shapes");
        refuses(
                () -> TreeMath.dot(one, List.of(Tensor.ones(1, 2))),
                "dot: [2] and [1, 2] are in the same place; give trees or lists of tensors of the"
                        + " same shapes");
        refuses(
                () -> TreeMath.scale(one.get(0), one),
                "scale: the factor has shape [2]; give a scalar, or use zip");
        refuses(
                () -> TreeMath.zip(List.<FunctionalSequential.Params>of(), at -> at.get(0)),
                "zip: no trees; give one or more");
        var other = FunctionalSequential.of(new Sequential(new Linear(2, 3))).params();
        refuses(
                () -> TreeMath.dot(a, other),
                "dot: tree 0 has parameters [layers.0.weight, layers.0.bias, layers.1.weight,"
                        + " layers.1.bias, layers.2.weight, layers.2.bias] and tree 1"
                        + " [layers.0.weight, layers.0.bias], or they are tied in other ways; give"
                        + " trees of one model");
        assertThatThrownBy(() -> TreeMath.add(a, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("add: an argument is null");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
