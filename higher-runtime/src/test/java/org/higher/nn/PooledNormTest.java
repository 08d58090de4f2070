package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch norm, ReLU and max pooling as one operation, against the three one after the other. */
class PooledNormTest {
    private static final Window HALF = Window.of(2, 2).withStride(2);
    private static final double EPS = 0.1;

    /** Images, a scale and a shift of some random shape, and a window. */
    private record Problem(Window window, Tensor x, Tensor scale, Tensor shift) {
        static Problem of(int seed, DType dtype) {
            RandomGenerator random = new SplittableRandom(seed);
            int n = 1 + random.nextInt(4);
            int channels = 1 + random.nextInt(4);
            int rows = 2 + random.nextInt(8);
            int columns = 2 + random.nextInt(8);
            int height = 1 + random.nextInt(2);
            int width = 1 + random.nextInt(2);
            Window window =
                    seed % 2 == 0
                            ? HALF
                            : Window.of(height, width)
                                    .withStride(1 + random.nextInt(3), 1 + random.nextInt(3))
                                    .withPadding(
                                            random.nextInt(height / 2 + 1),
                                            random.nextInt(width / 2 + 1));
            return new Problem(
                    window,
                    normal(random, n, channels, rows, columns).to(dtype),
                    normal(random, channels).to(dtype),
                    normal(random, channels).to(dtype));
        }

        Problem with(List<Tensor> t) {
            return new Problem(window, t.get(0), t.get(1), t.get(2));
        }

        List<Tensor> inputs() {
            return List.of(x, scale, shift);
        }

        List<Tensor> parameters() {
            return inputs().stream().map(Tensor::parameter).toList();
        }

        Tensor fused() {
            return x.batchNormReluMaxPool2d(scale, shift, EPS, window);
        }

        Tensor chain() {
            Tensor a = scale.reshape(1, scale.size(), 1, 1);
            Tensor c = shift.reshape(1, shift.size(), 1, 1);
            return x.normalize(a, c, EPS, 0, 2, 3).relu().maxPool2d(window);
        }

        @Override
        public String toString() {
            return window + " on " + x;
        }
    }

