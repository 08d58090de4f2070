package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.functional.Params;
import org.higher.functional.Patch;
import org.higher.nn.Losses;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Schedule;
import org.higher.optim.Settings;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adadelta;
import org.higher.optim.rules.Adagrad;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.Adamax;
import org.higher.optim.rules.Asgd;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.Lion;
import org.higher.optim.rules.NAdam;
import org.higher.optim.rules.RAdam;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Rprop;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps are by the slope at the present weights, whatever is on the tape. */
class StepValuesTest {
    private static final int STEPS = 5;
    private static final int BODY = 2;
    private final FunctionalHalves net = FunctionalHalves.of(new Halves(1, 4));
    private final FunctionalHalves.Params start =
            Params.map(net.params(), w -> Tensor.parameter(w.to(DType.FLOAT64).detach()));
    private final Tensor x = Tensor.normal(new SplittableRandom(2), DType.FLOAT64, 12, 3);
    private final Tensor y = Tensor.normal(new SplittableRandom(3), DType.FLOAT64, 12, 1);

    static Stream<UpdateRule<?>> rules() {
        return Stream.of(
                new Sgd(0.3),
                new Sgd(0.1).withMomentum(0.9).withWeightDecay(0.1),
                new Adam(0.05),
                new AdamW(0.05),
                new Adamax(0.05),
                new Adadelta(),
                new Adagrad(0.1),
                new RmsProp(0.05),
                new Rprop(0.05),
                new Asgd(0.1),
                new NAdam(0.05),
                new RAdam(0.05),
                new Lamb(0.05),
                new Lion(0.05));
    }

    /** Lets one half of the weights move at even steps, the other one at odd ones. */
    private static GradientCallback alternating(boolean bodyFirst) {
        AtomicInteger step = new AtomicInteger();
        return slopes -> {
            boolean body = step.getAndIncrement() % 2 == 0 == bodyFirst;
            return only(slopes, i -> i < BODY == body);
        };
    }

    /** Lets the first weights move from the fourth step on only. */
    private static GradientCallback unfreezing() {
        AtomicInteger step = new AtomicInteger();
        return slopes -> {
            boolean all = step.getAndIncrement() >= 3;
            return only(slopes, i -> all || i >= BODY);
        };
    }

    private static GradientCallback clipping() {
        return slopes -> {
            Tensor squares =
                    slopes.stream()
                            .flatMap(Optional::stream)
                            .map(g -> g.square().sum())
                            .reduce(Tensor::add)
                            .orElseThrow();
            Tensor factor = squares.sqrt().add(1).reciprocal();
            return slopes.stream().map(g -> g.map(slope -> slope.mul(factor))).toList();
        };
    }

