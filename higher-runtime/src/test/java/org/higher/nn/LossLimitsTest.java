package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.tensor.DerivativeCheck;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Losses where formulas overflow, divide by zero or have a kink")
class LossLimitsTest {
    private static Tensor of(double... values) {
        return Tensor.of(values);
    }

    private static Tensor row(double... values) {
        return Tensor.of(values, 1, values.length);
    }

    /** The gradient, and that of its sum of products with 1, 2, 3, ... */
    private static List<double[]> derivatives(Function<Tensor, Tensor> loss, Tensor at) {
        Tensor x = Tensor.parameter(at);
        Tensor first = Grad.of(loss.apply(x)).createGraph().with(x).orZeros().get(0);
        double[] counted = new double[at.size()];
        Arrays.setAll(counted, i -> i + 1);
        Tensor along = first.mul(Tensor.of(counted, at.shape()).to(at.dtype())).sum();
        Tensor second =
                along.requiresGrad() ? Grad.gradOrZeros(along, List.of(x)).get(0) : x.zerosLike();
        return List.of(first.toDoubles(), second.toDoubles());
    }

    private static void areFinite(Function<Tensor, Tensor> loss, Tensor at) {
        assertThat(loss.apply(at).item()).isFinite();
        for (double[] derivative : derivatives(loss, at)) {
            assertThat(Arrays.stream(derivative).allMatch(Double::isFinite))
                    .as(Arrays.toString(derivative))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("hinge: a class that is impossible by its score adds nothing")
    void impossibleClassesOfHinge() {
        Tensor scores = row(0, Double.NEGATIVE_INFINITY, 1);
        Tensor first = row(1, 0, 0);
        assertThat(Losses.hinge(scores, 0).item()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(derivatives(x -> Losses.hinge(x, 0), scores).get(0))
                .containsExactly(new double[] {-1.0 / 3, 0, 1.0 / 3}, within(1e-15));
        areFinite(x -> Losses.hinge(x, first), scores);
        areFinite(x -> Losses.hinge(scores, x), first);
    }

    @Test
    @DisplayName("binary cross entropy: no overflow, no lost digits, and no kink at 0")
    void binaryCrossEntropy() {
        Tensor classes = of(1, 0, 1, 0, 1, 0.25);
        Tensor logits = of(1000, 1000, -1000, -1000, 40, 0);
        Tensor each = Losses.binaryCrossEntropy(logits, classes, Reduction.NONE);
        assertThat(each.toDoubles())
                .containsExactly(
                        new double[] {0, 1000, 1000, 0, Math.exp(-40), Math.log(2)}, within(1e-13));
        assertThat(each.toDoubles()[4] / Math.exp(-40)).isCloseTo(1, within(1e-12));
        List<double[]> slopes =
                derivatives(x -> Losses.binaryCrossEntropy(x, classes, Reduction.SUM), logits);
        assertThat(slopes.get(0))
                .containsExactly(new double[] {0, 1, -1, 0, 0, 0.25}, within(1e-15));
        assertThat(slopes.get(1)).containsExactly(new double[] {0, 0, 0, 0, 0, 1.5}, within(1e-15));
        areFinite(
                x -> Losses.binaryCrossEntropy(x, classes.to(DType.FLOAT32)),
                logits.to(DType.FLOAT32));
    }

    @Test
    @DisplayName(
            "cross entropy: no overflow with any reduction, and impossible classes add nothing")
    void crossEntropy() {
        Tensor logits = Tensor.of(new double[][] {{1000, -1000, 0}, {-1000, 1000, 1000}});
        int[] labels = {1, 2};
        Tensor each = Losses.crossEntropy(logits, labels, Reduction.NONE);
        assertThat(each.toDoubles())
                .containsExactly(new double[] {2000, Math.log(2)}, within(1e-13));
        for (Reduction reduction : List.of(Reduction.SUM, Reduction.MEAN)) {
            areFinite(x -> Losses.crossEntropy(x, labels, 0.1, reduction), logits);
        }
        Tensor impossible = row(1, 1, Double.NEGATIVE_INFINITY);
        areFinite(x -> Losses.crossEntropy(x, row(0, 1, 0), Reduction.SUM), impossible);
        areFinite(x -> Losses.crossEntropy(impossible, x, Reduction.SUM), row(0, 1, 0));
    }

    @Test
    @DisplayName("Huber: the second derivative at 0 is 1, and derivatives meet at delta")
    void huber() {
        Tensor zero = of(0, 0, 0, 0, 0);
        Tensor x = of(0, 0.5, -0.5, 2, -2);
        List<double[]> slopes = derivatives(t -> Losses.huber(t, zero, 0.5, Reduction.SUM), x);
        assertThat(slopes.get(0)).containsExactly(0, 0.5, -0.5, 0.5, -0.5);
        assertThat(slopes.get(1)).containsExactly(1, 2, 3, 0, 0);
        assertThat(derivatives(t -> Losses.smoothL1(t, zero, 0, Reduction.SUM), x).get(0))
                .containsExactly(0, 1, -1, 1, -1);
        assertThat(Losses.huber(of(1e200, -1e200), of(-1e200, 1e200), Reduction.NONE).toDoubles())
                .containsExactly(2e200, 2e200);
        assertThat(Losses.huber(of(3), of(0), Double.POSITIVE_INFINITY, Reduction.SUM).item())
                .isEqualTo(4.5);
    }

    @Test
    @DisplayName(
            "Kullback-Leibler: a probability of 0 adds nothing, and its derivatives are finite")
    void divergence() {
        Tensor p = row(0, 0.25, 0.75);
        Tensor q = row(Math.log(0.5), Math.log(0.25), Math.log(0.25));
        assertThat(Losses.klDivergence(q, p).item()).isCloseTo(0.75 * Math.log(3), within(1e-15));
        areFinite(x -> Losses.klDivergence(x, p), q);
        areFinite(x -> Losses.klDivergence(q, x), p);
        Tensor cut = row(Double.NEGATIVE_INFINITY, Math.log(0.5), Math.log(0.5));
        assertThat(Losses.klDivergence(cut, p).item())
                .isCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), within(1e-15));
        areFinite(x -> Losses.klDivergence(x, p), cut);
        areFinite(x -> Losses.klDivergence(cut, x), p);
        Tensor far = row(1000, -1000, 0);
        areFinite(x -> Losses.klDivergence(x.logSoftmax(1), p), far);
        areFinite(x -> Losses.klDivergence(q, x.softmax(1)), far);
        assertThat(Losses.klDivergence(cut, row(1, 0, 0)).item())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    @DisplayName("cosine: rows of zeros are similar to nothing, and nothing depends on them")
    void zeroVectors() {
        Tensor zero = row(0, 0);
        Tensor other = row(3, 4);
        for (Tensor b : List.of(other, zero)) {
            assertThat(Losses.cosineSimilarity(zero, b).toDoubles()).containsExactly(0);
            for (double[] d : derivatives(x -> Losses.cosineSimilarity(x, b).sum(), zero)) {
                assertThat(d).containsOnly(0);
            }
            for (double[] d : derivatives(x -> Losses.cosineSimilarity(b, x).sum(), zero)) {
                assertThat(d).containsOnly(0);
            }
        }
        assertThat(derivatives(x -> Losses.cosineSimilarity(zero, x).sum(), other).get(0))
                .containsOnly(0);
        for (double size : new double[] {1e-30, 1e30}) {
            Tensor far = other.mul(size).to(DType.FLOAT32);
            assertThat(Losses.cosineSimilarity(far, far).item()).isCloseTo(1, within(1e-6));
        }
        areFinite(
                x -> Losses.cosineEmbedding(x, Tensor.stack(0, of(1, 0), of(0, 0)), of(1, -1)),
                Tensor.zeros(DType.FLOAT64, 2, 2));
    }

    @Test
    @DisplayName("maxima: of two equal numbers the derivative is 0")
    void ties() {
        Tensor same = row(1, 2);
        assertThat(Losses.tripletMargin(same, same, same).item()).isEqualTo(1);
        areFinite(x -> Losses.tripletMargin(x, same, same), same);
        for (double[] d : derivatives(x -> Losses.tripletMargin(x, same, same), same)) {
            assertThat(d).containsOnly(0);
        }
        Function<Tensor, Tensor> tie =
                x -> Losses.tripletMargin(x, row(0, 0), row(0, 2), 1, Reduction.SUM);
        assertThat(tie.apply(row(0, 0.5)).item()).isZero(); // 0.5 - 1.5 + 1
        assertThat(derivatives(tie, row(0, 0.5)).get(0)).containsExactly(0, 0);
        assertThat(derivatives(x -> Losses.hinge(x, 0), row(1, 0, -3)).get(0))
                .containsExactly(0, 0, 0);
        Function<Tensor, Tensor> edge =
                x -> Losses.cosineEmbedding(x, row(0, 1), of(-1), 0, Reduction.SUM);
        assertThat(derivatives(edge, row(1, 0)).get(0)).containsExactly(0, 0);
    }

    @Test
    @DisplayName("NaN is not hidden, and of no examples there is no loss")
    void notANumber() {
        for (LossCase each : LossCase.all()) {
            List<Tensor> x = new ArrayList<>(each.inputs().apply(new SplittableRandom(1)));
            Tensor nothing = Tensor.zeros(DType.FLOAT64, 0, 3);
            x.set(0, x.get(0).mul(Double.NaN));
            assertThat(each.loss().of(x, Reduction.SUM).item()).as(each.name()).isNaN();
            if (each.variables() == x.size() && x.size() > 1) {
                List<Tensor> none = x.stream().map(t -> nothing).toList();
                assertThat(each.loss().of(none, Reduction.SUM).item()).isZero();
                assertThat(each.loss().of(none, Reduction.NONE).size()).isZero();
                assertThat(each.loss().of(none, Reduction.MEAN).item()).isNaN();
            }
        }
    }

    @Test
    @DisplayName("weights of 0 give 0, with the gradient that tells which example matters")
    void weightsOfZero() {
        Tensor weights = Tensor.parameter(of(0, 0, 0));
        Tensor loss = Losses.mse(of(1, 2, 3), of(0, 0, 0), Reduction.MEAN.weighted(weights));
        assertThat(loss.item()).isZero();
        assertThat(Grad.grad(loss, List.of(weights)).get(0).toDoubles())
                .containsExactly(new double[] {1 / 3.0, 4 / 3.0, 3}, within(1e-15));
    }

    @Test
    @DisplayName("defaults are a mean, with the settings that the page says")
    void defaults() {
        SplittableRandom random = new SplittableRandom(2);
        Tensor a = Tensor.normal(random, DType.FLOAT64, 4, 3);
        Tensor b = Tensor.normal(random, DType.FLOAT64, 4, 3);
        Tensor c = Tensor.normal(random, DType.FLOAT64, 4, 3);
        Tensor p = b.softmax(1);
        Tensor signs = of(1, -1, 1, -1);
        int[] labels = {0, 2, 1, 1};
        Tensor chosen = Losses.oneHot(3, labels).to(DType.FLOAT64);
        Reduction mean = Reduction.MEAN;
        same(Losses.mse(a, b), Losses.mse(a, b, mean));
        same(Losses.huber(a, b), Losses.huber(a, b, mean), Losses.huber(a, b, 1, mean));
        same(Losses.smoothL1(a, b), Losses.smoothL1(a, b, mean), Losses.smoothL1(a, b, 1, mean));
        same(Losses.binaryCrossEntropy(a, p), Losses.binaryCrossEntropy(a, p, mean));
        same(Losses.crossEntropy(a, p), Losses.crossEntropy(a, p, mean));
        same(
                Losses.crossEntropy(a, labels),
                Losses.crossEntropy(a, labels, mean),
                Losses.crossEntropy(a, labels, 0, mean),
                Losses.crossEntropy(a, chosen));
        same(Losses.klDivergence(a, p), Losses.klDivergence(a, p, mean));
        same(
                Losses.hinge(a, labels),
                Losses.hinge(a, labels, mean),
                Losses.hinge(a, labels, 1, mean),
                Losses.hinge(a, chosen),
                Losses.hinge(a, chosen, mean));
        same(
                Losses.cosineEmbedding(a, b, signs),
                Losses.cosineEmbedding(a, b, signs, mean),
                Losses.cosineEmbedding(a, b, signs, 0, mean));
        same(
                Losses.tripletMargin(a, b, c),
                Losses.tripletMargin(a, b, c, mean),
                Losses.tripletMargin(a, b, c, 1, mean));
        DerivativeCheck.check(x -> List.of(Losses.mse(x.get(0), x.get(1), mean)), List.of(a, b), 2);
    }

    private static void same(Tensor first, Tensor... others) {
        for (Tensor other : others) {
            assertThat(other.item()).isEqualTo(first.item());
            assertThat(other.shape()).isEmpty();
        }
    }

    @Test
    @DisplayName("what does not fit is named, with what to do")
    void refuses() {
        Tensor a = Tensor.zeros(2, 3);
        Tensor b = Tensor.zeros(3, 2);
        Tensor wide = Tensor.zeros(DType.FLOAT64, 2, 3);
        Reduction sum = Reduction.SUM;
        refuses(
                () -> Losses.huber(a, b),
                "huber: prediction [2, 3] and target [3, 2] differ in shape; reshape one of them");
        refuses(
                () -> Losses.smoothL1(a, wide),
                "smoothL1: prediction of FLOAT32 and target of FLOAT64 differ in element type;"
                        + " convert one with to(DType)");
        refuses(() -> Losses.huber(a, a, 0, sum), "huber: delta is 0.0; it must be positive");
        refuses(
                () -> Losses.smoothL1(a, a, -1, sum),
                "smoothL1: beta is -1.0; it must be a number that is not negative");
        refuses(
                () -> Losses.crossEntropy(a, new int[] {0, 1}, 1.5, sum),
                "crossEntropy: smoothing is 1.5; it must be in [0.0, 1.0]");
        refuses(
                () -> Losses.klDivergence(a, b),
                "klDivergence: logProbabilities [2, 3] with probabilities [3, 2]; give [rows,"
                        + " classes] for both");
        refuses(
                () -> Losses.hinge(a, 0),
                "hinge: scores [2, 3] with 1 labels; give [rows, classes] and one label for each"
                        + " row");
        refuses(() -> Losses.hinge(a, 0, 3), "hinge: label 3 of row 1 is not in [0, 3)");
        refuses(
                () -> Losses.hinge(a, a, Double.NaN, sum),
                "hinge: margin is NaN; it must be a number that is not negative");
        refuses(
                () -> Losses.cosineSimilarity(a, b),
                "cosineSimilarity: a [2, 3] with b [3, 2]; give [rows, features] for both");
        refuses(
                () -> Losses.cosineEmbedding(a, a, Tensor.zeros(3)),
                "cosineEmbedding: signs [3] for 2 rows; give [rows]: 1 for rows that are alike, -1"
                        + " for others");
        refuses(
                () -> Losses.cosineEmbedding(a, a, Tensor.zeros(2), 2, sum),
                "cosineEmbedding: margin is 2.0; it must be in [-1.0, 1.0]");
        refuses(
                () -> Losses.tripletMargin(a, a, b),
                "tripletMargin: anchor [2, 3] with negative [3, 2]; give [rows, features] for"
                        + " both");
        refuses(
                () -> Reduction.MEAN.weighted(a),
                "Reduction: weights [2, 3]; give [rows], one for each example");
        refuses(
                () -> Losses.mse(a, a, sum.weighted(Tensor.ones(3))),
                "mse: weights [3] for losses [2, 3]; give one for each position of the first axis");
        refuses(
                () -> Losses.mse(a, a, sum.weighted(Tensor.ones(DType.FLOAT64, 2))),
                "mse: weights of FLOAT64 for losses of FLOAT32; convert them with to(DType)");
        refuses(
                () -> Losses.mse(a.sum(), a.sum(), sum.weighted(Tensor.ones(1))),
                "mse: weights [1] for losses []; give one for each position of the first axis");
        assertThat(sum).hasToString("SUM");
        assertThat(sum.weighted(Tensor.ones(2))).hasToString("SUM.weighted([2])");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
