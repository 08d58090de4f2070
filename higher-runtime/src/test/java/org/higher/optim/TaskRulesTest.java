package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every generated optimizer on several tasks at once, against one task after the other. */
class TaskRulesTest {
    private static final int TASKS = 4;

    static Stream<RuleCase<?>> all() {
        return RuleCase.all();
    }

    static Stream<RuleCase<?>> ours() {
        return RuleCase.ours();
    }

    /** The weights of one task. */
    private static List<Tensor> start(int task) {
        return Bowl.start().stream()
                .map(w -> Tensor.parameter(w.detach().mul(1 + 0.3 * task)))
                .toList();
    }

    private static List<Tensor> stacked(List<List<Tensor>> byTask) {
        return IntStream.range(0, byTask.get(0).size())
                .mapToObj(i -> byTask.stream().map(tensors -> tensors.get(i).detach()).toList())
                .map(own -> Tensor.parameter(Tensor.stackTasks(own)))
                .toList();
    }

    @ParameterizedTest(name = "{0}: moves each task's weights by themselves")
    @MethodSource("all")
    <R extends UpdateRule<?>> void weights(RuleCase<R> each) {
        List<List<Tensor>> starts = IntStream.range(0, TASKS).mapToObj(t -> start(t)).toList();
        List<Tensor> batch = stacked(starts);
        Tensor outer = Bowl.outer(each.unroll(batch, List.of()));
        List<Tensor> gradients = Grad.grad(outer, batch);
        for (int task = 0; task < TASKS; task++) {
            Tensor expected = Bowl.outer(each.unroll(starts.get(task), List.of()));
            assertSame(outer.unstackTasks().get(task), expected);
            List<Tensor> own = Grad.grad(expected, starts.get(task));
            for (int i = 0; i < own.size(); i++) {
                assertSame(gradients.get(i).unstackTasks().get(task), own.get(i));
            }
        }
    }

    @ParameterizedTest(name = "{0}: takes each hyperparameter from each task")
    @MethodSource("ours")
    <R extends UpdateRule<?>> void hyperparameters(RuleCase<R> each) {
        double[] values = each.values();
        for (int i = 0; i < values.length; i++) {
            List<List<Tensor>> settings = new ArrayList<>();
            for (int task = 0; task < TASKS; task++) {
                double[] changed = values.clone();
                changed[i] *= 1 - 0.05 * task;
                settings.add(RuleCase.scalars(changed));
            }
            List<Tensor> batch = new ArrayList<>(settings.get(0));
            Tensor own = stacked(settings).get(i);
            batch.set(i, own);
            List<Tensor> start = stacked(Collections.nCopies(TASKS, Bowl.start()));
            Tensor outer = Bowl.outer(each.unroll(start, batch));
            Tensor gradient = Grad.gradOrZeros(outer, List.of(own)).get(0);
            for (int task = 0; task < TASKS; task++) {
                Tensor expected = Bowl.outer(each.unroll(Bowl.start(), settings.get(task)));
                assertSame(outer.unstackTasks().get(task), expected);
                assertSame(
                        gradient.unstackTasks().get(task),
                        Grad.gradOrZeros(expected, settings.get(task)).get(i));
            }
        }
    }

    @Test
    void refusesDecisionsThatWouldDifferFromTaskToTask() {
        List<Tensor> start = stacked(List.of(start(0), start(1)));
        Tensor momentum = Tensor.of(new double[] {0, 0.5}, 2).asTasks();
        Settings<Sgd> settings = Settings.of(start, Optimizer.of(start, new Sgd(0.1)));
        DifferentiableOptimizer<Sgd> optimizer =
                Optimizers.differentiable(
                        settings.withOverrides(Overrides.of(DifferentiableSgd.MOMENTUM, momentum)));
        assertThatThrownBy(() -> optimizer.step(Bowl.loss(start, 0), start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a coefficient is 0 for some of 2 tasks and not for others, but all take"
                                + " the same way through a rule; run these tasks apart");

        RuleCase<Awkward.Historic> deciding =
                new RuleCase<>("historic", new Awkward.Historic(0.05, 0.7, 2), 4);
        Tensor rates = Tensor.of(new double[] {0.1, 0.2}, 2).asTasks();
        assertThatThrownBy(() -> deciding.unroll(start, List.of(rates)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("item: 2 tasks of FLOAT64 [] has a value for each task");
    }

    @Test
    void refusesALossOfTasksThatShareTheirWeights() {
        List<Tensor> start = Bowl.start();
        DifferentiableOptimizer<Sgd> optimizer =
                Optimizers.differentiable(start, Optimizer.of(start, new Sgd(0.1)));
        Tensor loss = start.get(0).mul(Tensor.zeros(DType.FLOAT64, 2, 3).asTasks()).sum();
        assertThatThrownBy(() -> optimizer.step(loss, start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "step: the loss has a value for each of 2 tasks, but they share all"
                                + " weights; give each its own, by tasks(2) of the inner loop or"
                                + " forTasks, or reduce the loss with sumOfTasks()");
    }

    @Test
    void aPlainOptimizerRefusesGradientsOfTasks() {
        Tensor weight = Tensor.parameter(Tensor.zeros(3));
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(weight), new Sgd(0.1));
        assertThatThrownBy(() -> optimizer.step(List.of(Tensor.ones(2, 3).asTasks())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "step: gradient 0 has 2 tasks, its parameter 0; add the tasks' gradients"
                                + " up, with sumOfTasks() or meanOfTasks()");
        assertThat(weight.toDoubles()).containsOnly(0);
    }

    /** Such as a learning rate for each task. */
    @Test
    void aPlainOptimizerMovesParametersOfTasks() {
        Tensor rates = Tensor.parameter(Tensor.of(new double[] {1, 2}, 2).asTasks());
        Optimizer<Adam> optimizer = Optimizer.of(List.of(rates), new Adam(0.1));
        rates.square().sumOfTasks().backward();
        optimizer.step();
        assertThat(rates.fromTasks().toDoubles())
                .containsExactly(new double[] {0.9, 1.9}, within(1e-6));
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        double[] numbers = expected.toDoubles();
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int k = 0; k < numbers.length; k++) {
            assertThat(actual.toDoubles()[k])
                    .isCloseTo(
                            numbers[k], Offset.offset(1e-11 * Math.max(1, Math.abs(numbers[k]))));
        }
    }
}
