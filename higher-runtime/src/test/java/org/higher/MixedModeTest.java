package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.higher.array.DType;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.Sequential;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where forward mode and the tape see different things, mixed mode sees what the tape sees. */
class MixedModeTest extends MemoryLoops {
    private void assertAsOnTheTape(Program program) {
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate),
                program);
    }

    @Test
    void theModelMayBeCaptured() {
        model.eval(); // one that updates its buffers would do so twice
        assertAsOnTheTape(
                loop -> {
                    for (int k = 0; k < 4; k++) {
                        int step = k;
                        FunctionalCentred.Bound present = loop.model();
                        loop.step(model -> loss(present, step));
                    }
                    return query(loop.model());
                });
    }

    @Test
    void presentWeightsMayBeCapturedBesideTheModel() {
        assertAsOnTheTape(
                loop -> {
                    for (int k = 0; k < 4; k++) {
                        int step = k;
                        Tensor weight = loop.params().leaves().get(0);
                        loop.step(model -> loss(model, step).add(weight.square().sum()));
                    }
                    return query(loop.model());
                });
    }

    @Test
    void gradientsWithoutAGraphAreConstant() {
        assertUnrolledAsOnTheTape(
                (model, k) -> {
                    Tensor x = Tensor.parameter(xs.mul(1 + 0.1 * k));
                    Tensor clean = Losses.mse(model.forward(x), ys);
                    Tensor slope = Grad.grad(clean, List.of(x)).get(0);
                    return Losses.mse(model.forward(x.add(slope.mul(0.1))), ys);
                });
    }

    @Test
    void slopesByTheWeightsWithoutAGraphAreConstant() {
        assertUnrolledAsOnTheTape(
                (model, k) -> {
                    Tensor value = loss(model, k);
                    Tensor weight = model.params().leaves().get(0);
                    Tensor slope = Grad.grad(value, List.of(weight)).get(0);
                    return value.mul(slope.square().sum());
                });
    }

    @Test
    void anUntrackedLoopIsConstant() {
        assertUnrolledAsOnTheTape(
                (model, k) ->
                        loss(model, k).mul(afterTwoSteps(model, untracked(), value -> value)));
    }

    @Test
    void aNewLeafIsConstant() {
        assertUnrolledAsOnTheTape(
                (model, k) -> {
                    Tensor value = loss(model, k);
                    Tensor leaf = Tensor.parameter(value.tanh());
                    Tensor plain = value.sin().withRequiresGrad(false);
                    return value.mul(leaf).add(value.mul(plain)).mul(0.1);
                });
    }

    @Test
    void aLoopInMixedModeMayBeWithinAStep() {
        assertInMixedMode(
                (model, k) ->
                        loss(model, k)
                                .add(
                                        afterTwoSteps(
                                                model,
                                                loop(Memory.mixedMode())
                                                        .override(
                                                                Overrides.of(
                                                                        DifferentiableSgd.LR,
                                                                        rate)),
                                                value -> value)));
    }

    @Test
    void aDetachedPartMayHaveNoForwardRule() {
        assertInMixedMode(
                (model, k) ->
                        loss(model, k)
                                .mul(
                                        afterTwoSteps(
                                                model, loop(Memory.snapshots(1)), Tensor::detach)));
    }

    private InnerLoop.Builder<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> untracked() {
        return Higher.innerLoop(net, sgd).gradientMode(GradientMode.UNTRACKED);
    }

    /** What becomes of the query's loss after two steps from a model's weights. */
    private Tensor afterTwoSteps(
            FunctionalCentred.Bound model,
            InnerLoop.Builder<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> opened,
            UnaryOperator<Tensor> then) {
        try (var loop = opened.open()) {
            loop.fastModel().update(model.params().leaves());
            loop.unroll(2, this::loss);
            return then.apply(query(loop.model()));
        }
    }

    private void assertUnrolledAsOnTheTape(InnerLoop.StepLoss<FunctionalCentred.Bound> loss) {
        assertAsOnTheTape(unrolled(loss));
    }

    private Program unrolled(InnerLoop.StepLoss<FunctionalCentred.Bound> loss) {
        return loop -> {
            loop.unroll(3, loss);
            return query(loop.model());
        };
    }

    /** Where saved gradients differ in the last bit. */
    private void assertInMixedMode(InnerLoop.StepLoss<FunctionalCentred.Bound> loss) {
        List<List<double[]>> found = new ArrayList<>();
        for (Memory memory : List.of(Memory.full(), Memory.mixedMode())) {
            try (var loop =
                    loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open()) {
                found.add(gradients(unrolled(loss).run(loop), learned(rate)));
            }
        }
        assertClose(found.get(1), found.get(0), 1e-11);
    }

    static List<Memory> memories() {
        return List.of(
                Memory.snapshots(2),
                Memory.savedGradients(),
                Memory.mixedMode(),
                Memory.budget("60 kB"));
    }

    /** Scores of 0 have the same loss whatever the inputs are, and other gradients. */
    @ParameterizedTest
    @MethodSource("memories")
    void aStepIsComparedByMoreThanItsLoss(Memory memory) {
        Linear zero =
                new Linear(
                        Tensor.parameter(Tensor.zeros(DType.FLOAT64, 3, 4)),
                        Optional.of(Tensor.parameter(Tensor.zeros(DType.FLOAT64, 3))));
        FunctionalSequential head = FunctionalSequential.of(new Sequential(zero));
        AtomicInteger batches = new AtomicInteger();
        try (var loop =
                Higher.innerLoop(head, Optimizer.of(head.parameters(), new Sgd(0.1)))
                        .copyInitialWeights(false)
                        .memory(memory)
                        .open()) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> {
                                loop.unroll(1, (model, k) -> chance(model, batches));
                                loop.params().leaves().get(0).square().sum().backward();
                            })
                    .withMessageContaining("its loss was the same, but");
        }
    }

    private static Tensor chance(FunctionalSequential.Bound model, AtomicInteger batches) {
        SplittableRandom random = new SplittableRandom(batches.getAndIncrement());
        Tensor x = Tensor.normal(random, DType.FLOAT64, 6, 4);
        return Losses.crossEntropy(model.forward(x), 0, 1, 2, 0, 1, 2);
    }

    /** From 64 x 64 elements on, updates are fused. */
    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void forwardModeDifferentiatesGradientsThroughUpdates(int width) {
        for (Memory memory : List.of(Memory.full(), Memory.savedGradients(), Memory.mixedMode())) {
            double step = 1e-6;
            double ahead = slope(memory, width, Tensor.scalar(0.1 + step, DType.FLOAT64)).item();
            double behind = slope(memory, width, Tensor.scalar(0.1 - step, DType.FLOAT64)).item();
            ForwardMode.Result along =
                    ForwardMode.jvp(
                            x -> slope(memory, width, x),
                            Tensor.scalar(0.1, DType.FLOAT64),
                            Tensor.scalar(1, DType.FLOAT64));
            assertThat(along.value().item()).isCloseTo((ahead + behind) / 2, within(1e-8));
            assertThat(along.tangent().item())
                    .isCloseTo((ahead - behind) / (2 * step), within(1e-6));
        }
    }

    private static Tensor slope(Memory memory, int width, Tensor at) {
        Tensor weight =
                Tensor.parameter(
                        Tensor.normal(new SplittableRandom(3), DType.FLOAT64, width, width));
        FunctionalSequential one =
                FunctionalSequential.of(new Sequential(new Linear(weight, Optional.empty())));
        try (var loop =
                Higher.innerLoop(one, Optimizer.of(one.parameters(), new Sgd(0.1)))
                        .copyInitialWeights(false)
                        .override(Overrides.of(DifferentiableSgd.LR, at))
                        .memory(memory)
                        .open()) {
            loop.unroll(3, (m, k) -> m.params().leaves().get(0).sin().sum().mul(at.mul(3)));
            Tensor outer = loop.params().leaves().get(0).square().mean();
            return Grad.grad(outer, List.of(weight)).get(0).square().sum().mul(width * width);
        }
    }
}
