package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.testing.GradCheck;
import org.higher.functional.testing.TwinCheck;
import org.higher.nn.Init;
import org.higher.nn.Losses;
import org.higher.nn.RandomScope;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The answers of docs/how-do-i.md about tensors, and draws in models. */
class TensorsHowToTest {
    private final SplittableRandom random = new SplittableRandom(1);

    /** Ridge regression on the features of a support set, and its values for queries. */
    static Tensor ridgeHead(Tensor features, Tensor targets, Tensor queries, Tensor ridge) {
        Tensor gram = features.mmulTransposed(features);
        Tensor regular = gram.add(Tensor.eye(gram.dtype(), gram.size(0)).mul(ridge));
        return queries.mmulTransposed(features).mmul(regular.solve(targets));
    }

    @Test
    void fitARidgeRegression() {
        Tensor features = Tensor.normal(random, DType.FLOAT64, 5, 8);
        Tensor queries = Tensor.normal(random, DType.FLOAT64, 3, 8);
        Tensor targets = Losses.oneHot(2, 0, 1, 1, 0, 1).to(DType.FLOAT64);
        Tensor ridge = Tensor.scalar(0.3, DType.FLOAT64);
        // as by the features, whose matrix is larger
        Tensor gram = features.transposedMmul(features);
        Tensor weights =
                gram.add(Tensor.eye(DType.FLOAT64, 8).mul(0.3))
                        .solve(features.transposedMmul(targets));
        Tensor expected = queries.mmul(weights);
        Tensor logits = ridgeHead(features, targets, queries, ridge);
        assertThat(logits.sub(expected).abs().amax().item()).isLessThan(1e-12);
        GradCheck.check(
                List.of(features, ridge),
                p -> Losses.crossEntropy(ridgeHead(p.get(0), targets, queries, p.get(1)), 1, 0, 0));
        Tensor tasks = Tensor.stackTasks(List.of(features, features.mul(2)));
        Tensor both = ridgeHead(tasks, targets, queries, ridge);
        assertThat(both.unstackTasks().get(0).sub(logits).abs().amax().item()).isLessThan(1e-12);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> gram.solve(Tensor.eye(DType.FLOAT64, 8)))
                .withMessageContaining("add a ridge to its diagonal");
    }

    @Test
    void pickTheElementOfALabel() {
        Tensor logits = Tensor.of(new double[][] {{0, 1, 3}, {2, 1, 0}, {0, 4, 1}});
        int[] labels = {2, 0, 1};
        Tensor likelihood = logits.logSoftmax(1).pick(1, labels);
        Tensor nearest = logits.topk(1, 2);
        Tensor order = logits.argsort(1, true);
        Tensor sorted = logits.takeAlongAxis(1, order);
        Tensor largest = logits.argTopk(1, 1);
        Tensor without = logits.putAlongAxis(1, largest, Tensor.scalar(-1e9, DType.FLOAT64));
        assertThat(likelihood.mean().neg().item())
                .isCloseTo(Losses.crossEntropy(logits, labels).item(), within(1e-14));
        assertThat(nearest.toDoubles()).containsExactly(3, 1, 2, 1, 4, 1);
        assertThat(sorted.toDoubles()).isEqualTo(logits.sort(1, true).toDoubles());
        assertThat(without.amax(1).toDoubles()).containsExactly(1, 1, 1);
    }

    @Test
    void drawInAModel() {
        Init.seed(3);
        NoisyNet model = new NoisyNet();
        FunctionalNoisyNet net = FunctionalNoisyNet.of(model);
        Tensor x = Tensor.ones(4, 1);
        double[] same;
        try (var draws = RandomScope.open(5)) {
            assertThat(draws).isNotNull();
            same = model.forward(x).toDoubles();
        }
        try (var draws = RandomScope.open(5)) {
            assertThat(draws).isNotNull();
            Tensor drawn = net.forward(net.params(), x);
            assertThat(drawn.toDoubles()).isEqualTo(same);
            assertThat(Grad.grad(mse(drawn, x), net.parameters())).hasSize(4);
        }
        TwinCheck.check(model, x);
    }
}
