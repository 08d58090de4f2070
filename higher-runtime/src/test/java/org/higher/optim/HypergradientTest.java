package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.optim.RuleCase.scalars;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every generated optimizer")
class HypergradientTest {
    static Stream<RuleCase<?>> all() {
        return RuleCase.all();
    }

    static Stream<RuleCase<?>> ours() {
        return RuleCase.ours();
    }

    @ParameterizedTest(name = "{0}: makes the steps of its rule")
    @MethodSource("all")
    <R extends UpdateRule<?>> void sameWeights(RuleCase<R> each) {
        List<Tensor> plain = Bowl.start();
        Optimizer<R> optimizer = Optimizer.of(plain, each.rule());
        for (int t = 0; t < each.steps(); t++) {
            Bowl.loss(plain, t).backward();
            optimizer.step();
            optimizer.zeroGrad();
        }

        assertSame(each.unroll(Bowl.start(), List.of()), plain);
        // Also where a value of 0 must not leave out a term, because it is being learned.
        assertSame(each.unroll(Bowl.start(), scalars(each.values())), plain);
    }

    @ParameterizedTest(name = "{0}: makes the same steps in single precision")
    @MethodSource("ours")
    <R extends UpdateRule<?>> void singlePrecision(RuleCase<R> each) {
        List<Tensor> narrow =
                Bowl.start().stream()
                        .map(w -> Tensor.parameter(w.detach().to(DType.FLOAT32)))
                        .toList();
        List<Tensor> expected = each.unroll(Bowl.start(), List.of());
        List<Tensor> actual = each.unroll(narrow, scalars(each.values()));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).dtype()).isEqualTo(DType.FLOAT32);
            assertThat(actual.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), within(2e-5));
        }
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), within(1e-12));
        }
    }

    @ParameterizedTest(name = "{0}: has the gradient of each hyperparameter")
    @MethodSource("all")
    <R extends UpdateRule<?>> void hypergradients(RuleCase<R> each) {
        double[] values = each.values();
        List<Tensor> learned = scalars(values);
        Tensor outer = Bowl.outer(each.unroll(Bowl.start(), learned));
        List<Tensor> gradients = Grad.of(outer).with(learned).orZeros();

        for (int i = 0; i < values.length; i++) {
            if (each.scale(i) == 0) {
                continue;
            }
            int index = i;
            double difference =
                    difference(
                            h -> outerWith(each, values, index, h),
                            1e-6 * Math.max(1, Math.abs(values[i])));
            assertThat(gradients.get(i).item())
                    .as(each.keys().get(i).name())
                    .isCloseTo(difference, near(difference, 1e-7));
        }
    }

    @ParameterizedTest(name = "{0}: has the gradient of the initial weights")
    @MethodSource("all")
    <R extends UpdateRule<?>> void metaGradients(RuleCase<R> each) {
        List<Tensor> start = Bowl.start();
        Tensor outer = Bowl.outer(each.unroll(start, List.of()));
        double[] gradient = Grad.grad(outer, start).get(0).toDoubles();

        for (int i = 0; i < gradient.length; i++) {
            int index = i;
            double difference = difference(h -> outerFrom(each, index, h), 1e-5);
            assertThat(gradient[i]).isCloseTo(difference, near(difference, 1e-8));
        }
    }

    @ParameterizedTest(name = "{0}: has second derivatives")
    @MethodSource("all")
    <R extends UpdateRule<?>> void secondOrder(RuleCase<R> each) {
        Point point = new Point(each.values(), Bowl.start());
        Point direction = direction(each);
        double difference =
                difference(h -> slope(each, point.plus(h, direction), direction).item(), 1e-5);

        Tensor slope = slope(each, point, direction);
        double second = inner(Grad.of(slope).with(point.all()).orZeros(), direction.all()).item();

        assertThat(second).isCloseTo(difference, near(difference, 1e-6));
    }

    @ParameterizedTest(name = "{0}: has a gradient for each element of its hyperparameters")
    @MethodSource("ours")
    <R extends UpdateRule<?>> void perElement(RuleCase<R> each) {
        Point scattered = scattered(each);
        Point direction = elementwise(direction(each).hyper());
        double difference = difference(h -> outer(each, scattered.plus(h, direction)).item(), 1e-5);

        Tensor outer = outer(each, scattered);
        List<Tensor> gradients = Grad.of(outer).with(scattered.hyper()).orZeros();

        assertThat(inner(gradients, direction.hyper()).item())
                .isCloseTo(difference, near(difference, 1e-7));
        for (Tensor gradient : gradients) {
            assertThat(gradient.shape()).containsExactly(3);
        }
    }

    /** Where derivatives are taken: hyperparameters, and weights to start from. */
    private record Point(List<Tensor> hyper, List<Tensor> start) {
        Point(double[] hyper, List<Tensor> start) {
            this(scalars(hyper), start);
        }

        List<Tensor> all() {
            return Stream.concat(hyper.stream(), start.stream()).toList();
        }

        Point plus(double h, Point direction) {
            return new Point(plus(hyper, h, direction.hyper), plus(start, h, direction.start));
        }

        private static List<Tensor> plus(List<Tensor> at, double h, List<Tensor> direction) {
            List<Tensor> moved = new ArrayList<>();
            for (int i = 0; i < at.size(); i++) {
                Tensor value = at.get(i).detach().add(direction.get(i).mul(h));
                moved.add(Tensor.parameter(value));
            }
            return moved;
        }
    }

    /** A random direction, short where a hyperparameter has little room. */
    private static Point direction(RuleCase<?> each) {
        Random random = new Random(3);
        double[] hyper = each.values();
        for (int i = 0; i < hyper.length; i++) {
            hyper[i] = each.scale(i) * random.nextGaussian();
        }
        List<Tensor> start = new ArrayList<>();
        for (Tensor w : Bowl.start()) {
            start.add(Tensor.normal(random, DType.FLOAT64, w.shape()));
        }
        return new Point(hyper, start);
    }

    /** Hyperparameters that differ from element to element. */
    private static Point scattered(RuleCase<?> each) {
        List<Tensor> hyper = new ArrayList<>();
        for (double value : each.values()) {
            double[] elements = {value, value * 0.97, value * 0.99};
            hyper.add(Tensor.parameter(Tensor.of(elements, 3)));
        }
        return new Point(hyper, Bowl.start());
    }

    /** A direction of hyperparameters alone, other for each element. */
    private static Point elementwise(List<Tensor> hyper) {
        Random random = new Random(5);
        List<Tensor> elements = new ArrayList<>();
        hyper.forEach(h -> elements.add(Tensor.normal(random, DType.FLOAT64, 3).mul(h.detach())));
        return new Point(elements, Bowl.start().stream().map(Tensor::zerosLike).toList());
    }

    private static Tensor outer(RuleCase<?> each, Point at) {
        return Bowl.outer(each.unroll(at.start(), at.hyper()));
    }

    /** The derivative in a direction. */
    private static Tensor slope(RuleCase<?> each, Point at, Point direction) {
        List<Tensor> gradients = Grad.of(outer(each, at)).createGraph().with(at.all()).orZeros();
        return inner(gradients, direction.all());
    }

    private static Tensor inner(List<Tensor> a, List<Tensor> b) {
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (int i = 0; i < a.size(); i++) {
            sum = sum.add(a.get(i).mul(b.get(i).detach()).sum());
        }
        return sum;
    }

    private static Offset<Double> near(double value, double relative) {
        return within(relative * Math.max(1, Math.abs(value)));
    }

    /** A derivative at 0, but for terms of fifth order. */
    private static double difference(DoubleUnaryOperator f, double h) {
        double near = f.applyAsDouble(h) - f.applyAsDouble(-h);
        double far = f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h);
        return (8 * near - far) / (12 * h);
    }

    private static double outerWith(RuleCase<?> each, double[] values, int i, double shift) {
        double[] shifted = values.clone();
        shifted[i] += shift;
        return Bowl.outer(each.unroll(Bowl.start(), scalars(shifted))).item();
    }

    private static double outerFrom(RuleCase<?> each, int i, double shift) {
        List<Tensor> start = Bowl.start();
        double[] values = start.get(0).toDoubles();
        values[i] += shift;
        Tensor moved = Tensor.parameter(Tensor.of(values, values.length));
        return Bowl.outer(each.unroll(List.of(moved, start.get(1)), List.of())).item();
    }
}
