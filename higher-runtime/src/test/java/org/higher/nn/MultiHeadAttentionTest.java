package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MultiHeadAttentionTest {
    private static final int BATCH = 2;
    private static final int TIME = 3;
    private static final int OTHERS = 4;
    private static final int FEATURES = 6;
    private static final int HEADS = 3;

    private final SplittableRandom random = new SplittableRandom(9);
    private final Linear query = linear();
    private final Linear key = linear();
    private final Linear value = linear();
    private final Linear out = linear();
    private final MultiHeadAttention layer = new MultiHeadAttention(query, key, value, out, HEADS);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    private Linear linear() {
        return new Linear(
                Tensor.parameter(normal(FEATURES, FEATURES)), Optional.of(normal(FEATURES)));
    }

    @Test
    void valuesAreThoseOfTheFormula() {
        Tensor q = normal(BATCH, TIME, FEATURES);
        Tensor k = normal(BATCH, OTHERS, FEATURES);
        Tensor v = normal(BATCH, OTHERS, FEATURES);
        double[] open = new double[BATCH * TIME * OTHERS];
        Arrays.fill(open, 1);
        LayerCheck.assertClose(layer.forward(q, k, v), naive(q, k, v, open));
        LayerCheck.assertClose(
                layer.forward(q), naive(q, q, q, Arrays.copyOf(open, BATCH * TIME * TIME)));

        double[] mask = Arrays.stream(open).map(x -> random.nextInt(3) > 0 ? 1 : 0).toArray();
        Tensor given = Tensor.of(mask, BATCH, TIME, OTHERS);
        LayerCheck.assertClose(layer.forward(q, k, v, given), naive(q, k, v, mask));
        LayerCheck.assertClose(
                layer.forward(q, k, v, given.get(0)),
                naive(q, k, v, given.get(0).broadcast(BATCH, TIME, OTHERS).toDoubles()));
    }

    private double[] naive(Tensor q, Tensor k, Tensor v, double[] mask) {
        double[] qs = query.forward(q.reshape(-1, FEATURES)).toDoubles();
        double[] ks = key.forward(k.reshape(-1, FEATURES)).toDoubles();
        double[] vs = value.forward(v.reshape(-1, FEATURES)).toDoubles();
        int others = k.size(1);
        int width = FEATURES / HEADS;
        double[] seen = new double[qs.length];
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < TIME; t++) {
                int at = (b * TIME + t) * FEATURES;
                for (int first = 0; first < FEATURES; first += width) {
                    double[] shares = new double[others];
                    double total = 0;
                    for (int s = 0; s < others; s++) {
                        double score = 0;
                        for (int f = first; f < first + width; f++) {
                            score += qs[at + f] * ks[(b * others + s) * FEATURES + f];
                        }
                        shares[s] =
                                mask[(b * TIME + t) * others + s]
                                        * Math.exp(score / Math.sqrt(width));
                        total += shares[s];
                    }
                    for (int s = 0; s < others && total > 0; s++) {
                        for (int f = first; f < first + width; f++) {
                            seen[at + f] += shares[s] / total * vs[(b * others + s) * FEATURES + f];
                        }
                    }
                }
            }
        }
        return out.forward(Tensor.of(seen, BATCH * TIME, FEATURES)).toDoubles();
    }

    @Test
    void standsEveryCheck() {
        MultiHeadAttention small = new MultiHeadAttention(4, 2, true, random);
        FunctionalMultiHeadAttention twin = FunctionalMultiHeadAttention.of(small);
        int[] q = {2, 3, 4};
        int[] k = {2, 2, 4};
        new LayerCheck<>(twin, (bound, in) -> List.of(bound.forward(in.get(0))), q)
                .all(in -> List.of(small.forward(in.get(0))));
        Tensor mask = Tensor.of(new float[] {1, 0, 1, 1, 0, 0}, 3, 2);
        new LayerCheck<>(
                        twin,
                        (bound, in) ->
                                List.of(bound.forward(in.get(0), in.get(1), in.get(2), mask)),
                        q,
                        k,
                        k)
                .all(in -> List.of(small.forward(in.get(0), in.get(1), in.get(2), mask)));
    }

    @Test
    void aCausalMaskHidesTheFuture() {
        assertThat(MultiHeadAttention.causalMask(3).toFloats())
                .containsExactly(1, 0, 0, 1, 1, 0, 1, 1, 1);
        Tensor x = Tensor.parameter(normal(1, TIME, FEATURES));
        Tensor mask = MultiHeadAttention.causalMask(TIME);
        Tensor second = layer.forward(x, x, x, mask).slice(1, 1, 2).square().sum();
        Tensor gradient = Grad.grad(second, List.of(x)).get(0);
        assertThat(gradient.slice(1, 2, 3).toDoubles()).containsOnly(0);
        assertThat(gradient.slice(1, 0, 1).abs().amin().item()).isPositive();
    }

    /** It is the bias of the last map, not NaN, and so are its gradients. */
    @Test
    void whoMaySeeNobodySeesZeros() {
        Tensor x = Tensor.parameter(normal(1, TIME, FEATURES));
        Tensor y = layer.forward(x, x, x, Tensor.zeros(TIME, TIME));
        double[] bias = out.forward(Tensor.zeros(DType.FLOAT64, TIME, FEATURES)).toDoubles();
        LayerCheck.assertClose(y, bias);
        assertThat(Grad.grad(y.square().sum(), List.of(x)).get(0).toDoubles()).containsOnly(0);
    }

    @Test
    void parametersAreNamedAfterTheirMaps() {
        FunctionalMultiHeadAttention twin =
                FunctionalMultiHeadAttention.of(new MultiHeadAttention(4, 2, false, random));
        assertThat(Params.named(twin.params()).keySet())
                .containsExactly("query.weight", "key.weight", "value.weight", "out.weight");
        assertThat(FunctionalMultiHeadAttention.of(new MultiHeadAttention(4, 2)).parameters())
                .hasSize(8);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(
                () -> new MultiHeadAttention(6, 4),
                "6 features can't be divided among 4 heads; give a number that divides them");
        refused(() -> new MultiHeadAttention(0, 1), "0 features; there must be at least one");
        Linear narrow = new Linear(6, 4);
        refused(
                () -> new MultiHeadAttention(query, key, narrow, out, 2),
                "queries have 6 features, keys 6, values 4, and the last map takes 6; give maps"
                        + " that agree");
        Tensor x = normal(2, 3, 6);
        refused(
                () -> layer.forward(normal(3, 6)),
                "queries [3, 6] do not fit; give [batch, time, 6]");
        refused(
                () -> layer.forward(x, x, normal(2, 4, 6)),
                "queries [2, 3, 6], keys [2, 3, 6] and values [2, 4, 6] do not fit; give one"
                        + " batch, and a value for each key");
        refused(
                () -> layer.forward(x, x, x, Tensor.ones(3)),
                "mask [3] does not fit; give [3, 3] or [2, 3, 3]");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MultiHeadAttention: " + message);
    }
}