    private static Tensor normal(RandomGenerator random, int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    @Test
    void hasTheBitsOfTheChain() {
        for (int seed = 0; seed < 200; seed++) {
            for (DType dtype : DType.values()) {
                Problem problem = Problem.of(seed, dtype);
                assertSameBits("seed " + seed + ": " + problem, problem.fused(), problem.chain());
            }
        }
    }

    /** Also where elements are tied, NaN, infinite, or zeros of either sign. */
    @Test
    void hasTheBitsOfTheChainAtSpecialValues() {
        double[] special = {0, -0.0, 1, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-310};
        for (int seed = 0; seed < 200; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            double[] values = new double[3 * 2 * 5 * 4];
            int kinds = seed % 3 == 0 ? special.length : 5; // NaN makes all of a channel NaN
            for (int i = 0; i < values.length; i++) {
                values[i] = special[random.nextInt(kinds)];
            }
            double[] scale = {special[random.nextInt(5)], 2};
            double[] shift = {special[random.nextInt(5)], -0.0};
            for (DType dtype : DType.values()) {
                Problem problem =
                        new Problem(
                                seed % 2 == 0 ? HALF : Window.of(3, 2).withPadding(1),
                                Tensor.of(values, 3, 2, 5, 4).to(dtype),
                                Tensor.of(scale, 2).to(dtype),
                                Tensor.of(shift, 2).to(dtype));
                assertSameBits("seed " + seed, problem.fused(), problem.chain());
                List<Tensor> t = problem.parameters();
                Tensor fused = problem.with(t).fused();
                Tensor seeds = normal(random, fused.shape()).to(dtype);
                assertClose(
                        "seed " + seed,
                        1e-4,
                        gradients(fused, seeds, t, false),
                        gradients(problem.with(t).chain(), seeds, t, false));
            }
        }
    }

    @Test
    void hasTheDerivativesOfTheChain() {
        for (int seed = 0; seed < 60; seed++) {
            Problem problem = Problem.of(seed, DType.FLOAT64);
            String what = "seed " + seed + ": " + problem;
            List<Tensor> t = problem.parameters();
            List<Tensor> directions = directions(t, seed);
            List<List<Tensor>> found = new ArrayList<>();
            for (boolean isFused : new boolean[] {true, false}) {
                Tensor y = isFused ? problem.with(t).fused() : problem.with(t).chain();
                Tensor seeds = Tensor.parameter(normal(new SplittableRandom(seed), y.shape()));
                List<Tensor> all = new ArrayList<>(t);
                all.add(seeds);
                List<Tensor> first = gradients(y.square(), seeds, t, true);
                Tensor along = along(first, directions);
                List<Tensor> second = Grad.of(along).createGraph().with(all).orZeros();
                List<Tensor> third =
                        Grad.of(along(second.subList(0, 3), directions)).with(all).orZeros();
                List<Tensor> derivatives = new ArrayList<>(first);
                derivatives.addAll(second);
                derivatives.addAll(third);
                found.add(derivatives);
            }
            assertClose(what, 1e-9, found.get(0), found.get(1));
        }
    }

    /**
     * Of the gradient, along a direction: reverse over reverse, forward over reverse, differences.
     */
    @Test
    void modesAgreeOnSecondDerivatives() {
        for (int seed = 0; seed < 40; seed++) {
            Problem problem = Problem.of(seed, DType.FLOAT64);
            String what = "seed " + seed + ": " + problem;
            Function<List<Tensor>, List<Tensor>> gradient =
                    inputs -> {
                        List<Tensor> t = inputs.stream().map(Tensor::dup).toList();
                        return Grad.of(problem.with(t).fused().square().sum())
                                .createGraph()
                                .with(t)
                                .orZeros();
                    };
            List<Tensor> t = problem.parameters();
            List<Tensor> directions = directions(t, seed);
            List<Tensor> reverse = Grad.of(along(gradient.apply(t), directions)).with(t).orZeros();
            List<Tensor> forward = ForwardMode.jvp(gradient::apply, t, directions).tangents();
            assertClose(what, 1e-9, reverse, forward);
            double h = 1e-6;
            List<Tensor> up = gradient.apply(moved(t, directions, h));
            List<Tensor> down = gradient.apply(moved(t, directions, -h));
            for (int i = 0; i < up.size(); i++) {
                Tensor difference = up.get(i).sub(down.get(i)).div(2 * h);
                assertThat(forward.get(i).toDoubles())
                        .as(what)
                        .containsExactly(difference.toDoubles(), within(1e-4));
            }
        }
    }

    /** The value's tangent is that of the chain, whichever arguments have one. */
    @Test
    void hasTheTangentsOfTheChain() {
        for (int seed = 0; seed < 40; seed++) {
            Problem problem = Problem.of(seed, DType.FLOAT64);
            List<Tensor> directions = directions(problem.inputs(), seed);
            for (int which = 1; which < 8; which++) {
                List<Tensor> inputs = new ArrayList<>();
                List<Tensor> chosen = new ArrayList<>();
                List<Integer> places = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    if ((which >> i & 1) == 1) {
                        inputs.add(problem.inputs().get(i));
                        chosen.add(directions.get(i));
                        places.add(i);
                    }
                }
                Function<List<Tensor>, Problem> around =
                        x -> {
                            List<Tensor> all = new ArrayList<>(problem.inputs());
                            for (int i = 0; i < places.size(); i++) {
                                all.set(places.get(i), x.get(i));
                            }
                            return problem.with(all);
                        };
                Tensor fused =
                        ForwardMode.jvp(x -> List.of(around.apply(x).fused()), inputs, chosen)
                                .tangent();
                Tensor chain =
                        ForwardMode.jvp(x -> List.of(around.apply(x).chain()), inputs, chosen)
                                .tangent();
                assertClose("seed " + seed, 1e-11, List.of(fused), List.of(chain));
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor x = Tensor.ones(DType.FLOAT64, 2, 3, 4, 4);
        Tensor three = Tensor.ones(DType.FLOAT64, 3);
        assertThatThrownBy(
                        () ->
                                x.batchNormReluMaxPool2d(
                                        Tensor.ones(DType.FLOAT64, 2), three, EPS, HALF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "batchNormReluMaxPool2d: a scale of [2] for images [2, 3, 4, 4]; give one"
                                + " for each channel");
        assertThatThrownBy(
                        () -> x.batchNormReluMaxPool2d(three, three.to(DType.FLOAT32), EPS, HALF))
                .hasMessageContaining("element types differ");
        assertThatThrownBy(
                        () -> x.reshape(2, 3, 16).batchNormReluMaxPool2d(three, three, EPS, HALF))
                .hasMessageContaining("are no images [n, channels, rows, columns]");
        assertThatThrownBy(
                        () ->
                                Tensor.ones(DType.FLOAT64, 0, 3, 4, 4)
                                        .batchNormReluMaxPool2d(three, three, EPS, HALF))
                .hasMessageContaining("axis 0 of [0, 3, 4, 4] is empty");
        assertThatThrownBy(() -> x.batchNormReluMaxPool2d(three, three, EPS, Window.of(5, 5)))
                .hasMessageContaining("does not fit");
    }

    /**
     * In training and evaluation, with running statistics and without, with weights and without.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void theLayerIsTheChain(int bits) {
        boolean affine = (bits & 1) == 1;
        boolean keepsRunning = (bits & 2) == 2;
        boolean training = (bits & 4) == 4;
        RandomGenerator random = new SplittableRandom(bits);
        List<Tensor> values = new ArrayList<>();
        Tensor x = Tensor.parameter(normal(random, 4, 3, 5, 6));
        Tensor weight = Tensor.parameter(normal(random, 3));
        Tensor bias = Tensor.parameter(normal(random, 3));
        for (boolean isFused : new boolean[] {true, false}) {
            BatchNorm norm =
                    new BatchNorm(
                            affine ? Optional.of(weight) : Optional.empty(),
                            affine ? Optional.of(bias) : Optional.empty(),
                            Tensor.ones(DType.FLOAT64, 3).mul(0.1),
                            Tensor.ones(DType.FLOAT64, 3).mul(2),
                            1e-5,
                            0.1,
                            keepsRunning);
            norm.train(training);
            Tensor y =
                    isFused
                            ? norm.forwardReluMaxPool2d(x, HALF)
                            : norm.forward(x).relu().maxPool2d(HALF);
            values.add(y);
            values.addAll(Grad.of(y.square().sum()).with(List.of(x, weight, bias)).orZeros());
            values.add(norm.runningMean());
            values.add(norm.runningVariance());
        }
        int half = values.size() / 2;
        assertSameBits("value", values.get(0), values.get(half));
        assertClose("", 1e-10, values.subList(1, half), values.subList(half + 1, 2 * half));
        assertSameBits("mean", values.get(half - 2), values.get(2 * half - 2));
        assertSameBits("variance", values.get(half - 1), values.get(2 * half - 1));
    }

    private static List<Tensor> directions(List<Tensor> like, int seed) {
        RandomGenerator random = new SplittableRandom(1000 + seed);
        return like.stream().map(t -> normal(random, t.shape())).toList();
    }

    private static List<Tensor> moved(List<Tensor> t, List<Tensor> directions, double by) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < t.size(); i++) {
            moved.add(Tensor.parameter(t.get(i).detach().add(directions.get(i).mul(by))));
        }
        return moved;
    }

    private static Tensor along(List<Tensor> tensors, List<Tensor> directions) {
        Tensor sum = Tensor.number(0);
        for (int i = 0; i < tensors.size(); i++) {
            sum = sum.add(tensors.get(i).mul(directions.get(i)).sum());
        }
        return sum;
    }

    private static List<Tensor> gradients(
            Tensor y, Tensor seeds, List<Tensor> t, boolean createGraph) {
        Grad grad = Grad.of(y).seeds(seeds);
        return (createGraph ? grad.createGraph() : grad).with(t).orZeros();
    }

    private static void assertSameBits(String what, Tensor actual, Tensor expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double[] a = actual.toDoubles();
        double[] b = expected.toDoubles();
        for (int i = 0; i < a.length; i++) {
            assertThat(Double.doubleToLongBits(a[i]))
                    .as(what)
                    .isEqualTo(Double.doubleToLongBits(b[i]));
        }
    }

    private static void assertClose(
            String what, double tolerance, List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int k = 0; k < actual.size(); k++) {
            double[] a = actual.get(k).toDoubles();
            double[] b = expected.get(k).toDoubles();
            assertThat(actual.get(k).shape()).as(what).isEqualTo(expected.get(k).shape());
            for (int i = 0; i < a.length; i++) {
                if (Double.isNaN(b[i]) || Double.isInfinite(b[i])) {
                    assertThat(Double.valueOf(a[i]))
                            .as(what + ", " + k)
                            .isEqualTo(Double.valueOf(b[i]));
                } else {
                    assertThat(a[i])
                            .as(what + ", " + k)
                            .isCloseTo(b[i], within(tolerance * Math.max(1, Math.abs(b[i]))));
                }
            }
        }
    }
}
