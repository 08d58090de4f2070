package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.tensor.DerivativeCheck;
import org.higher.tensor.ForwardCheck;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connectionist temporal classification")
class CtcTest {
    private static final int TIME = 5;
    private static final int CLASSES = 3;
    private static final int[][] LABELS = {{1, 2}, {1, 1}, {}, {2}, {1, 2, 1}};
    private static final int[] LENGTHS = {5, 3, 2, 1, 4};
    private final SplittableRandom random = new SplittableRandom(12);

    private Tensor logits() {
        return Tensor.normal(random, DType.FLOAT64, TIME, LABELS.length, CLASSES);
    }

    /** By going through every path, of which repetitions and then blanks are taken out. */
    private static double naive(Tensor logits, int row, int[] labels, int length) {
        double[] p = logits.softmax(2).toDoubles();
        int rows = logits.size(1);
        double sum = 0;
        for (int code = 0; code < Math.pow(CLASSES, length); code++) {
            List<Integer> collapsed = new ArrayList<>();
            double product = 1;
            int before = 0;
            int rest = code;
            for (int t = 0; t < length; t++, rest /= CLASSES) {
                int symbol = rest % CLASSES;
                product *= p[(t * rows + row) * CLASSES + symbol];
                if (symbol != 0 && (symbol != before || t == 0)) {
                    collapsed.add(symbol);
                }
                before = symbol;
            }
            boolean same = collapsed.equals(Arrays.stream(labels).boxed().toList());
            sum += same ? product : 0;
        }
        return -Math.log(sum);
    }

    @Test
    @DisplayName("is the sum over all paths")
    void isTheSumOverAllPaths() {
        Tensor x = logits();
        double[] cut = new double[LABELS.length];
        double[] full = new double[LABELS.length];
        for (int row = 0; row < LABELS.length; row++) {
            cut[row] = naive(x, row, LABELS[row], LENGTHS[row]);
            full[row] = naive(x, row, LABELS[row], TIME);
        }
        LayerCheck.assertClose(Losses.ctc(x, LABELS, LENGTHS, Reduction.NONE), cut);
        LayerCheck.assertClose(Losses.ctc(x, LABELS, Reduction.NONE), full);
        LayerCheck.assertClose(Losses.ctc(x, LABELS), Arrays.stream(full).sum() / full.length);
        Tensor weights = Tensor.uniform(random, DType.FLOAT64, full.length);
        LayerCheck.assertClose(
                Losses.ctc(x, LABELS, Reduction.SUM.weighted(weights)),
                weights.dot(Tensor.of(full)).item());
        int[][] empty = new int[LABELS.length][0];
        for (int row = 0; row < LABELS.length; row++) {
            full[row] = naive(x, row, empty[row], TIME);
        }
        LayerCheck.assertClose(Losses.ctc(x, empty, Reduction.NONE), full);
        Tensor one = x.slice(0, 0, 1).slice(1, 0, 1);
        LayerCheck.assertClose(Losses.ctc(one, new int[][] {{2}}), naive(one, 0, new int[] {2}, 1));
        assertThat(Losses.ctc(x.to(DType.FLOAT32), LABELS).item())
                .isCloseTo(Losses.ctc(x, LABELS).item(), within(1e-5));
    }

    @Test
    @DisplayName("has the derivatives of differences, to second order, in both modes")
    void hasDerivatives() {
        List<Tensor> x = List.of(logits());
        DerivativeCheck.check(
                at -> List.of(Losses.ctc(at.get(0), LABELS, LENGTHS, Reduction.NONE)), x, 2);
        ForwardCheck.check(
                at -> List.of(Losses.ctc(at.get(0), LABELS, LENGTHS, Reduction.MEAN)), x, 2);
    }

    @Test
    @DisplayName("is a loss for each task")
    void isALossForEachTask() {
        List<Tensor> apart = List.of(logits(), logits());
        Tensor together = Tensor.parameter(Tensor.stackTasks(apart));
        Tensor losses = Losses.ctc(together, LABELS, LENGTHS, Reduction.NONE);
        Tensor slopes = Grad.grad(losses.square().sum().sumOfTasks(), List.of(together)).get(0);
        for (int task = 0; task < 2; task++) {
            Tensor x = Tensor.parameter(apart.get(task));
            Tensor one = Losses.ctc(x, LABELS, LENGTHS, Reduction.NONE);
            LayerCheck.assertClose(losses.unstackTasks().get(task), one);
            LayerCheck.assertClose(
                    slopes.unstackTasks().get(task),
                    Grad.grad(one.square().sum(), List.of(x)).get(0));
        }
    }

    @Test
    @DisplayName("large logits and impossible labels have no NaN, to second order")
    void limits() {
        Tensor far = Tensor.parameter(logits().sign().mul(1000));
        areFinite(far, Losses.ctc(far, LABELS));
        assertThat(Losses.ctc(far, LABELS).item()).isFinite();
        Tensor x = Tensor.parameter(logits());
        int[] tooShort = {1, 3, 2, 1, 4};
        Tensor losses = Losses.ctc(x, LABELS, tooShort, Reduction.NONE);
        assertThat(losses.toDoubles()[0]).isEqualTo(Double.POSITIVE_INFINITY);
        areFinite(x, losses.slice(0, 1, 5).sum().add(losses.slice(0, 0, 1).sum()));
        Tensor slopes = Grad.grad(losses.sum(), List.of(x)).get(0);
        assertThat(slopes.slice(1, 0, 1).toDoubles()).containsOnly(0);
        assertThat(Losses.ctc(Tensor.zeros(4, 0, 3), new int[0][], Reduction.NONE).size()).isZero();
    }

    private static void areFinite(Tensor x, Tensor loss) {
        Tensor first = Grad.of(loss).createGraph().with(x).orZero(0);
        Tensor second = Grad.gradOrZeros(first.square().sum(), List.of(x)).get(0);
        for (Tensor derivative : List.of(first, second)) {
            assertThat(Arrays.stream(derivative.toDoubles()).allMatch(Double::isFinite)).isTrue();
        }
    }

    @Test
    @DisplayName("what does not fit is named, with what to do")
    void refuses() {
        Tensor x = Tensor.zeros(4, 2, 3);
        refuses(
                () -> Losses.ctc(x, new int[][] {{1}}),
                "ctc: logits [4, 2, 3] with labels of 1 sequences and 1 lengths; give [time, rows,"
                        + " classes] of one step or more, and labels and a length for each row");
        refuses(
                () -> Losses.ctc(x, new int[][] {{1}, {1, 0}}),
                "ctc: label 0 of row 1 is not in [1, 3); class 0 is the blank");
        refuses(
                () -> Losses.ctc(x, new int[][] {{1}, {2}}, new int[] {4, 5}, Reduction.MEAN),
                "ctc: length 5 of row 1 is not in [1, 4], the steps of the logits");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
