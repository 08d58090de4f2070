package org.higher.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalGru;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Gru;
import org.higher.nn.GruCell;
import org.higher.nn.Losses;
import org.higher.nn.RandomScope;
import org.higher.nn.RecurrentOptions;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.GradientMode;
import org.higher.optim.Key;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableAdam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Forward mode through inner loops, against reverse mode")
class ForwardLoopsTest {
    private static final int STEPS = 4;
    private static final double RELATIVE = 1e-10;

    static Stream<Architecture<?, ?>> architectures() {
        return Stream.concat(
                Architecture.all(),
                Stream.of(
                        new Architecture<>(
                                "dropout and batch normalization",
                                d ->
                                        FunctionalSequential.of(
                                                new Sequential(
                                                        d.linear(3, 6),
                                                        d.batchNorm(6),
                                                        new Tanh(),
                                                        new Dropout(0.4),
                                                        d.linear(6, 2))),
                                (net, d) ->
                                        Losses.mse(net.forward(d.normal(4, 3)), d.normal(4, 2))),
                        new Architecture<>(
                                "gated recurrent unit",
                                d ->
                                        FunctionalGru.of(
                                                new Gru(
                                                        List.of(cell(d)),
                                                        RecurrentOptions.DEFAULT)),
                                (net, d) ->
                                        net.forward(d.normal(5, 2, 3)).outputs().square().mean())));
    }

    private static GruCell cell(Draws d) {
        return new GruCell(
                d.weight(12, 3),
                d.weight(12, 4),
                Optional.of(d.weight(12)),
                Optional.of(d.weight(12)));
    }

    /** A loop with one rule, one of whose numbers and all initial weights are differentiated by. */
    private record Loop<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>(
            Architecture<P, B> of, FunctionalModule<P, B> net, R rule, Key<R> key, int truncated) {
        Tensor outer(GradientMode mode, List<Tensor> at) {
            Optimizer<R> inner = Optimizer.of(net.parameters(), rule);
            try (RandomScope draws = RandomScope.open(5);
                    InnerLoop<P, B, R> loop =
                            Higher.innerLoop(net, inner)
                                    .gradientMode(mode)
                                    .override(Overrides.of(key, at.get(0)))
                                    .truncateFirst(truncated)
                                    .open()) {
                assertThat(draws).isNotNull();
                List<Tensor> start =
                        at.subList(1, at.size()).stream()
                                .map(w -> w.requiresGrad() ? w : Tensor.parameter(w))
                                .toList();
                loop.fastModel().update(Params.unflatten(net.params(), start));
                return after(loop, of);
            }
        }
    }

