package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.tensor.DerivativeCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final SplittableRandom random = new SplittableRandom(5);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    @Test
    void mseIsTheMeanSquare() {
        Tensor loss =
                Losses.mse(Tensor.of(new double[] {1, 2, 4}, 3), Tensor.zeros(DType.FLOAT64, 3));
        assertThat(loss.shape()).isEmpty();
        assertThat(loss.item()).isEqualTo(7);
        DerivativeCheck.check(
                x -> List.of(Losses.mse(x.get(0), x.get(1))),
                List.of(normal(4, 3), normal(4, 3)),
                3);
    }

    @Test
    void crossEntropyIsTheMeanNegativeLogProbability() {
        Tensor logits = Tensor.of(new double[] {0, 0, 0, Math.log(6)}, 2, 2);
        assertThat(Losses.crossEntropy(logits, 1, 0).item())
                .isCloseTo((Math.log(2) + Math.log(7)) / 2, within(1e-12));
        DerivativeCheck.check(
                x -> List.of(Losses.crossEntropy(x.get(0), 2, 0, 2)), List.of(normal(3, 4)), 3);
    }

    @Test
    void crossEntropyOfHugeLogitsIsFinite() {
        Tensor logits = Tensor.parameter(Tensor.of(new double[] {1e4, -1e4, 0}, 1, 3));
        Tensor loss = Losses.crossEntropy(logits, 1);
        assertThat(loss.item()).isEqualTo(2e4);
        loss.backward();
        assertThat(logits.grad().orElseThrow().toDoubles()).containsExactly(1, -1, 0);
    }

    @Test
    void crossEntropyWithProbabilities() {
        Tensor logits = normal(3, 4);
        Tensor one = Losses.oneHot(4, 2, 0, 2);
        assertThat(one.toFloats()).containsExactly(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0);
        assertThat(Losses.crossEntropy(logits, one.to(DType.FLOAT64)).item())
                .isCloseTo(Losses.crossEntropy(logits, 2, 0, 2).item(), within(1e-12));
        DerivativeCheck.check(
                x -> List.of(Losses.crossEntropy(x.get(0), x.get(1).softmax(1))),
                List.of(normal(3, 4), normal(3, 4)),
                3);
    }

    @Test
    void anImpossibleClassOfProbability0AddsNothing() {
        double impossible = Double.NEGATIVE_INFINITY;
        Tensor logits = Tensor.parameter(Tensor.of(new double[] {1, 1, impossible}, 1, 3));
        Tensor loss = Losses.crossEntropy(logits, Losses.oneHot(3, 1).to(DType.FLOAT64));
        assertThat(loss.item()).isCloseTo(Math.log(2), within(1e-12));
        loss.backward();
        assertThat(logits.grad().orElseThrow().toDoubles())
                .containsExactly(new double[] {0.5, -0.5, 0}, within(1e-12));
    }

    @Test
    void everyTaskHasALossOfItsOwn() {
        List<Tensor> logits = List.of(normal(3, 4), normal(3, 4));
        int[][] labels = {{0, 3, 1}, {2, 2, 0}};
        Tensor both =
                Losses.crossEntropy(
                        Tensor.stackTasks(logits),
                        Tensor.stackTasks(
                                        List.of(
                                                Losses.oneHot(4, labels[0]),
                                                Losses.oneHot(4, labels[1])))
                                .to(DType.FLOAT64));
        Tensor same = Losses.crossEntropy(Tensor.stackTasks(logits), labels[0]);
        for (int task = 0; task < 2; task++) {
            assertThat(both.unstackTasks().get(task).item())
                    .isCloseTo(
                            Losses.crossEntropy(logits.get(task), labels[task]).item(),
                            within(1e-12));
            assertThat(same.unstackTasks().get(task).item())
                    .isCloseTo(
                            Losses.crossEntropy(logits.get(task), labels[0]).item(), within(1e-12));
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> Losses.crossEntropy(normal(2, 3), normal(2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "crossEntropy: logits [2, 3] with probabilities [2, 4]; give [rows,"
                                + " classes] for both");
        assertThatThrownBy(() -> Losses.oneHot(3, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("oneHot: label -1 of row 1 is not in [0, 3)");
        assertThatThrownBy(() -> Losses.mse(normal(3, 1), normal(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "mse: prediction [3, 1] and target [3] differ in shape; reshape one of"
                                + " them");
        assertThatThrownBy(() -> Losses.crossEntropy(normal(2, 3), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "crossEntropy: logits [2, 3] with 1 labels; give [rows, classes] and one"
                                + " label for each row");
        assertThatThrownBy(() -> Losses.crossEntropy(normal(2, 3), 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crossEntropy: label 3 of row 1 is not in [0, 3)");
    }
}
