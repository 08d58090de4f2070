package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.functional.Params;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ImageLayersTest {
    private final SplittableRandom random = new SplittableRandom(5);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    private BatchNorm batchNorm(int channels, double momentum) {
        return new BatchNorm(
                Optional.of(Tensor.parameter(normal(channels))),
                Optional.of(Tensor.parameter(normal(channels))),
                Tensor.zeros(DType.FLOAT64, channels),
                Tensor.ones(DType.FLOAT64, channels),
                1e-5,
                momentum,
                true);
    }

    @Test
    void twinsOfEveryLayerComputeWhatTheOriginalsDo() {
        Sequential model =
                new Sequential(
                        new Conv2d(2, 4, Window.of(3, 3).withPadding(1), 2, true, random),
                        new BatchNorm(4),
                        new Relu(),
                        new MaxPool2d(2),
                        new Conv2d(4, 3, Window.of(2, 2).withStride(2), 1, false, random),
                        new AvgPool2d(Window.of(2, 2)),
                        new Flatten(),
                        new LayerNorm(3),
                        BatchNorm.builder(3).affine(false).runningStatistics(false).build());
        FunctionalSequential twin = FunctionalSequential.of(model);
        Tensor x = Tensor.normal(random, DType.FLOAT32, 5, 2, 8, 8);
        Tensor of = twin.forward(twin.params(), x);
        assertThat(of.shape()).containsExactly(5, 3);
        assertThat(of.toFloats()).containsExactly(model.forward(x).toFloats());
        assertThat(Params.named(twin.params()).keySet())
                .containsExactly(
                        "layers.0.weight",
                        "layers.0.bias",
                        "layers.1.weight",
                        "layers.1.bias",
                        "layers.4.weight",
                        "layers.7.weight",
                        "layers.7.bias");
    }

    @Test
    void filtersAreDrawnWithinTheBoundOfTheirInputs() {
        FunctionalConv2d twin =
                FunctionalConv2d.of(new Conv2d(8, 200, Window.of(3, 2), 2, true, random));
        double bound = 1 / Math.sqrt(8 / 2 * 3 * 2);
        for (Tensor parameter : twin.parameters()) {
            assertThat(parameter.requiresGrad()).isTrue();
            assertThat(parameter.abs().amax().item()).isBetween(0.97 * bound, bound);
        }
        assertThat(twin.params().weight().shape()).containsExactly(200, 4, 3, 2);
    }

    @Test
    void batchNormNormalisesEachChannel() {
        BatchNorm plain = BatchNorm.builder(3).affine(false).build();
        Tensor y = plain.forward(Tensor.normal(random, DType.FLOAT32, 6, 3, 4, 4).mul(7).add(3));
        for (float mean : y.mean(0, 2, 3).toFloats()) {
            assertThat(mean).isCloseTo(0, within(1e-5f));
        }
        for (float variance : y.square().mean(0, 2, 3).toFloats()) {
            assertThat(variance).isCloseTo(1, within(1e-4f));
        }
    }

    @Test
    void runningStatisticsAreOfTheVarianceWithoutBias() {
        BatchNorm norm = batchNorm(1, 0.25);
        norm.forward(Tensor.of(new double[] {1, 2, 6}, 3, 1));
        assertThat(norm.runningMean().item()).isCloseTo(0.25 * 3, within(1e-14));
        assertThat(norm.runningVariance().item()).isCloseTo(0.75 + 0.25 * 7, within(1e-14));
        assertThat(norm.runningMean().requiresGrad()).isFalse();
    }

    @Test
    void inEvaluationRunningStatisticsAreUsedAndKept() {
        BatchNorm norm = batchNorm(2, 1);
        Tensor seen = normal(4, 2, 3);
        norm.forward(seen);
        norm.eval();
        double[] mean = norm.runningMean().toDoubles();
        Tensor x = normal(1, 2, 1);
        FunctionalBatchNorm twin = FunctionalBatchNorm.of(norm);
        double[] y = twin.forward(twin.params(), x).toDoubles();
        assertThat(norm.forward(x).toDoubles()).containsExactly(y);
        assertThat(norm.runningMean().toDoubles()).containsExactly(mean);
        for (int c = 0; c < 2; c++) {
            double deviation = Math.sqrt(norm.runningVariance().toDoubles()[c] + 1e-5);
            double normal = (x.toDoubles()[c] - mean[c]) / deviation;
            double weight = twin.params().weight().orElseThrow().toDoubles()[c];
            double bias = twin.params().bias().orElseThrow().toDoubles()[c];
            assertThat(y[c]).isCloseTo(normal * weight + bias, within(1e-13));
        }
        norm.train(true);
        norm.forward(seen.add(1));
        assertThat(norm.runningMean().toDoubles()).isNotEqualTo(mean);
    }

    @Test
    void theTwinHasRunningStatisticsOfItsOwn() {
        BatchNorm norm = batchNorm(2, 0.1);
        FunctionalBatchNorm twin = FunctionalBatchNorm.of(norm);
        FunctionalBatchNorm.Bound bound = twin.bind(twin.params());
        Tensor x = normal(5, 2);
        bound.forward(x);
        bound.forward(x);
        assertThat(norm.runningMean().toDoubles()).containsExactly(0, 0);
        norm.forward(x);
        norm.forward(x);
        assertThat(bound.params().runningMean().toDoubles())
                .containsExactly(norm.runningMean().toDoubles());
        assertThat(bound.params().runningVariance().toDoubles())
                .containsExactly(norm.runningVariance().toDoubles());
    }

    /** A bias before batch norm has no influence, and so no gradient. */
    @Test
    void theMeanTakesABiasAway() {
        Tensor bias = Tensor.parameter(normal(2));
        Tensor x = normal(6, 2);
        Tensor loss = batchNorm(2, 0.1).forward(x.add(bias)).mul(normal(6, 2)).sum();
        Tensor gradient = Grad.grad(loss, List.of(bias)).get(0);
        assertThat(gradient.abs().amax().item()).isLessThan(1e-13);
    }

    @Test
    void layerNormNormalisesEachRow() {
        LayerNorm norm =
                new LayerNorm(
                        Tensor.of(new double[] {1, 2, 3}, 3),
                        Tensor.of(new double[] {4, 5, 6}, 3),
                        0);
        double[] y = norm.forward(Tensor.of(new double[] {1, 2, 3, -1, 0, 1}, 2, 1, 3)).toDoubles();
        double one = Math.sqrt(1.5);
        double[] row = {4 - one, 5, 6 + 3 * one};
        for (int i = 0; i < 6; i++) {
            assertThat(y[i]).isCloseTo(row[i % 3], within(1e-14));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        refuses(
                () -> new Conv2d(3, 4, Window.of(3, 3), 2, true, random),
                "Conv2d: 3 channels and 4 outputs in 2 groups");
        refuses(
                () -> new Conv2d(Tensor.zeros(2, 1, 3, 3), Optional.empty(), Window.of(3, 2), 1),
                "Conv2d: weight [2, 1, 3, 3] is not of ");
        refuses(
                () -> new BatchNorm(3).forward(Tensor.zeros(2, 4)),
                "BatchNorm: [2, 4] for a layer of [3]");
        refuses(
                () -> new BatchNorm(3).forward(Tensor.zeros(1, 3)),
                "BatchNorm: [1, 3] has less than two elements for each channel");
        refuses(
                () -> new LayerNorm(3).forward(Tensor.zeros(2, 4)),
                "LayerNorm: [2, 4] does not end in [3]");
    }

    @Test
    void operationsNameBothShapes() {
        Tensor images = Tensor.zeros(2, 3, 5, 5);
        refuses(
                () -> images.conv2d(Tensor.zeros(4, 2, 3, 3)),
                "conv2d: [2, 3, 5, 5] and the weight [4, 2, 3, 3] do not fit in 1 groups");
        refuses(
                () -> images.conv2d(Tensor.zeros(4, 3)),
                "conv2d: [2, 3, 5, 5] and the weight [4, 3]: give images");
        refuses(() -> images.conv2d(Tensor.zeros(4, 3, 7, 7)), "does not fit into [5, 5]");
        refuses(
                () -> images.conv2d(Tensor.zeros(4, 3, 3, 3), Tensor.zeros(3), Window.of(3, 3), 1),
                "the bias [3] must have one element for each of the outputs of the weight"
                        + " [4, 3, 3, 3]");
        refuses(
                () -> images.conv2d(Tensor.zeros(DType.FLOAT64, 4, 3, 3, 3)),
                "conv2d: FLOAT32 [2, 3, 5, 5] and FLOAT64 [4, 3, 3, 3]");
        refuses(
                () -> images.maxPool2d(Window.of(2, 2).withPadding(2)),
                "maxPool2d: Window[2 x 2, stride 1 x 1, padding 2 x 2, dilation 1 x 1]: it pools");
        refuses(
                () -> images.affine(Tensor.zeros(1, 3, 1, 1), Tensor.zeros(1, 1, 1, 1)),
                "affine: [1, 3, 1, 1] and [1, 1, 1, 1] for [2, 3, 5, 5]");
        refuses(() -> Window.of(0, 2), "Window: 0 x 2");
    }

    private static void refuses(Runnable action, String message) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /**
     * By differences of first derivatives; at a weight of 0, which residual networks begin with.
     */
    @Test
    void batchNormHasSecondDerivativesAtAWeightOfZero() {
        Tensor x = Tensor.parameter(normal(4, 2, 3));
        Tensor seed = normal(4, 2, 3);
        Tensor direction = normal(2);
        Tensor bias = Tensor.zeros(DType.FLOAT64, 1, 2, 1);
        Tensor weight = Tensor.parameter(Tensor.of(new double[] {0, 1}, 1, 2, 1));
        Tensor first = slope(x, weight, bias, seed, true);
        Tensor along = first.mul(seed).sum();
        Tensor mixed = Grad.grad(along, List.of(weight)).get(0).reshape(2).mul(direction).sum();
        double h = 1e-6;
        Tensor step = direction.mul(h).reshape(1, 2, 1);
        Tensor up = slope(x, weight.detach().add(step), bias, seed, false).mul(seed).sum();
        Tensor down = slope(x, weight.detach().sub(step), bias, seed, false).mul(seed).sum();
        assertThat(mixed.item()).isCloseTo((up.item() - down.item()) / (2 * h), within(1e-6));
    }

    private static Tensor slope(Tensor x, Tensor weight, Tensor bias, Tensor seed, boolean graph) {
        Tensor y = x.normalize(weight, bias, 1e-5, 0, 2).square().mul(seed).sum();
        Grad grad = graph ? Grad.of(y).createGraph() : Grad.of(y);
        return grad.with(x).orZero(0);
    }

    /** What the rules have computed from a gradient is not taken for that of another. */
    @Test
    void batchNormLooksAtASeedAgainWhenItWasAssigned() {
        Tensor x = Tensor.parameter(normal(4, 2));
        Tensor weight = Tensor.parameter(normal(1, 2));
        Tensor y = x.normalize(weight, weight.zerosLike(), 1e-5, 0);
        Tensor seed = normal(4, 2);
        Tensor before = Grad.of(y).seeds(seed).with(weight).orZero(0);
        seed.assign(seed.mul(2));
        Tensor after = Grad.of(y).seeds(seed).with(weight).orZero(0);
        assertThat(after.toDoubles()).containsExactly(before.mul(2).toDoubles());
    }

    /** Gradients of one weight from two places add up, and leave what the rules remember alone. */
    @Test
    void batchNormUsedTwiceHasTheGradientsOfItsComposition() {
        Tensor x = Tensor.parameter(normal(5, 3));
        Tensor weight = Tensor.parameter(normal(1, 3));
        Tensor bias = Tensor.parameter(normal(1, 3));
        Tensor seed = normal(5, 3);
        Tensor once = x.normalize(weight, bias, 0.1, 0).tanh();
        Tensor whole = once.normalize(weight, bias, 0.1, 0).mul(seed).sum();
        Tensor first = x.standardize(0.1, 0).affine(weight, bias).tanh();
        Tensor parts = first.standardize(0.1, 0).affine(weight, bias).mul(seed).sum();
        List<Tensor> actual = Grad.grad(whole, List.of(x, weight, bias));
        List<Tensor> expected = Grad.grad(parts, List.of(x, weight, bias));
        for (int i = 0; i < 3; i++) {
            assertThat(actual.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), within(1e-12));
        }
    }
}
