package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.Schedule;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Backends;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops that go on where others ended, are cut, scheduled, moved, or fed by hand. */
class InnerLoopContinuationTest {
    private final Tensor xs = data(1, 6, 3);
    private final Tensor ys = data(2, 6, 2);
    private final Centred model = new Centred(7);
    private final FunctionalCentred net = FunctionalCentred.of(model);
    private final Optimizer<Sgd> sgd =
            Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));

    private static Tensor data(long seed, int... shape) {
        return Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape);
    }

    private Tensor loss(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, ?> loop) {
        return Losses.mse(loop.model().forward(xs), ys);
    }

    private void run(
            InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, ?> loop, int steps) {
        for (int k = 0; k < steps; k++) {
            loop.step(loss(loop));
        }
    }

    private static double[] weight(InnerLoop<FunctionalCentred.Params, ?, ?> loop) {
        return loop.params().hidden().weight().toDoubles();
    }

    @ParameterizedTest
    @EnumSource
    void twoLoopsMakeOneWhenStateAndWeightsAreCarriedOn(GradientMode mode) {
        model.eval();
        double[] whole;
        try (var loop = Higher.innerLoop(net, sgd).gradientMode(mode).open()) {
            run(loop, 4);
            whole = weight(loop);
        }
        try (var first = Higher.innerLoop(net, sgd).gradientMode(mode).open()) {
            run(first, 2);
            try (var second =
                    Higher.innerLoop(net, sgd).gradientMode(mode).state(first.state()).open()) {
                second.fastModel().update(first.params());
                run(second, 2);
                assertThat(weight(second)).containsExactly(whole);
            }
        }
    }

    @Test
    void trackedStateLetsGradientsFlowFromLoopToLoop() {
        model.eval();
        try (var whole = Higher.innerLoop(net, sgd).open();
                var first = Higher.innerLoop(net, sgd).open()) {
            run(whole, 4);
            run(first, 2);
            OptimizerState tracked = first.optimizer().trackedState();
            try (var joined = Higher.innerLoop(net, sgd).state(tracked).open();
                    var cut = Higher.innerLoop(net, sgd).state(first.state()).open()) {
                joined.fastModel().update(first.params());
                run(joined, 2);
                cut.fastModel().update(first.params());
                run(cut, 2);
                double[] expected = gradient(loss(whole), whole.params(0));
                assertThat(gradient(loss(joined), first.params(0)))
                        .containsExactly(expected, within(1e-12));
                assertThat(gradient(loss(cut), first.params(0))).isNotEqualTo(expected);
            }
        }
    }

    private static double[] gradient(Tensor loss, FunctionalCentred.Params params) {
        return Grad.grad(loss, List.of(params.hidden().weight())).get(0).toDoubles();
    }

    @Test
    void stateIsCopiedBackToTheOptimizer() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            run(loop, 2);
            double[] velocity = velocity(loop.state());
            assertThat(velocity(sgd.state())).isEmpty();
            sgd.restore(loop.state());
            assertThat(velocity(sgd.state())).containsExactly(velocity);
        }
    }

    private static double[] velocity(OptimizerState state) {
        return state.groups()
                .get(0)
                .get(0)
                .flatMap(s -> ((Sgd.State) s).velocity())
                .map(Tensor::toDoubles)
                .orElse(new double[0]);
    }

    @Test
    void refusesStateOfAnotherRule() {
        Optimizer<Adam> adam = Optimizer.of(net.parameters(), new Adam());
        try (var loop = Higher.innerLoop(net, adam).open()) {
            run(loop, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Higher.innerLoop(net, sgd).state(loop.state()).open())
                    .withMessage(
                            "state: group 0, parameter 0: a org.higher.optim.rules.Adam$State is not a"
                                    + " org.higher.optim.rules.Sgd$State");
        }
    }

    @Test
    void truncationGivesTheGradientOfTheRest() {
        model.eval();
        try (var loop = Higher.innerLoop(net, sgd).copyInitialWeights(false).open()) {
            run(loop, 2);
            double[] values = weight(loop);
            loop.detach();
            assertThat(weight(loop)).containsExactly(values);
            run(loop, 2);
            assertThat(Grad.gradOrEmpty(loss(loop), net.parameters(), false))
                    .allMatch(Optional::isEmpty);
            double[] sinceTheCut = gradient(loss(loop), loop.params(2));
            assertThat(sinceTheCut).doesNotContain(0);
            assertThat(loop.fastModel().time()).isEqualTo(4);
        }
    }

    @Test
    void truncationInOneCallLetsGoOfTheHistoryAsWell() {
        model.eval();
        try (var loop = Higher.innerLoop(net, sgd).copyInitialWeights(false).open();
                var cut = Higher.innerLoop(net, sgd).copyInitialWeights(false).open()) {
            run(loop, 2);
            run(cut, 2);
            loop.truncate();
            cut.detach();
            assertThat(loop.fastModel().time()).isZero();
            run(loop, 2);
            run(cut, 2);
            assertThat(gradient(loss(loop), loop.params(0)))
                    .containsExactly(gradient(loss(cut), cut.params(2)));
            assertThat(loop.steps()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void firstStepsAreTruncatedOneByOne(GradientMode mode) {
        model.eval();
        Tensor rate = Tensor.parameter(Tensor.scalar(0.1, DType.FLOAT64));
        try (var loop = truncating(3, mode, rate).open();
                var byHand = truncating(0, mode, rate).open()) {
            for (int k = 0; k < 3; k++) {
                FunctionalCentred.Params returned = loop.step(loss(loop));
                assertThat(returned.leaves()).allMatch(Tensor::isLeaf);
                byHand.step(loss(byHand));
                byHand.truncate();
            }
            run(loop, 2);
            run(byHand, 2);
            assertThat(weight(loop)).containsExactly(weight(byHand));
            assertThat(loop.steps()).isEqualTo(5);
            assertThat(loop.fastModel().time()).isEqualTo(byHand.fastModel().time());
            if (mode != GradientMode.UNTRACKED) {
                assertThat(Grad.grad(loss(loop), List.of(rate)).get(0).item())
                        .isEqualTo(Grad.grad(loss(byHand), List.of(rate)).get(0).item());
                assertThat(gradient(loss(loop), loop.params(0)))
                        .containsExactly(gradient(loss(byHand), byHand.params(0)));
                assertThat(Grad.gradOrEmpty(loss(loop), net.parameters(), false))
                        .allMatch(Optional::isEmpty);
            }
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> truncating(-1, mode, rate))
                .withMessage("truncateFirst: -1 steps; give the number of first steps to cut");
    }

    private InnerLoop.Builder<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> truncating(
            int first, GradientMode mode, Tensor rate) {
        return Higher.innerLoop(net, sgd)
                .copyInitialWeights(false)
                .gradientMode(mode)
                .override(Overrides.of(DifferentiableSgd.LR, rate))
                .truncateFirst(first);
    }

    @Test
    void truncationCutsTheOptimizersStateToo() {
        model.eval();
        Tensor rate = Tensor.parameter(Tensor.scalar(0.1, DType.FLOAT64));
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .override(Overrides.of(DifferentiableSgd.MOMENTUM, rate))
                        .open()) {
            run(loop, 2);
            FunctionalCentred.Params early = loop.params(1);
            OptimizerState before = loop.state();
            FunctionalCentred.Params cut = loop.params();
            loop.detach();
            run(loop, 1);
            assertThat(Grad.gradOrEmpty(loss(loop), early.leaves(), false))
                    .allMatch(Optional::isEmpty);
            // what remains is the influence on the one step since, with the velocity a constant
            double[] remaining = Grad.grad(loss(loop), List.of(rate)).get(0).toDoubles();
            try (var after =
                    Higher.innerLoop(net, sgd)
                            .state(before)
                            .override(Overrides.of(DifferentiableSgd.MOMENTUM, rate))
                            .open()) {
                after.fastModel().update(cut);
                after.detach();
                run(after, 1);
                assertThat(Grad.grad(loss(after), List.of(rate)).get(0).toDoubles())
                        .containsExactly(remaining, within(1e-14));
            }
        }
    }

    @Test
    void aScheduledRateIsLearned() {
        model.eval();
        Tensor start = Tensor.parameter(Tensor.scalar(0.2, DType.FLOAT64));
        double gradient;
        try (var loop = scheduled(start)) {
            run(loop, 3);
            gradient = Grad.grad(loss(loop), List.of(start)).get(0).item();
        }
        double h = 1e-6;
        double slope = (scheduledLoss(0.2 + h) - scheduledLoss(0.2 - h)) / (2 * h);
        assertThat(gradient).isCloseTo(slope, within(1e-7));
    }

    @ParameterizedTest
    @EnumSource
    void aScheduleGoesOnWithTheState(GradientMode mode) {
        model.eval();
        List<Integer> whole = new ArrayList<>();
        List<Integer> parts = new ArrayList<>();
        try (var loop = counting(whole).gradientMode(mode).open()) {
            run(loop, 5);
        }
        try (var first = counting(parts).gradientMode(mode).open()) {
            run(first, 2);
            assertThat(first.steps()).isEqualTo(2);
            OptimizerState state = first.optimizer().trackedState();
            try (var second = counting(parts).gradientMode(mode).state(state).open()) {
                second.fastModel().update(first.params());
                run(second, 3);
                assertThat(second.steps()).isEqualTo(3);
                assertThat(second.state().steps()).isEqualTo(5);
            }
        }
        assertThat(whole).isEqualTo(List.of(0, 1, 2, 3, 4));
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void aScheduleGoesOnWithARestoredOptimizerOrBeginsAnew() {
        model.eval();
        List<Integer> seen = new ArrayList<>();
        try (var first = counting(seen).open()) {
            run(first, 2);
            first.detach();
            run(first, 1);
            assertThat(first.steps()).isEqualTo(3);
            sgd.restore(first.state());
        }
        assertThat(sgd.state().steps()).isEqualTo(3);
        seen.clear();
        try (var second = counting(seen).open()) {
            run(second, 1);
        }
        try (var third = counting(seen).state(sgd.state().withSteps(0)).open()) {
            run(third, 1);
        }
        assertThat(seen).containsExactly(3, 0);
    }

    private InnerLoop.Builder<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> counting(
            List<Integer> seen) {
        Schedule counted =
                step -> {
                    seen.add(step);
                    return Tensor.scalar(0.1 / (step + 1), DType.FLOAT64);
                };
        return Higher.innerLoop(net, sgd).schedule(DifferentiableSgd.LR, counted);
    }

    private InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> scheduled(
            Tensor start) {
        Tensor end = Tensor.scalar(0, DType.FLOAT64);
        return Higher.innerLoop(net, sgd)
                .schedule(DifferentiableSgd.LR, Schedule.cosine(start, end, 3))
                .open();
    }

    private double scheduledLoss(double start) {
        try (var loop = scheduled(Tensor.scalar(start, DType.FLOAT64))) {
            run(loop, 3);
            return loss(loop).item();
        }
    }

    @Test
    void oneWeightIsReplacedWithinALoop() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            Tensor scale = Tensor.parameter(Tensor.scalar(2, DType.FLOAT64));
            loop.fastModel().replace("hidden.weight", loop.params().hidden().weight().mul(scale));
            run(loop, 1);
            assertThat(loop.fastModel().time()).isEqualTo(2);
            assertThat(Grad.grad(loss(loop), List.of(scale)).get(0).item()).isNotZero();
        }
    }

    @Test
    void weightsBuffersAndStateGoToTheDevice() {
        run2Steps();
        Device nd4j = Backends.device("nd4j");
        double[] expected;
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            run(loop, 2);
            expected = weight(loop);
        }
        try (var loop = Higher.innerLoop(net, sgd).copyInitialWeights(false).device(nd4j).open()) {
            for (int k = 0; k < 2; k++) {
                loop.step(Losses.mse(loop.model().forward(xs.to(nd4j)), ys.to(nd4j)));
            }
            assertThat(loop.params().leaves()).allMatch(w -> w.device().equals(nd4j));
            assertThat(loop.params().mean().device()).isEqualTo(nd4j);
            Sgd.State state = (Sgd.State) loop.state().groups().get(0).get(0).orElseThrow();
            assertThat(state.velocity().orElseThrow().device()).isEqualTo(nd4j);
            assertThat(weight(loop)).containsExactly(expected, within(1e-9));
            Losses.mse(loop.model().forward(xs.to(nd4j)), ys.to(nd4j)).backward();
        }
        Tensor weight = net.parameters().get(0);
        assertThat(weight.grad().orElseThrow().device()).isEqualTo(weight.device());
    }

    private void run2Steps() {
        for (int k = 0; k < 2; k++) {
            Losses.mse(model.forward(xs), ys).backward();
            sgd.step();
            sgd.zeroGrad();
        }
    }

    @Test
    void aLoopThatThrowsHalfWayLeavesModelAndOptimizerAsTheyWere() {
        run2Steps();
        double[] weights = net.parameters().get(0).toDoubles();
        OptimizerState state = sgd.state();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> {
                            try (var loop = Higher.innerLoop(net, sgd).open()) {
                                run(loop, 1);
                                loop.model().forward(data(1, 6, 5));
                            }
                        });
        assertThat(net.parameters().get(0).toDoubles()).containsExactly(weights);
        assertThat(sgd.state()).isEqualTo(state);
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            run(loop, 1);
        }
    }
}
