package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.tensor.DerivativeCheck;
import org.higher.tensor.ForwardCheck;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every loss, with every reduction")
class LossFormulasTest {
    private static final int TASKS = 2;
    private final SplittableRandom random = new SplittableRandom(17);

    static List<LossCase> cases() {
        return LossCase.all();
    }

    private Tensor weights() {
        return Tensor.uniform(random, DType.FLOAT64, LossCase.ROWS);
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("is the formula, of each element or row, added up or divided by their number")
    void isTheFormula(LossCase of) {
        List<Tensor> x = of.inputs().apply(random);
        double[] each = of.expected(x);
        Tensor none = of.loss().of(x, Reduction.NONE);
        assertThat(none.shape())
                .isEqualTo(
                        of.perRow()
                                ? new int[] {LossCase.ROWS}
                                : new int[] {LossCase.ROWS, LossCase.COLUMNS});
        LayerCheck.assertClose(none, each);
        double sum = Arrays.stream(each).sum();
        LayerCheck.assertClose(of.loss().of(x, Reduction.SUM), sum);
        LayerCheck.assertClose(of.loss().of(x, Reduction.MEAN), sum / each.length);
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("has weights for its rows, by whose sum no mean is divided")
    void isWeighted(LossCase of) {
        List<Tensor> x = of.inputs().apply(random);
        Tensor weights = weights();
        double[] each = of.expected(x);
        double sum = 0;
        for (int i = 0; i < each.length; i++) {
            each[i] *= weights.toDoubles()[i / (of.count() / LossCase.ROWS)];
            sum += each[i];
        }
        LayerCheck.assertClose(of.loss().of(x, Reduction.NONE.weighted(weights)), each);
        LayerCheck.assertClose(of.loss().of(x, Reduction.SUM.weighted(weights)), sum);
        LayerCheck.assertClose(
                of.loss().of(x, Reduction.MEAN.weighted(weights)), sum / each.length);
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("has the derivatives of differences, to second order, in both modes")
    void hasDerivatives(LossCase of) {
        List<Tensor> x = of.inputs().apply(random);
        for (Reduction reduction : List.of(Reduction.MEAN, Reduction.NONE)) {
            DerivativeCheck.check(
                    at -> List.of(of.loss().of(with(x, at), reduction)), variables(of, x), 2);
        }
        List<Tensor> weighted = new ArrayList<>(variables(of, x));
        weighted.add(weights());
        DerivativeCheck.check(
                at ->
                        List.of(
                                of.loss()
                                        .of(
                                                with(x, at.subList(0, of.variables())),
                                                Reduction.MEAN.weighted(at.get(of.variables())))),
                weighted,
                2);
        ForwardCheck.check(
                at -> List.of(of.loss().of(with(x, at), Reduction.NONE)), variables(of, x), 2);
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("is a loss for each task, whatever of it the tasks share")
    void isALossForEachTask(LossCase of) {
        List<List<Tensor>> apart = new ArrayList<>();
        List<Tensor> weights = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            apart.add(of.inputs().apply(random));
            weights.add(weights());
        }
        for (Reduction reduction : List.of(Reduction.MEAN, Reduction.SUM, Reduction.NONE)) {
            for (int shared = 0; shared < of.variables(); shared++) {
                areALoop(of, apart, weights, reduction, shared);
            }
        }
    }

    /** All inputs are the tasks' own, but the one that is shared; 0: none is. */
    private static void areALoop(
            LossCase of,
            List<List<Tensor>> apart,
            List<Tensor> weights,
            Reduction reduction,
            int shared) {
        List<Tensor> together = new ArrayList<>();
        for (int i = 0; i < apart.get(0).size(); i++) {
            int input = i;
            together.add(
                    shared != 0 && i == shared
                            ? apart.get(0).get(i)
                            : Tensor.stackTasks(
                                    apart.stream().map(inputs -> inputs.get(input)).toList()));
        }
        List<Tensor> leaves = together.stream().map(Tensor::parameter).toList();
        Tensor all = of.loss().of(leaves, reduction.weighted(Tensor.stackTasks(weights))).square();
        assertThat(all.taskCount()).isEqualTo(TASKS);
        Tensor first = Grad.grad(all.sum().sumOfTasks(), leaves.subList(0, 1)).get(0);
        for (int task = 0; task < TASKS; task++) {
            List<Tensor> own = new ArrayList<>(apart.get(task));
            if (shared != 0) {
                own.set(shared, together.get(shared));
            }
            own.set(0, Tensor.parameter(own.get(0)));
            Tensor one = of.loss().of(own, reduction.weighted(weights.get(task))).square();
            LayerCheck.assertClose(all.unstackTasks().get(task), one);
            LayerCheck.assertClose(
                    first.unstackTasks().get(task), Grad.grad(one.sum(), own.subList(0, 1)).get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("computes in single precision, of single precision")
    void worksInSinglePrecision(LossCase of) {
        List<Tensor> x = of.inputs().apply(random);
        List<Tensor> narrow = x.stream().map(t -> t.to(DType.FLOAT32)).toList();
        Tensor loss = of.loss().of(narrow, Reduction.MEAN.weighted(Tensor.ones(LossCase.ROWS)));
        assertThat(loss.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(loss.item()).isCloseTo(of.loss().of(x, Reduction.MEAN).item(), within(1e-5));
    }

    private static List<Tensor> variables(LossCase of, List<Tensor> x) {
        return x.subList(0, of.variables());
    }

    private static List<Tensor> with(List<Tensor> x, List<Tensor> variables) {
        List<Tensor> all = new ArrayList<>(variables);
        all.addAll(x.subList(variables.size(), x.size()));
        return all;
    }
}
