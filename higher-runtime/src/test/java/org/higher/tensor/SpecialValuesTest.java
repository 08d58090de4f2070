package org.higher.tensor;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendsUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and derivatives at ties, kinks, zeros, large magnitudes, empty and size-1 axes. */
class SpecialValuesTest {
    private final Device before = Backends.current();

    @AfterEach
    void restoreDevice() {
        Backends.use(before);
    }

    /**
     * One row: a function of a vector, a point, and there the value, the gradient of its sum, the
     * gradient of the sum of that gradient, and so on.
     */
    record Row(String name, UnaryOperator<Tensor> function, double[] at, double[]... expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final double[] ZERO = {0};
    private static final double[] ONE = {1};
    private static final double[] HALF = {0.5};
    private static final double[] KINK = {-1, 0, 2};
    private static final double[] ZEROS = {0, 0, 0};
    private static final double[] LARGE = {-1000, 1000};
    private static final double[] NONE = {0, 0};

    private static final List<Row> ELEMENTWISE =
            List.of(
                    row("safeSqrt", Tensor::safeSqrt, v(0, 4), v(0, 2), v(0, 0.25), v(0, -1 / 32.)),
                    row("safeSqrt, third", Tensor::safeSqrt, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO),
                    row("safeSqrt of square", x -> x.square().safeSqrt(), ZERO, ZERO, ZERO, ZERO),
                    row(
                            "safeSqrt times a slope",
                            x -> x.safeSqrt().mul(x.add(1)),
                            ZERO,
                            ZERO,
                            ZERO,
                            ZERO,
                            ZERO),
                    row("safeSqrt below 0", Tensor::safeSqrt, v(-1), v(NaN), v(NaN)),
                    row("sqrt", Tensor::sqrt, ZERO, ZERO, v(POSITIVE_INFINITY)),
                    row("abs", Tensor::abs, KINK, v(1, 0, 2), v(-1, 0, 1), ZEROS, ZEROS),
                    row("sign", Tensor::sign, KINK, v(-1, 0, 1), ZEROS, ZEROS),
                    row("relu", Tensor::relu, KINK, v(0, 0, 2), v(0, 0, 1), ZEROS),
                    row(
                            "leakyRelu",
                            x -> x.leakyRelu(0.1),
                            KINK,
                            v(-0.1, 0, 2),
                            v(0.1, 0.1, 1),
                            ZEROS),
                    row(
                            "leakyRelu at infinity",
                            x -> x.leakyRelu(0.5),
                            v(POSITIVE_INFINITY, NEGATIVE_INFINITY),
                            v(POSITIVE_INFINITY, NEGATIVE_INFINITY),
                            v(1, 0.5)),
                    row("log of relu", x -> x.relu().log(), v(-1), v(NEGATIVE_INFINITY), ZERO),
                    row("max with a number", x -> x.max(0), KINK, v(0, 0, 2), v(0, 0.5, 1), ZEROS),
                    row("min with a number", x -> x.min(0), KINK, v(-1, 0, 0), v(1, 0.5, 0), ZEROS),
                    row(
                            "max, the loser below an infinite slope",
                            x -> x.max(0).sqrt(),
                            v(-1, 4),
                            v(0, 2),
                            v(0, 0.25)),
                    row(
                            "min of tensors, the loser below an infinite slope",
                            x -> x.min(like(x, 0)).neg().sqrt(),
                            v(1, -4),
                            v(0, 2),
                            v(0, -0.25)),
                    row("max of NaN", x -> x.max(1), v(NaN, 0, 2), v(NaN, 1, 2), v(1, 0, 1), ZEROS),
                    row("min of NaN", x -> x.min(1), v(NaN, 0, 2), v(NaN, 0, 1), v(1, 1, 0), ZEROS),
                    row(
                            "max of NaN and a tensor",
                            x -> x.max(x.sub(x).add(1)),
                            v(NaN, 2),
                            v(NaN, 2),
                            v(1, 1)),
                    row(
                            "max with a tensor of NaN",
                            x -> x.max(like(x, NaN)),
                            v(1, 2),
                            v(NaN, NaN),
                            v(1, 1),
                            NONE),
                    row(
                            "min with a tensor of NaN",
                            x -> x.min(like(x, NaN)),
                            v(1, 2),
                            v(NaN, NaN),
                            v(1, 1),
                            NONE),
                    row("relu of NaN", Tensor::relu, v(NaN, -1), v(NaN, 0), v(1, 0), NONE),
                    row("abs of NaN", Tensor::abs, v(NaN), v(NaN), v(NaN)),
                    row("clamp of NaN", x -> x.clamp(-1, 1), v(NaN), v(NaN)),
                    row("max with itself", x -> x.max(x), KINK, KINK, v(1, 1, 1), ZEROS),
                    row("min with its copy", x -> x.min(x.dup()), KINK, KINK, v(1, 1, 1), ZEROS),
                    row("max, tie with data", x -> x.max(x.detach()), KINK, KINK, v(.5, .5, .5)),
                    row(
                            "clamp at its bounds",
                            x -> x.clamp(-1, 1),
                            v(-2, -1, 0, 1, 2),
                            v(-1, -1, 0, 1, 1),
                            v(0, 1, 1, 1, 0),
                            v(0, 0, 0, 0, 0)),
                    row("pow 0", x -> x.pow(0), v(0, -2), v(1, 1), NONE, NONE, NONE),
                    row("pow 1", x -> x.pow(1), v(0, -2), v(0, -2), v(1, 1), NONE, NONE),
                    row("pow 2", x -> x.pow(2), v(0, -2), v(0, 4), v(0, -4), v(2, 2), NONE),
                    row("pow 3", x -> x.pow(3), v(0, -2), v(0, -8), v(0, 12), v(0, -12), v(6, 6)),
                    row("pow 2.5", x -> x.pow(2.5), ZERO, ZERO, ZERO, ZERO),
                    row("pow -1", x -> x.pow(-1), v(-2), v(-0.5), v(-0.25), v(-0.25)),
                    row("pow of tensors, 0", x -> x.pow(like(x, 0)), v(0, -2), v(1, 1), NONE, NONE),
                    row(
                            "pow of tensors, 1",
                            x -> x.pow(like(x, 1)),
                            v(0, -2),
                            v(0, -2),
                            v(1, 1),
                            NONE,
                            NONE),
                    row(
                            "pow of tensors, 2",
                            x -> x.pow(like(x, 2)),
                            v(0, -2),
                            v(0, 4),
                            v(0, -4),
                            v(2, 2),
                            NONE),
                    row(
                            "exponents over 0",
                            x -> like(x, 0).pow(x),
                            v(0, 1, 2),
                            v(1, 0, 0),
                            ZEROS,
                            ZEROS,
                            ZEROS),
                    row(
                            "negative exponents over 0",
                            x -> like(x, 0).pow(x),
                            v(-1),
                            v(POSITIVE_INFINITY),
                            ZERO,
                            ZERO),
                    row(
                            "exponent 0 over another base",
                            x -> x.add(2).pow(x),
                            ZERO,
                            ONE,
                            v(Math.log(2)),
                            v(Math.log(2) * Math.log(2) + 1)),
                    row("rpow of 0, negative", x -> x.rpow(0), v(-1), v(POSITIVE_INFINITY), ZERO),
                    row("rpow of 0", x -> x.rpow(0), v(0, 1, 2), v(1, 0, 0), ZEROS, ZEROS),
                    row(
                            "rpow of e",
                            x -> x.rpow(Math.E),
                            v(0, 1),
                            v(1, Math.E),
                            v(1, Math.E),
                            v(1, Math.E)),
                    row("x to the x", x -> x.pow(x), ONE, ONE, ONE, v(2)),
                    row("softplus", Tensor::softplus, LARGE, v(0, 1000), v(0, 1), NONE, NONE),
                    row("sigmoid", Tensor::sigmoid, LARGE, v(0, 1), NONE, NONE, NONE),
                    row("sigmoid at 0", Tensor::sigmoid, ZERO, HALF, v(0.25), ZERO, v(-0.125)),
                    row("tanh", Tensor::tanh, LARGE, v(-1, 1), NONE, NONE, NONE),
                    row("tanh at 0", Tensor::tanh, ZERO, ZERO, ONE, ZERO, v(-2)),
                    row(
                            "where, the other branch NaN",
                            x -> Tensor.where(x.ge(0), x, like(x, NaN)),
                            v(0, 1),
                            v(0, 1),
                            v(1, 1),
                            NONE),
                    row(
                            "where, before and after an infinite slope",
                            x -> {
                                Tensor positive = x.gt(0);
                                Tensor inside = Tensor.where(positive, x, like(x, 1));
                                return Tensor.where(positive, inside.log(), x.neg());
                            },
                            v(0, 1),
                            NONE,
                            v(-1, 1),
                            v(0, -1)));

    private static final List<Row> OVER_AXES =
            List.of(
                    row("norm2 at 0", x -> x.norm2(), ZEROS, ZERO, ZEROS, ZEROS, ZEROS),
                    row("amax, all tied", x -> x.amax(), v(3, 3), v(3), v(0.5, 0.5), NONE),
                    row("amin, two of three tied", x -> x.amin(), v(1, 5, 1), ONE, v(.5, 0, .5)),
                    row("amax, size 1", x -> x.amax(0), v(3), v(3), ONE, ZERO),
                    row("sum of nothing", x -> x.sum(), v(), ZERO, v(), v()),
                    row("mean of nothing", x -> x.mean(), v(), v(NaN), v(), v()),
                    row("square mean, size 1", x -> x.square().mean(0), v(3), v(9), v(6), v(2)),
                    row("norm2 of nothing", x -> x.norm2(), v(), ZERO, v()),
                    row("softmax of nothing", x -> x.softmax(0), v(), v(), v()),
                    row("softmax, size 1", x -> x.softmax(0), v(3), ONE, ZERO, ZERO),
                    row("logSoftmax, size 1", x -> x.logSoftmax(0), v(3), ZERO, ZERO, ZERO),
                    row(
                            "softmax, large",
                            x -> x.softmax(0).slice(0, 0, 1),
                            v(1000, -1000, 1000),
                            HALF,
                            v(0.25, 0, -0.25)),
                    row(
                            "logSoftmax, large",
                            x -> x.logSoftmax(0),
                            v(1000, -1000),
                            v(0, -2000),
                            v(-1, 1),
                            NONE),
                    row(
                            "logSoftmax with an impossible class",
                            x -> x.logSoftmax(0).slice(0, 0, 1),
                            v(0, NEGATIVE_INFINITY),
                            ZERO,
                            NONE,
                            NONE),
                    row(
                            "logSumExp, large",
                            x -> x.logSumExp(),
                            v(1000, 1000),
                            v(1000 + Math.log(2)),
                            v(0.5, 0.5),
                            NONE),
                    row(
                            "logSumExp of log 0",
                            x -> x.logSumExp(),
                            v(NEGATIVE_INFINITY, NEGATIVE_INFINITY),
                            v(NEGATIVE_INFINITY),
                            NONE,
                            NONE),
                    row("logSumExp of nothing", x -> x.logSumExp(), v(), v(NEGATIVE_INFINITY), v()),
                    row(
                            "logSumExp with an infinity",
                            x -> x.logSumExp(),
                            v(1, POSITIVE_INFINITY, 2),
                            v(POSITIVE_INFINITY),
                            v(0, 1, 0),
                            ZEROS),
                    row(
                            "logSumExp of infinities",
                            x -> x.logSumExp(),
                            v(POSITIVE_INFINITY, NEGATIVE_INFINITY, POSITIVE_INFINITY),
                            v(POSITIVE_INFINITY),
                            v(0.5, 0, 0.5),
                            ZEROS),
                    row(
                            "logSumExp with a log 0",
                            x -> x.logSumExp(),
                            v(NEGATIVE_INFINITY, 3, 3),
                            v(3 + Math.log(2)),
                            v(0, 0.5, 0.5),
                            ZEROS),
                    row("logSumExp of NaN", x -> x.logSumExp(), v(NaN, 1), v(NaN), v(NaN, NaN)),
                    row(
                            "softmax of infinity",
                            x -> x.softmax(0),
                            v(1, POSITIVE_INFINITY),
                            v(NaN, NaN)),
                    row(
                            "logSoftmax of NaN",
                            x -> x.logSoftmax(0),
                            v(1, NaN),
                            v(NaN, NaN),
                            v(NaN, NaN)),
                    row(
                            "norm2 of what would overflow",
                            x -> x.norm2().div(1e200),
                            v(3e200, 4e200),
                            v(5),
                            NONE),
                    row(
                            "norm2 of what would underflow",
                            x -> x.norm2().mul(1e200),
                            v(3e-200, -4e-200),
                            v(5)),
                    row("norm2 of NaN", x -> x.norm2(), v(NaN, 1), v(NaN), v(NaN, NaN)),
                    row(
                            "norm2 with an infinity",
                            x -> x.norm2(),
                            v(NEGATIVE_INFINITY, 1),
                            v(POSITIVE_INFINITY)),
                    row("norm2, size 1", x -> x.norm2(0), v(-3), v(3), v(-1), ZERO),
                    row("amax of NaN", x -> x.amax(), v(NaN, 1), v(NaN), v(NaN, NaN)),
                    row("var, size 1", x -> x.var(), v(3), ZERO, ZERO, ZERO),
                    row("var of nothing", x -> x.var(), v(), v(NaN), v(), v()),
                    row("var of NaN", x -> x.var(), v(1, NaN), v(NaN), v(NaN, NaN)),
                    row("var of pairs", x -> x.var(1, true), v(1, 3), v(2), v(-2, 2), NONE),
                    row("std, all the same", x -> x.std(), v(3, 3), ZERO, NONE, NONE, NONE),
                    row("std, size 1", x -> x.std(0, true, 0), v(3), ZERO, ZERO, ZERO),
                    row(
                            "cumsum of NaN",
                            x -> x.cumsum(0),
                            v(1, NaN, 2),
                            v(1, NaN, NaN),
                            v(3, 2, 1),
                            ZEROS),
                    row("cumsum of nothing", x -> x.cumsum(0), v(), v(), v()),
                    row(
                            "sort, ties and NaN",
                            x -> x.sort(0).mul(Tensor.of(new double[] {1, 2, 3, 4})),
                            v(NaN, 2, 1, 2),
                            v(1, 4, 6, NaN),
                            v(4, 2, 1, 3),
                            v(0, 0, 0, 0)),
                    row(
                            "sort, descending, ties and NaN",
                            x -> x.sort(0, true).mul(Tensor.of(new double[] {1, 2, 3, 4})),
                            v(2, 1, 2, NaN),
                            v(NaN, 4, 6, 4),
                            v(2, 4, 3, 1)),
                    row("sort of 0 and -0", x -> x.argsort(0), v(0.0, -0.0), v(0, 1), NONE),
                    row("sort of nothing", x -> x.sort(0), v(), v(), v()),
                    row("argsort of nothing", x -> x.argsort(0), v(), v(), v()),
                    row("topk, a tie", x -> x.topk(0, 1), v(5, 5), v(5), v(1, 0), NONE),
                    row(
                            "sort of infinities",
                            x -> x.sort(0),
                            v(POSITIVE_INFINITY, NaN, NEGATIVE_INFINITY),
                            v(NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN),
                            v(1, 1, 1)),
                    row("flip of nothing", x -> x.flip(), v(), v(), v()),
                    row(
                            "pick beside NaN",
                            x -> x.reshape(1, 2).pick(1, 1),
                            v(NaN, 3),
                            v(3),
                            v(0, 1),
                            NONE),
                    row("inverse of NaN", x -> x.reshape(1, 1).inverse(), v(NaN), v(NaN), v(NaN)),
                    row(
                            "cholesky of infinity",
                            x -> x.reshape(1, 1).cholesky(),
                            v(POSITIVE_INFINITY),
                            v(NaN),
                            v(NaN)),
                    row("logDet of NaN", x -> x.reshape(1, 1).logDet(), v(NaN), v(NaN), v(NaN)),
                    row(
                            "solve with a side of NaN",
                            x -> Tensor.eye(DType.FLOAT64, 2).solve(x.reshape(2, 1)),
                            v(NaN, 1),
                            v(NaN, 1),
                            v(1, 1),
                            NONE),
                    row("logDet of nothing", x -> x.reshape(0, 0).logDet(), v(), ZERO, v()),
                    row("repeated gather", x -> x.gather(0, 1, 1, 1), v(3, 4), v(4, 4, 4), v(0, 3)),
                    row("gather of nothing", x -> x.gather(0), v(3, 4), v(), NONE),
                    row("empty slice", x -> x.slice(0, 1, 1), v(3, 4), v(), NONE),
                    row(
                            "product over an empty axis",
                            x -> x.reshape(2, 0).mmul(x.reshape(0, 1)),
                            v(),
                            NONE,
                            v()));

    static Stream<Arguments> rowsOnDevices() {
        return BackendsUnderTest.devices()
                .map(BackendDevice::name)
                .flatMap(
                        device ->
                                Stream.concat(ELEMENTWISE.stream(), OVER_AXES.stream())
                                        .map(row -> Arguments.of(device, row)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rowsOnDevices")
    void hasTheRightValueAndDerivatives(String device, Row row) {
        Backends.use(Backends.device(device));
        Tensor x = Tensor.parameter(Tensor.of(row.at, row.at.length));
        Tensor y = row.function.apply(x);
        for (int order = 0; order < row.expected.length; order++) {
            assertThat(y.toDoubles())
                    .as("derivative of order %d", order)
                    .usingComparatorWithPrecision(1e-13)
                    .containsExactly(row.expected[order]);
            y = y.requiresGrad() ? Grad.of(y.sum()).createGraph().with(x).orZero(0) : x.zerosLike();
        }
    }

    static Stream<Arguments> typesOnDevices() {
        return BackendsUnderTest.devices()
                .map(BackendDevice::name)
                .flatMap(
                        device ->
                                Stream.of(DType.values())
                                        .map(dtype -> Arguments.of(device, dtype)));
    }

    /** The squares of such floats, or their sum, are none. */
    @ParameterizedTest
    @MethodSource("typesOnDevices")
    void normsOfLargeAndSmall(String device, DType dtype) {
        Backends.use(Backends.device(device));
        for (double scale : new double[] {1e30, 1e-30, 1, 4e37, 1e-38}) {
            Tensor x =
                    Tensor.parameter(
                            Tensor.of(new double[] {3, 0, 0, -4}, 2, 2).mul(scale).to(dtype));
            for (int[] axes : new int[][] {{}, {0}, {0, 1}}) {
                Tensor y = x.norm2(axes);
                double expected = y.size() == 1 ? 5 : 7; // 3 + 4, of the columns
                assertThat(y.sum().item() / scale).isCloseTo(expected, Offset.offset(1e-6 * 5));
            }
            Tensor slope = Grad.of(x.norm2()).createGraph().with(x).orZero(0);
            assertThat(slope.toDoubles())
                    .usingComparatorWithPrecision(1e-6)
                    .containsExactly(0.6, 0, 0, -0.8);
            // the second derivative is (I - u u') / |x|
            double[] second = Grad.grad(slope.slice(0, 0, 1).sum(), List.of(x)).get(0).toDoubles();
            assertThat(second[0] * scale * 5).isCloseTo(0.64, Offset.offset(1e-5));
            assertThat(second[3] * scale * 5).isCloseTo(0.48, Offset.offset(1e-5));
        }
    }

    /** Elements that are large and differ little, against the same without their offset. */
    @ParameterizedTest
    @MethodSource("typesOnDevices")
    void largeElementsThatDifferLittleAreStandardized(String device, DType dtype) {
        Backends.use(Backends.device(device));
        double offset = dtype == DType.FLOAT32 ? 1e6 : 1e14;
        double[] small = {-1, 1, 1, 0.5, -2, 3, -1, 1};
        Tensor plain = Tensor.parameter(Tensor.of(small, 2, 4));
        Tensor x = Tensor.parameter(plain.detach().add(offset).to(dtype));
        for (int[] axes : new int[][] {{}, {0}, {1}}) {
            Tensor expected = plain.standardize(1e-5, axes);
            Tensor actual = x.standardize(1e-5, axes);
            assertClose(actual, expected, 2e-5);
            Tensor slope =
                    Grad.of(actual.square().mul(actual).sum()).createGraph().with(x).orZero(0);
            Tensor other =
                    Grad.of(expected.square().mul(expected).sum())
                            .createGraph()
                            .with(plain)
                            .orZero(0);
            assertClose(slope, other, 2e-4);
            assertClose(
                    Grad.grad(slope.square().sum(), List.of(x)).get(0),
                    Grad.grad(other.square().sum(), List.of(plain)).get(0),
                    2e-2);
        }
        assertThat(Tensor.full(offset, dtype, 5).standardize(1e-5).toDoubles()).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("typesOnDevices")
    void meansOfLargeElements(String device, DType dtype) {
        Backends.use(Backends.device(device));
        double large = dtype == DType.FLOAT32 ? 3e38 : 1e306;
        assertThat(Tensor.full(large, dtype, 3, 11).mean().item() / large)
                .isCloseTo(1, Offset.offset(1e-6));
        assertThat(Tensor.full(large, dtype, 3, 11).mean(0).amax().item() / large)
                .isCloseTo(1, Offset.offset(1e-6));
    }

    private static void assertClose(Tensor actual, Tensor expected, double precision) {
        double[] x = actual.toDoubles();
        double[] y = expected.toDoubles();
        for (int i = 0; i < y.length; i++) {
            assertThat(x[i])
                    .as("element %d", i)
                    .isCloseTo(y[i], Offset.offset(precision * Math.max(1, Math.abs(y[i]))));
        }
    }

    private static Row row(
            String name, UnaryOperator<Tensor> function, double[] at, double[]... expected) {
        return new Row(name, function, at, expected);
    }

    private static double[] v(double... values) {
        return values;
    }

    private static Tensor like(Tensor x, double value) {
        return Tensor.full(value, DType.FLOAT64, x.shape());
    }
}
