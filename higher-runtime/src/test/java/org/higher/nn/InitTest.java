package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.nn.Init.Fan;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Initial values have their published spread, and a seed makes them again. */
class InitTest {
    private static final int[] CONV = {40, 30, 3, 2}; // fans: in 180, out 240

    static Stream<Arguments> random() {
        return Stream.of(
                row(
                        "xavierUniform",
                        2 * 2 / 420.0,
                        3,
                        r -> Init.xavierUniform(Math.sqrt(2), r, CONV)),
                row("xavierUniform", 2 / 420.0, 3, r -> Init.xavierUniform(180, 240, r, CONV)),
                row("xavierNormal", 9 * 2 / 420.0, 0, r -> Init.xavierNormal(3, r, CONV)),
                row(
                        "kaimingUniform",
                        2 / 180.0,
                        3,
                        r -> Init.kaimingUniform(Fan.IN, Init.RELU_GAIN, r, CONV)),
                row("kaimingUniform", 1 / 240.0, 3, r -> Init.kaimingUniform(Fan.OUT, 1, r, CONV)),
                row("kaimingUniform", 4 / 180.0, 3, r -> Init.kaimingUniform(2, 180, r, CONV)),
                row(
                        "kaimingNormal",
                        2 / 180.0,
                        0,
                        r -> Init.kaimingNormal(Fan.IN, Init.RELU_GAIN, r, CONV)),
                row("kaimingNormal", 1 / 240.0, 0, r -> Init.kaimingNormal(Fan.OUT, 1, r, CONV)),
                // of a normal cut at 2: 1 - 4 φ(2) / (2 Φ(2) - 1)
                row(
                        "truncatedNormal",
                        0.25 * 0.7737413,
                        2 * 2 / 0.7737413,
                        r -> Init.truncatedNormal(0.5, 2, r, CONV)));
    }

    private static Arguments row(
            String name, double variance, double cut, Function<RandomGenerator, Tensor> init) {
        return Arguments.of(name, variance, cut, init);
    }

    /** {@code cut} is the square of the largest entry, by the variance; 0 where there is none. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("random")
    void spread(String name, double variance, double cut, Function<RandomGenerator, Tensor> init) {
        Tensor weight = init.apply(new SplittableRandom(3));
        assertThat(weight.requiresGrad()).isTrue();
        assertThat(weight.shape()).containsExactly(CONV);
        Tensor scaled = weight.detach().div(Math.sqrt(variance));
        assertThat(scaled.mean().item()).isCloseTo(0, within(0.05));
        assertThat(scaled.square().mean().item()).isCloseTo(1, within(0.05));
        double largest = scaled.square().amax().item();
        if (cut == 0) {
            assertThat(largest).isGreaterThan(9);
        } else {
            assertThat(largest).isBetween(0.97 * cut, cut * (1 + 1e-6));
        }
        assertThat(init.apply(new SplittableRandom(3)).toFloats()).isEqualTo(weight.toFloats());
        assertThat(init.apply(new SplittableRandom(4)).toFloats()).isNotEqualTo(weight.toFloats());
    }

    @Test
    void orthogonalVectors() {
        for (int[] shape : new int[][] {{5, 8}, {8, 5}, {6, 6}, {4, 2, 3}, {1, 1}}) {
            Tensor weight = Init.orthogonal(1.5, new SplittableRandom(5), shape);
            assertThat(weight.shape()).containsExactly(shape);
            assertThat(weight.dtype()).isEqualTo(DType.FLOAT32);
            Tensor matrix = weight.detach().to(DType.FLOAT64).flatten(1);
            boolean wide = matrix.size(0) <= matrix.size(1);
            Tensor gram = wide ? matrix.mmulTransposed(matrix) : matrix.transposedMmul(matrix);
            double[] products = gram.toDoubles();
            int count = Math.min(matrix.size(0), matrix.size(1));
            for (int i = 0; i < products.length; i++) {
                double expected = i % (count + 1) == 0 ? 2.25 : 0;
                assertThat(products[i]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    /** Of either sign, as all directions are equally likely. */
    @Test
    void orthogonalSigns() {
        SplittableRandom random = new SplittableRandom(6);
        int positive = 0;
        for (int i = 0; i < 200; i++) {
            positive += Init.orthogonal(1, random, 2, 2).toFloats()[0] > 0 ? 1 : 0;
        }
        assertThat(positive).isBetween(75, 125);
    }

    @Test
    void constants() {
        assertThat(Init.constant(3, 2).toFloats()).containsExactly(3, 3);
        assertThat(Init.ones(2).toFloats()).containsExactly(1, 1);
        assertThat(Init.ones(2).requiresGrad()).isTrue();
        assertThat(Init.leakyReluGain(0)).isEqualTo(Init.RELU_GAIN);
        assertThat(Init.leakyReluGain(1)).isEqualTo(Init.LINEAR_GAIN);
    }

    @Test
    void whatHasNoFansIsRefused() {
        SplittableRandom random = new SplittableRandom(7);
        assertThatThrownBy(() -> Init.xavierNormal(1, random, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "xavierNormal: shape [3] has no inputs and outputs; give [outputs, inputs,"
                                + " ...]");
        assertThatThrownBy(() -> Init.truncatedNormal(1, 0, random, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "truncatedNormal: hardly a draw is within 0.0 deviations; cut at 0.01 or"
                                + " more");
    }
}
