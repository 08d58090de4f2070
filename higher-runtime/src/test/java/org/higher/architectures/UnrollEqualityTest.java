package org.higher.architectures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Memory;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.internal.optim.Stepping;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Losses;
import org.higher.nn.RandomScope;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.GradientCallback;
import org.higher.optim.GradientMode;
import org.higher.optim.Key;
import org.higher.optim.Optimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.RuleCase;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps that are taken again for a gradient, against those that stay on the tape: the same bits of
 * weights, states, buffers and every gradient.
 */
class UnrollEqualityTest {
    private static final int STEPS = 7;

    static Stream<Architecture<?, ?>> architectures() {
        return Stream.concat(
                Architecture.all(),
                Stream.of(
                        new Architecture<>(
                                "dropout",
                                d ->
                                        FunctionalSequential.of(
                                                new Sequential(
                                                        d.linear(3, 6),
                                                        new Tanh(),
                                                        new Dropout(0.4),
                                                        d.linear(6, 2))),
                                (net, d) ->
                                        Losses.mse(net.forward(d.normal(4, 3)), d.normal(4, 2)))));
    }

    static Stream<RuleCase<?>> rules() {
        return RuleCase.all();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    <P extends ParamTree, B extends BoundModule> void architecture(Architecture<P, B> of) {
        for (GradientMode mode : GradientMode.values()) {
            check(
                    new Run<>(of, new Sgd(0.1).withMomentum(0.9), mode, DType.FLOAT32),
                    Memory.full(),
                    Memory.savedGradients(),
                    Memory.snapshots(1),
                    Memory.snapshots(3));
        }
        check(
                new Run<>(of, new Adam(0.02), GradientMode.SECOND_ORDER, DType.FLOAT64),
                Memory.snapshots(2),
                Memory.savedGradients(),
                Memory.budget("100MB"));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    <P extends ParamTree, B extends BoundModule> void mixedMode(Architecture<P, B> of) {
        Run<P, B, ?> run = new Run<>(of, new Adam(0.02), GradientMode.SECOND_ORDER, DType.FLOAT64);
        assertThat(run.again(Memory.mixedMode()))
                .usingRecursiveComparison()
                .withComparatorForType(
                        (a, b) -> Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)) ? 0 : 1,
                        Double.class)
                .isEqualTo(run.onTheTape());
    }

    @ParameterizedTest
    @MethodSource("rules")
    <R extends UpdateRule<?>> void rule(RuleCase<R> each) {
        Architecture<?, ?> small =
                Architecture.all()
                        .filter(of -> of.name().equals("differential equation"))
                        .findFirst()
                        .orElseThrow();
        for (GradientMode mode : GradientMode.values()) {
            check(
                    new Run<>(small, each.rule(), mode, DType.FLOAT64),
                    Memory.savedGradients(),
                    Memory.snapshots(2));
        }
    }

    private static void check(Run<?, ?, ?> run, Memory... memories) {
        List<double[]> expected = run.onTheTape();
        for (Memory memory : memories) {
            assertThat(run.again(memory))
                    .as("%s, %s", run, memory)
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
            assertThat(run.oneByOne(memory))
                    .as("%s, %s, step by step", run, memory)
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
    }

    /** A loop with everything: a warm optimizer, learned hyperparameters, a learned loss. */
    private record Run<P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>>(
            Architecture<P, B> of, R rule, GradientMode mode, DType dtype) {
        private interface Steps<
                P extends ParamTree, B extends BoundModule, R extends UpdateRule<?>> {
            void take(InnerLoop<P, B, R> loop, InnerLoop.StepLoss<B> loss);
        }

        List<double[]> onTheTape() {
            return run(
                    Memory.full(),
                    (loop, loss) -> {
                        for (int k = 0; k < STEPS; k++) {
                            loop.step(loss.of(loop.model(), k));
                        }
                    });
        }

        List<double[]> again(Memory memory) {
            return run(memory, (loop, loss) -> loop.unroll(STEPS, loss));
        }

        List<double[]> oneByOne(Memory memory) {
            return run(
                    memory,
                    (loop, loss) -> {
                        for (int k = 0; k < STEPS; k++) {
                            int step = k;
                            loop.step(model -> loss.of(model, step));
                        }
                    });
        }

        private List<double[]> run(Memory memory, Steps<P, B, R> steps) {
            FunctionalModule<P, B> net = of.net(dtype);
            Optimizer<R> optimizer = Optimizer.of(net.parameters(), rule);
            try (var draws = RandomScope.open(3)) {
                of.loss(net.bind(net.params()), 9, dtype).backward();
                optimizer.step();
                optimizer.zeroGrad();
                assertThat(draws).isNotNull();
            }
            Tensor weight = Tensor.parameter(Tensor.scalar(0.3, dtype));
            List<Tensor> learned = new ArrayList<>(List.of(weight));
            Overrides<R> overrides = Overrides.none();
            for (Key<R> key : Optimizers.differentiable(net.parameters(), optimizer).keys()) {
                Tensor value = Tensor.parameter(Tensor.scalar(key.of(rule), DType.FLOAT64));
                overrides = overrides.with(key, value);
                learned.add(value);
            }
            Tensor damping = Tensor.parameter(Tensor.scalar(0.9, dtype));
            learned.add(damping);
            GradientCallback damped = all -> all.stream().map(g -> g.map(damping::mul)).toList();
            List<double[]> found = new ArrayList<>();
            Tensor outer;
            try (var draws = RandomScope.open(5);
                    var loop =
                            Higher.innerLoop(net, optimizer)
                                    .copyInitialWeights(false)
                                    .gradientMode(mode)
                                    .override(overrides)
                                    .gradientCallback(damped)
                                    .memory(memory)
                                    .open()) {
                assertThat(draws).isNotNull();
                Tensor scale = weight.exp();
                steps.take(
                        loop,
                        (model, k) ->
                                of.loss(model, 10 + k, dtype).mul(scale).add(weight.mul(weight)));
                assertThat(loop.steps()).isEqualTo(STEPS);
                outer = of.loss(loop.model(), 20, dtype).add(weight.mul(3).tanh());
                for (Tensor value : learned) {
                    outer = outer.add(value.mul(value).to(dtype));
                }
                loop.params().leaves().forEach(w -> found.add(w.toDoubles()));
                Params.buffers(loop.params()).values().forEach(b -> found.add(b.toDoubles()));
                addState(Stepping.of(loop.optimizer()).orElseThrow(), found);
                found.add(new double[] {loop.state().steps()});
            }
            List<Tensor> all = new ArrayList<>(net.parameters());
            all.addAll(learned);
            for (int pass = 0; pass < 2; pass++) { // a graph is not used up
                Grad.gradOrZeros(outer, all).forEach(g -> found.add(g.toDoubles()));
            }
            outer.backward();
            learned.forEach(value -> found.add(value.grad().orElseThrow().toDoubles()));
            return found;
        }

        private static <S> void addState(Stepping<?, S> stepping, List<double[]> found) {
            stepping.tensors(stepping.position()).forEach(t -> found.add(t.toDoubles()));
        }
    }
}
