package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    private static double[] values(Schedule schedule, int steps) {
        return IntStream.range(0, steps).mapToDouble(t -> schedule.at(t).item()).toArray();
    }

    // ---- the formulas

    @Test
    void constantAndExponential() {
        assertThat(values(Schedule.constant(scalar(2)), 3)).containsExactly(2, 2, 2);
        assertThat(values(Schedule.exponential(scalar(8), scalar(0.5)), 4))
                .containsExactly(8, 4, 2, 1);
    }

    @Test
    void cosineFallsFromTheFirstToTheLastValueAndStays() {
        assertThat(values(Schedule.cosine(scalar(3), scalar(1), 4), 6))
                .containsExactly(
                        new double[] {3, 2 + Math.sqrt(0.5), 2, 2 - Math.sqrt(0.5), 1, 1},
                        within(1e-12));
    }

    @Test
    void cosineRestarts() {
        assertThat(values(Schedule.cosine(scalar(3), scalar(1), 2).repeated(2), 5))
                .containsExactly(new double[] {3, 2, 3, 2, 3}, within(1e-12));
    }

    @Test
    void oneCycleRisesAndFalls() {
        Schedule cycle = Schedule.oneCycle(scalar(1), scalar(3), scalar(0), 2, 4);
        assertThat(values(cycle, 6))
                .containsExactly(new double[] {1, 2, 3, 1.5, 0, 0}, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.oneCycle(scalar(1), scalar(3), scalar(0), 4, 4))
                .withMessageContaining("leave some to fall");
    }

    @Test
    void warmUpRisesToTheFirstValue() {
        Schedule fall = Schedule.exponential(scalar(4), scalar(0.5));
        assertThat(values(Schedule.warmUp(3, fall), 6)).containsExactly(1, 2, 3, 4, 2, 1);
    }

    @Test
    void stepByStepTheLastValueHolds() {
        Schedule learned = Schedule.perStep(List.of(scalar(5), scalar(6)));
        assertThat(values(learned, 4)).containsExactly(5, 6, 6, 6);
        assertThat(values(learned.from(1), 2)).containsExactly(6, 6);
    }

    @Test
    void piecesBeginAtTheirBoundaries() {
        Schedule pieces =
                Schedule.piecewise(List.of(1, 3), List.of(scalar(7), scalar(8), scalar(9)));
        assertThat(values(pieces, 5)).containsExactly(7, 8, 8, 9, 9);
    }

    @Test
    void refusesWhatMakesNoSchedule() {
        Tensor one = scalar(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cosine(one, one, 0))
                .withMessage("cosine: 0 steps; give at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.warmUp(-1, Schedule.constant(one)))
                .withMessage("warmUp: -1 steps; give at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.constant(one).repeated(0))
                .withMessage("repeated: 0 steps; give at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.perStep(List.of()))
                .withMessage("perStep: no values; give at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.piecewise(List.of(1), List.of(one)))
                .withMessage(
                        "piecewise: 1 values and 1 boundaries; give one value more than"
                                + " boundaries");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.piecewise(List.of(2, 2), List.of(one, one, one)))
                .withMessage("piecewise: boundaries [2, 2] do not ascend");
    }

    // ---- in an optimizer

    /** w = 1 after two steps on w²/2 with a rate of start · rateᵗ. */
    private static double twoSteps(double start, double rate) {
        return (1 - start) * (1 - start * rate);
    }

    @Test
    void gradientsReachWhatAScheduleIsMadeFrom() {
        Tensor w = scalar(1);
        Tensor start = scalar(0.25);
        Tensor rate = scalar(0.5);
        Schedule falling = Schedule.exponential(start, rate);
        DifferentiableOptimizer<Sgd> inner =
                Optimizers.differentiable(
                        Settings.of(List.of(w), new Sgd(9))
                                .withSchedule(DifferentiableSgd.LR, falling));

        Tensor end = run(inner, w, 2);

        assertThat(end.item()).isEqualTo(twoSteps(0.25, 0.5));
        List<Tensor> gradients = Grad.grad(end, List.of(start, rate));
        double h = 1e-6;
        assertThat(gradients.get(0).item())
                .isCloseTo(
                        (twoSteps(0.25 + h, 0.5) - twoSteps(0.25 - h, 0.5)) / (2 * h),
                        within(1e-8));
        assertThat(gradients.get(1).item())
                .isCloseTo(
                        (twoSteps(0.25, 0.5 + h) - twoSteps(0.25, 0.5 - h)) / (2 * h),
                        within(1e-8));
    }

    private static Tensor run(DifferentiableOptimizer<Sgd> inner, Tensor w, int steps) {
        List<Tensor> weights = List.of(w);
        for (int t = 0; t < steps; t++) {
            weights = inner.step(weights.get(0).square().mul(0.5), weights);
        }
        return weights.get(0);
    }

    @Test
    void eachStepsValueIsLearnedByItself() {
        Tensor w = scalar(1);
        List<Tensor> rates = List.of(scalar(0.5), scalar(0.25));
        DifferentiableOptimizer<Sgd> inner =
                Optimizers.differentiable(
                        Settings.of(List.of(w), new Sgd(9))
                                .withSchedule(DifferentiableSgd.LR, Schedule.perStep(rates)));

        // w2 = (1 - a)(1 - b)
        assertThat(Grad.grad(run(inner, w, 2), rates))
                .extracting(Tensor::item)
                .containsExactly(-0.75, -0.5);
    }

    @Test
    void aStepsOverrideEndsTheSchedule() {
        Tensor w = scalar(1);
        DifferentiableOptimizer<Sgd> inner =
                Optimizers.differentiable(
                        Settings.of(List.of(w), new Sgd(9))
                                .withSchedule(
                                        DifferentiableSgd.LR,
                                        Schedule.perStep(List.of(scalar(0.5), scalar(9)))));
        List<Double> seen = new ArrayList<>();
        List<Tensor> weights = List.of(w);
        for (int t = 0; t < 3; t++) {
            Overrides<Sgd> overrides =
                    t == 1 ? Overrides.of(DifferentiableSgd.LR, scalar(0.25)) : Overrides.none();
            weights =
                    inner.step(
                            weights.get(0).square().mul(0.5),
                            weights,
                            StepOptions.overriding(overrides));
            seen.add(weights.get(0).item());
        }
        assertThat(seen).containsExactly(0.5, 0.375, 0.28125);
    }

    @Test
    void aStepThatFailsIsNoStepOfTheSchedule() {
        Tensor w = scalar(1);
        DifferentiableOptimizer<Sgd> inner =
                Optimizers.differentiable(
                        Settings.of(List.of(w), new Sgd(9))
                                .withSchedule(
                                        DifferentiableSgd.LR,
                                        Schedule.perStep(List.of(scalar(0.5), scalar(9)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inner.step(Tensor.scalar(1), List.of(w)));
        assertThat(run(inner, w, 1).item()).isEqualTo(0.5);
    }

    @Test
    void oneScheduleForAllGroupsOrOneForEach() {
        Tensor a = scalar(1);
        Tensor b = scalar(1);
        List<ParamGroup<Sgd>> groups =
                List.of(
                        ParamGroup.of(List.of(a), new Sgd(9)),
                        ParamGroup.of(List.of(b), new Sgd(9)));
        Settings<Sgd> settings = Settings.of(List.of(a, b), groups);
        Tensor loss = a.square().add(b.square()).mul(0.5);
        Schedule half = Schedule.constant(scalar(0.5));
        Schedule quarter = Schedule.constant(scalar(0.25));

        assertThat(
                        Optimizers.differentiable(
                                        settings.withSchedule(DifferentiableSgd.LR, half, quarter))
                                .step(loss, List.of(a, b)))
                .extracting(Tensor::item)
                .containsExactly(0.5, 0.75);
        assertThat(
                        Optimizers.differentiable(
                                        settings.withSchedule(DifferentiableSgd.LR, quarter))
                                .step(loss, List.of(a, b)))
                .extracting(Tensor::item)
                .containsExactly(0.75, 0.75);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.differentiable(
                                        settings.withSchedule(
                                                DifferentiableSgd.LR, half, half, half)))
                .withMessage("schedule lr: 3 values for 2 groups; give one, or one for each group");
    }

    @Test
    void refusesAKeyThatIsOverriddenToo() {
        Tensor w = scalar(1);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizers.differentiable(
                                        Settings.of(List.of(w), new Sgd(1))
                                                .withOverrides(
                                                        Overrides.of(DifferentiableSgd.LR, w))
                                                .withSchedule(
                                                        DifferentiableSgd.LR,
                                                        Schedule.constant(w))))
                .withMessage("schedule lr: it is overridden as well; choose one of the two");
    }

    @Test
    void anUntrackedOptimizerFollowsItWithoutAGraph() {
        Tensor w = scalar(1);
        Tensor start = scalar(0.5);
        Schedule falling = Schedule.exponential(start, scalar(0.5));
        DifferentiableOptimizer<Sgd> inner =
                Optimizers.differentiable(
                        Settings.of(List.of(w), new Sgd(9))
                                .withMode(GradientMode.UNTRACKED)
                                .withSchedule(DifferentiableSgd.LR, falling));
        Tensor end = run(inner, w, 2);
        assertThat(end.item()).isEqualTo(0.5 * 0.75);
        assertThat(end.isLeaf()).isTrue();
    }
}