    private static List<Optional<Tensor>> only(
            List<Optional<Tensor>> slopes, Function<Integer, Boolean> kept) {
        return IntStream.range(0, slopes.size())
                .mapToObj(i -> kept.apply(i) ? slopes.get(i) : Optional.<Tensor>empty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void doNotDependOnTheModeWhicheverWeightsMove(UpdateRule<?> rule) {
        checkModes(rule);
    }

    private <R extends UpdateRule<?>> void checkModes(R rule) {
        List<Tensor> all = net.parameters();
        Map<String, Optimizer<R>> optimizers =
                Map.of(
                        "one group", Optimizer.of(all, rule),
                        "two groups",
                                Optimizer.<R>builder()
                                        .group(all.subList(0, BODY), rule)
                                        .group(all.subList(BODY, all.size()), rule)
                                        .build(),
                        "head only", Optimizer.of(all.subList(BODY, all.size()), rule));
        optimizers.forEach(
                (groups, optimizer) -> {
                    check(groups + ", no callback", optimizer, () -> GradientCallback.NONE);
                    check(groups + ", clipping", optimizer, StepValuesTest::clipping);
                    check(groups + ", body first", optimizer, () -> alternating(true));
                    check(groups + ", head first", optimizer, () -> alternating(false));
                    check(groups + ", unfreezing", optimizer, StepValuesTest::unfreezing);
                });
    }

    private <R extends UpdateRule<?>> void check(
            String name, Optimizer<R> optimizer, Supplier<GradientCallback> callback) {
        List<List<double[]>> byMode = new ArrayList<>();
        for (GradientMode mode : GradientMode.values()) {
            try (var loop =
                    Higher.innerLoop(net, optimizer)
                            .gradientMode(mode)
                            .gradientCallback(callback.get())
                            .open()) {
                loop.fastModel().update(start);
                for (int k = 0; k < STEPS; k++) {
                    loop.step(Losses.mse(loop.model().forward(x), y));
                }
                byMode.add(values(loop.params().leaves()));
            }
        }
        assertAllEqual(name, byMode);
    }

    private static List<double[]> values(List<Tensor> weights) {
        return weights.stream().map(Tensor::toDoubles).toList();
    }

    private static void assertAllEqual(String name, List<List<double[]>> byMode) {
        for (List<double[]> values : byMode) {
            for (int i = 0; i < values.size(); i++) {
                assertThat(values.get(i))
                        .as("%s, weight %d", name, i)
                        .containsExactly(byMode.get(0).get(i));
            }
        }
    }

    @Test
    void areThoseOfLeavesTakenByHandWhenHalvesTakeTurns() {
        List<Tensor> w = start.leaves();
        for (int k = 0; k < STEPS; k++) {
            boolean body = k % 2 == 0;
            List<Tensor> leaves = w.stream().map(t -> Tensor.parameter(t.detach())).toList();
            Tensor loss = Losses.mse(net.forward(Params.unflatten(start, leaves), x), y);
            List<Tensor> slopes = Grad.grad(loss, leaves);
            w =
                    IntStream.range(0, leaves.size())
                            .mapToObj(
                                    i ->
                                            i < BODY == body
                                                    ? leaves.get(i)
                                                            .detach()
                                                            .sub(slopes.get(i).mul(0.3))
                                                    : leaves.get(i))
                            .toList();
        }
        for (GradientMode mode : GradientMode.values()) {
            try (var loop =
                    Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.3)))
                            .gradientMode(mode)
                            .gradientCallback(alternating(true))
                            .open()) {
                loop.fastModel().update(start);
                for (int k = 0; k < STEPS; k++) {
                    loop.step(Losses.mse(loop.model().forward(x), y));
                }
                assertAllEqual("" + mode, List.of(values(w), values(loop.params().leaves())));
            }
        }
    }

    @Test
    void doNotDependOnTheModeOfTwoOptimizersInTurn() {
        List<Tensor> all = net.parameters();
        List<List<double[]>> byMode = new ArrayList<>();
        for (GradientMode mode : GradientMode.values()) {
            try (FastModel<FunctionalHalves.Params, FunctionalHalves.Bound> fast =
                    Patch.monkeypatch(net)) {
                fast.update(start);
                List<DifferentiableOptimizer<Sgd>> turns =
                        List.of(
                                inTurn(all.subList(0, BODY), mode),
                                inTurn(all.subList(BODY, all.size()), mode));
                for (int k = 0; k < STEPS; k++) {
                    turns.get(k % 2).step(Losses.mse(fast.model().forward(x), y), fast);
                }
                byMode.add(values(fast.weights()));
            }
        }
        assertAllEqual("in turn", byMode);
    }

    private DifferentiableOptimizer<Sgd> inTurn(List<Tensor> params, GradientMode mode) {
        Sgd rule = new Sgd(0.2).withMomentum(0.5);
        return Optimizers.differentiable(
                Settings.of(net.parameters(), Optimizer.of(params, rule)).withMode(mode));
    }

    /** A newer weight depends on an older one that is a weight still. */
    @Test
    void areThoseOfLeavesWhereWeightsDependOnEachOther() {
        List<List<double[]>> byMode = new ArrayList<>();
        for (GradientMode mode : GradientMode.values()) {
            byMode.add(dependent(mode, Tensor::dup));
            byMode.add(dependent(mode, w -> Tensor.parameter(w.detach())));
        }
        assertAllEqual("dependent", byMode);
    }

    private List<double[]> dependent(GradientMode mode, UnaryOperator<Tensor> link) {
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Adam(0.05)))
                        .gradientMode(mode)
                        .open()) {
            loop.fastModel().update(start);
            Tensor weight = loop.params().body().weight();
            loop.fastModel().replace("head.weight", link.apply(weight.mean(1).reshape(1, 4)));
            Tensor bias = loop.params().head().bias().orElseThrow();
            loop.fastModel().replace("scale", link.apply(bias.add(1)));
            for (int k = 0; k < STEPS; k++) {
                loop.step(Losses.mse(loop.model().forward(x), y));
            }
            return values(loop.params().leaves());
        }
    }

    /** A learned coefficient that is 0 for a step is active in every mode. */
    @Test
    void doNotDependOnTheModeWhereAScheduleBeginsAt0() {
        Tensor last = Tensor.parameter(Tensor.scalar(0.9, DType.FLOAT64));
        Tensor zero = Tensor.scalar(0, DType.FLOAT64);
        List<List<double[]>> byMode = new ArrayList<>();
        for (GradientMode mode : GradientMode.values()) {
            try (var loop =
                    Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.1)))
                            .gradientMode(mode)
                            .schedule(DifferentiableSgd.MOMENTUM, Schedule.cosine(zero, last, 3))
                            .open()) {
                loop.fastModel().update(start);
                for (int k = 0; k < STEPS; k++) {
                    loop.step(Losses.mse(loop.model().forward(x), y));
                }
                byMode.add(values(loop.params().leaves()));
            }
        }
        assertAllEqual("schedule", byMode);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void costTheSameEachTime(boolean headOnly) {
        List<Tensor> all = net.parameters();
        List<Tensor> moved = headOnly ? all.subList(BODY, BODY + 2) : all;
        List<Integer> calls = new ArrayList<>();
        AtomicInteger counter = new AtomicInteger();
        try (CountedKernels counted = CountedKernels.install(counter);
                var loop = Higher.innerLoop(net, Optimizer.of(moved, new Sgd(0.05))).open()) {
            assertThat(counted).isNotNull();
            loop.fastModel().update(start);
            for (int k = 0; k < 30; k++) {
                Tensor loss = Losses.mse(loop.model().forward(x), y);
                counter.set(0);
                loop.step(loss);
                calls.add(counter.get());
            }
        }
        assertThat(calls.subList(1, calls.size())).containsOnly(calls.get(1));
        if (headOnly) {
            assertThat(calls).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(22));
        }
    }
}