    private static <P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>
            Tensor after(InnerLoop<P, B, R> loop, Architecture<P, B> of) {
        for (int step = 0; step < STEPS; step++) {
            loop.step(of.loss(loop.model(), 10 + step, DType.FLOAT64));
        }
        return of.loss(loop.model(), 20, DType.FLOAT64);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    <P extends ParamTree, B extends BoundModule> void alongRateAndWeights(Architecture<P, B> of) {
        for (int truncated : new int[] {0, 2}) {
            check(of, new Sgd(0.1).withMomentum(0.9), DifferentiableSgd.LR, truncated);
            check(of, new Adam(0.02).withEps(1e-3), DifferentiableAdam.LR, truncated);
        }
    }

    private static <P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>> void check(
            Architecture<P, B> of, R rule, Key<R> key, int truncated) {
        FunctionalModule<P, B> net = of.net(DType.FLOAT64);
        Loop<P, B, R> loop = new Loop<>(of, net, rule, key, truncated);
        SplittableRandom random = new SplittableRandom(2);
        List<Tensor> at = new ArrayList<>(List.of(Tensor.scalar(key.of(rule), DType.FLOAT64)));
        net.parameters().forEach(w -> at.add(w.detach()));
        List<Tensor> along =
                at.stream()
                        .map(x -> Tensor.normal(random, DType.FLOAT64, x.shape()).mul(0.1))
                        .toList();
        for (GradientMode mode : GradientMode.values()) {
            List<Tensor> leaves = at.stream().map(Tensor::parameter).toList();
            GradientMode recorded =
                    mode == GradientMode.UNTRACKED ? GradientMode.SECOND_ORDER : mode;
            List<Tensor> gradients = Grad.of(loop.outer(recorded, leaves)).with(leaves).orZeros();
            double expected = 0;
            double scale = 0;
            for (int i = 0; i < at.size(); i++) {
                Tensor products = gradients.get(i).mul(along.get(i));
                expected += products.sum().item();
                scale += products.abs().sum().item();
            }
            ForwardMode.Result result =
                    ForwardMode.jvp(x -> List.of(loop.outer(mode, x)), at, along);
            assertThat(result.tangent().item())
                    .as("%s %s %s, %d cut", of, rule, mode, truncated)
                    .isCloseTo(expected, within(RELATIVE * scale));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    <P extends ParamTree, B extends BoundModule> void ofSeveralTasks(Architecture<P, B> of) {
        FunctionalModule<P, B> net = of.net(DType.FLOAT64);
        Tensor rates = Tensor.of(new double[] {0.02, 0.05, 0.1}).asTasks();
        Tensor leaf = Tensor.parameter(rates);
        double[] reverse =
                Grad.of(tasks(of, net, leaf, GradientMode.SECOND_ORDER))
                        .with(leaf)
                        .orZero(0)
                        .fromTasks()
                        .toDoubles();
        double[] forward =
                ForwardMode.gradient(
                                r -> tasks(of, net, r.get(0), GradientMode.UNTRACKED),
                                List.of(rates))
                        .get(0)
                        .fromTasks()
                        .toDoubles();
        for (int task = 0; task < 3; task++) {
            assertThat(forward[task])
                    .isCloseTo(reverse[task], within(RELATIVE * Math.abs(reverse[task])));
        }
    }

    private static <P extends ParamTree, B extends BoundModule> Tensor tasks(
            Architecture<P, B> of, FunctionalModule<P, B> net, Tensor rates, GradientMode mode) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));
        try (RandomScope draws = RandomScope.open(5);
                InnerLoop<P, B, Sgd> loop =
                        Higher.innerLoop(net, inner)
                                .gradientMode(mode)
                                .tasks(3)
                                .override(Overrides.of(DifferentiableSgd.LR, rates))
                                .open()) {
            assertThat(draws).isNotNull();
            return after(loop, of);
        }
    }

    /** What is not to be had is refused, not left out. */
    @Test
    void stepsThatAreTakenAgainAreRefused() {
        Architecture<?, ?> of = Architecture.all().findFirst().orElseThrow();
        refused(of);
    }

    private static <P extends ParamTree, B extends BoundModule> void refused(
            Architecture<P, B> of) {
        FunctionalModule<P, B> net = of.net(DType.FLOAT64);
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        Tensor rate = Tensor.scalar(0.1, DType.FLOAT64);
        assertThatThrownBy(
                        () ->
                                ForwardMode.gradient(
                                        r -> {
                                            try (InnerLoop<P, B, Sgd> loop =
                                                    Higher.innerLoop(net, inner)
                                                            .memory(Memory.snapshots(2))
                                                            .override(
                                                                    Overrides.of(
                                                                            DifferentiableSgd.LR,
                                                                            r.get(0)))
                                                            .open()) {
                                                loop.unroll(
                                                        STEPS,
                                                        (model, k) ->
                                                                of.loss(model, k, DType.FLOAT64));
                                                return of.loss(loop.model(), 9, DType.FLOAT64);
                                            }
                                        },
                                        List.of(rate)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inner step 0: steps that are taken again")
                .hasMessageContaining("GradientMode.UNTRACKED");
    }
}
