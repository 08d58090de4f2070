package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.backend.Poisoned;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backward passes over random networks of images: what is recorded, and keeps all memory, against
 * what is not, and takes that of dead gradients again; with and without NaN in such memory.
 */
class RandomBackwardTest {
    private static final int NETS = 25;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void recordedOrNotPoisonedOrNotGradientsAreTheSameBits(long seeds) {
        for (long net = seeds * NETS; net < (seeds + 1) * NETS; net++) {
            long seed = net;
            for (DType dtype : DType.values()) {
                List<double[]> expected = null;
                for (boolean poison : new boolean[] {true, false}) {
                    for (boolean recorded : new boolean[] {true, false}) {
                        List<double[]> gradients =
                                Poisoned.get(poison, () -> gradients(seed, dtype, recorded));
                        expected = expected == null ? gradients : expected;
                        assertSame(seed, gradients, expected, 0);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void floatsAgreeWithDoubles(long seeds) {
        for (long seed = seeds * NETS; seed < (seeds + 1) * NETS; seed++) {
            List<double[]> floats = gradients(seed, DType.FLOAT32, false);
            List<double[]> doubles = gradients(seed, DType.FLOAT64, false);
            assertSame(seed, floats, doubles, 2e-3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void tasksTogetherAreALoop(long seeds) {
        for (long seed = seeds * NETS; seed < (seeds + 1) * NETS; seed++) {
            List<Tensor> first = inputs(seed, DType.FLOAT64);
            List<Tensor> second = inputs(seed + 1_000_000, DType.FLOAT64);
            List<double[]> apart = new ArrayList<>();
            // the first parameter, the images, is each task's own, the others are shared
            List<Tensor> other = new ArrayList<>(first);
            other.set(0, Tensor.parameter(alike(second.get(0), first.get(0))));
            Tensor sum = loss(first, seed).add(loss(other, seed));
            List<Tensor> both = new ArrayList<>(first);
            both.set(0, Tensor.stackTasks(List.of(first.get(0), other.get(0))));
            Tensor together = loss(both, seed).sumOfTasks();
            assertThat(together.item()).isCloseTo(sum.item(), Offset.offset(1e-9));
            Grad.of(sum).with(first).orZeros().forEach(g -> apart.add(g.toDoubles()));
            List<double[]> asOne = new ArrayList<>();
            Grad.of(together).with(first).orZeros().forEach(g -> asOne.add(g.toDoubles()));
            assertSame(seed, asOne, apart, 1e-9);
        }
    }

    /** The values of one, in the shape of another. */
    private static Tensor alike(Tensor values, Tensor shape) {
        return Tensor.normal(
                new SplittableRandom(Arrays.hashCode(values.toDoubles())),
                shape.dtype(),
                shape.shape());
    }

    private static List<double[]> gradients(long seed, DType dtype, boolean recorded) {
        List<Tensor> inputs = inputs(seed, dtype);
        Grad grad = Grad.of(loss(inputs, seed));
        List<double[]> gradients = new ArrayList<>();
        (recorded ? grad.createGraph() : grad)
                .with(inputs)
                .orZeros()
                .forEach(g -> gradients.add(g.toDoubles()));
        return gradients;
    }

    /** To a precision relative to the largest element; bit for bit if that is 0. */
    private static void assertSame(
            long seed, List<double[]> actual, List<double[]> expected, double precision) {
        for (int i = 0; i < expected.size(); i++) {
            if (precision == 0) {
                assertThat(actual.get(i))
                        .as("net %d, input %d", seed, i)
                        .containsExactly(expected.get(i))
                        .doesNotContain(Double.NaN);
                continue;
            }
            double scale = Arrays.stream(expected.get(i)).map(Math::abs).max().orElse(0);
            for (int k = 0; k < expected.get(i).length; k++) {
                assertThat(actual.get(i)[k])
                        .as("net %d, input %d, element %d", seed, i, k)
                        .isCloseTo(
                                expected.get(i)[k],
                                Offset.offset(precision * Math.max(scale, 1e-2)));
            }
        }
    }

    // the nets

    /** Images, then a few filters that convolutions cut theirs from. */
    private static List<Tensor> inputs(long seed, DType dtype) {
        RandomGenerator random = new SplittableRandom(seed);
        boolean many = random.nextInt(12) == 0;
        int channels = many ? 32 : 2 + 2 * random.nextInt(2);
        int size = 4 + random.nextInt(5);
        int images = many ? 4 : 1 + random.nextInt(2);
        List<Tensor> inputs = new ArrayList<>();
        inputs.add(draw(random, dtype, images, channels, size, size + random.nextInt(2)));
        for (int i = 0; i < 3; i++) {
            inputs.add(draw(random, dtype, channels, channels, 3, 3));
        }
        return inputs;
    }

    private static Tensor draw(RandomGenerator random, DType dtype, int... shape) {
        // drawn as floats, so that both types have the same values
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT32, shape).to(dtype));
    }

    /** The same net for the same seed. */
    private static Tensor loss(List<Tensor> inputs, long seed) {
        RandomGenerator random = new SplittableRandom(-seed);
        List<Tensor> values = new ArrayList<>(inputs.subList(0, 1));
        while (values.size() < 8) {
            Tensor x = values.get(random.nextInt(values.size()));
            Tensor y = next(random, x, values.get(random.nextInt(values.size())), inputs);
            if (y.size() > 0) {
                values.add(y);
            }
        }
        Tensor loss = inputs.get(0).scalarLike(0);
        for (Tensor value : values) {
            loss = loss.add(value.tanh().mul(value.sin().add(1)).mean());
        }
        return loss;
    }

    private static Tensor next(RandomGenerator random, Tensor x, Tensor other, List<Tensor> in) {
        int[] s = x.shape();
        Tensor filters = in.get(1 + random.nextInt(in.size() - 1));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> convolution(random, x, filters);
            case 3 -> x.tanh().maxPool2d(pooling(random, s));
            case 4 -> x.tanh().avgPool2d(pooling(random, s));
            case 5 ->
                    x.sin()
                            .slice(
                                    new int[] {0, 0, 0, 0},
                                    new int[] {s[0], s[1], (s[2] + 1) / 2, (s[3] + 2) / 3},
                                    new int[] {1, 1, 2, 3});
            case 6 -> x.cos().gather(2, s[2] - 1, 0, s[2] - 1);
            case 7 -> x.standardize(1e-1, 0, 2, 3).mul(x);
            case 8 -> x.softmax(1).mul(x.sigmoid());
            case 9 -> x.permute(0, 1, 3, 2).relu().sub(x.permute(0, 1, 3, 2).mul(0.1));
            case 10 -> x.mul(0.2).mmulTransposed(x.tanh());
            default ->
                    Arrays.equals(s, other.shape()) ? x.mul(other.tanh()) : x.square().neg().exp();
        };
    }

    /** Filters of every extent, stride, dilation, padding, whether they meet all or skip some. */
    private static Tensor convolution(RandomGenerator random, Tensor x, Tensor filters) {
        int[] s = x.shape();
        int groups = s[1] % 2 == 0 && random.nextBoolean() ? 2 : 1;
        int height = 1 + random.nextInt(3);
        int width = 1 + random.nextInt(3);
        Window window =
                Window.of(height, width)
                        .withStride(1 + random.nextInt(4), 1 + random.nextInt(4))
                        .withPadding(random.nextInt(2), random.nextInt(2))
                        .withDilation(1 + random.nextInt(2), 1 + random.nextInt(2));
        if (s[1] >= 32 && random.nextInt(3) > 0) {
            window = Window.of(3, 3).withPadding(1);
            groups = 1;
        }
        if (window.rowsOver(s[2]) < 1 || window.columnsOver(s[3]) < 1) {
            return x.neg();
        }
        Tensor weight =
                filters.slice(1, 0, s[1] / groups)
                        .slice(2, 0, window.height())
                        .slice(3, 0, window.width())
                        .mul(1.0 / s[1]);
        return random.nextBoolean()
                ? x.conv2d(weight, window, groups)
                : x.conv2d(weight, filters.slice(1, 0, 1).sum(1, 2, 3).mul(0.1), window, groups);
    }

    private static Window pooling(RandomGenerator random, int... s) {
        int height = 1 + random.nextInt(Math.min(3, s[2]));
        int width = 1 + random.nextInt(Math.min(3, s[3]));
        return Window.of(height, width)
                .withStride(1 + random.nextInt(3), 1 + random.nextInt(3))
                .withPadding(random.nextInt(height / 2 + 1), random.nextInt(width / 2 + 1));
    }
}
