package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.Params;
import org.higher.functional.support.v1.Binder;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What loops keep that take their steps again, and how wrong use of them is found. */
class InnerLoopPlanTest extends MemoryLoops {
    @ParameterizedTest
    @MethodSource("notFull")
    void buffersAreUpdatedOnceAndGradientsLeaveThemAlone(Memory memory) {
        try (var loop = loop(memory).open()) {
            loop.unroll(MANY, this::loss);
            List<double[]> before = buffers(loop);
            query(loop.model()).backward();
            loop.step(model -> loss(model, 1));
            query(loop.model()).backward();
            try (var plain = loop(Memory.full()).open()) {
                plain.unroll(MANY, this::loss);
                assertSame(before, buffers(plain));
            }
        }
    }

    private static List<double[]> buffers(InnerLoop<FunctionalCentred.Params, ?, ?> loop) {
        return Params.buffers(loop.params()).values().stream().map(Tensor::toDoubles).toList();
    }

    @Test
    void theFirstAndTheNewestWeightsAreKept() {
        try (var loop = loop(Memory.snapshots(2)).copyInitialWeights(true).open()) {
            List<Tensor> start = loop.params(0).leaves();
            loop.unroll(MANY, this::loss);
            assertThat(loop.params(0).leaves()).isEqualTo(start);
            assertThat(loop.params(MANY).leaves()).isEqualTo(loop.params().leaves());
            assertThatThrownBy(() -> loop.params(4))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("params(4): these weights were let go")
                    .hasMessageContaining("Memory.full()");
            assertThat(gradients(query(loop.model()), start.subList(0, 1)).get(0))
                    .doesNotContain(0);
            assertThat(loop.graph(query(loop.model())).dot())
                    .contains("inner step 8", "step 9")
                    .doesNotContain("\"step 4\"");
        }
    }

    @Test
    void aLoopSaysWhatItKeeps() {
        try (var full = loop(Memory.full()).open();
                var some = loop(Memory.snapshots(3)).open();
                var enough = loop(Memory.budget("10MB")).open();
                var little = loop(Memory.budget(90_000)).open()) {
            full.unroll(20, this::loss);
            some.unroll(20, this::loss);
            enough.unroll(20, this::loss);
            little.unroll(20, this::loss);
            assertThat(full.plan()).isEmpty();
            assertThat(some.plan().orElseThrow().snapshots()).isEqualTo(3);
            assertThat(some.plan().orElseThrow()).asString().contains("3 snapshots", "each taken");
            assertThat(enough.plan().orElseThrow()).asString().contains("all steps on the tape");
            Memory.Plan plan = little.plan().orElseThrow();
            assertThat(plan.advances().orElseThrow()).isGreaterThanOrEqualTo(1);
            long weights = learned().stream().mapToLong(w -> 8L * w.size()).sum();
            assertThat(plan.snapshotBytes()).isBetween(weights, 2 * weights + 100);
            assertThat(plan.stepBytes().orElseThrow()).isBetween(2 * weights, 100 * weights);
        }
    }

    /** Wide batches: a step's graph is large beside its weights. */
    @Test
    void aBudgetSavesGradientsWhereThatFits() {
        Tensor wide = Tensor.normal(new SplittableRandom(1), DType.FLOAT64, 512, 3);
        Tensor target = Tensor.zeros(DType.FLOAT64, 512, ys.shape()[1]);
        List<List<double[]>> found = new ArrayList<>();
        AtomicInteger taken = new AtomicInteger();
        for (Memory memory : List.of(Memory.full(), Memory.budget("1MB"))) {
            try (var loop =
                    loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open()) {
                loop.unroll(
                        30,
                        (model, k) -> {
                            taken.incrementAndGet();
                            return Losses.mse(model.forward(wide.mul(1 + 0.1 * k)), target);
                        });
                loop.plan().ifPresent(plan -> assertThat(plan.savedGradients()).isTrue());
                loop.step(model -> loss(model, 1));
                found.add(gradients(query(loop.model()), learned(rate)));
            }
        }
        assertSame(found.get(1), found.get(0));
        assertThat(taken.get()).isBetween(30 + 2 * 30, 30 + 2 * 30 + 3);
    }

    @Test
    void withoutTheTapeNothingIsTakenAgain() {
        AtomicInteger taken = new AtomicInteger();
        try (var loop = loop(Memory.snapshots(1)).gradientMode(GradientMode.UNTRACKED).open()) {
            loop.unroll(
                    MANY,
                    (model, k) -> {
                        taken.incrementAndGet();
                        return loss(model, k);
                    });
            query(loop.model()).backward();
        }
        assertThat(taken).hasValue(MANY);
    }

    static Stream<Memory> notFull() {
        return Stream.of(Memory.snapshots(2), Memory.savedGradients(), Memory.mixedMode());
    }

    @ParameterizedTest
    @MethodSource("notFull")
    void aStepThatDoesSomethingElseIsFound(Memory memory) {
        AtomicInteger calls = new AtomicInteger();
        try (var loop = loop(memory).open()) {
            loop.unroll(MANY, (model, k) -> loss(model, k).mul(1 + 0.5 * calls.getAndIncrement()));
            Tensor outer = query(loop.model());
            assertThatIllegalStateException()
                    .isThrownBy(outer::backward)
                    .withMessageContaining("of the inner loop was taken again for a gradient")
                    .withMessageContaining("its loss was")
                    .withMessageContaining("the next batch of an iterator");
        }
    }

    @ParameterizedTest
    @MethodSource("notFull")
    void aTensorThatOnlyTheSecondRunUsesIsFound(Memory memory) {
        AtomicInteger calls = new AtomicInteger();
        Tensor other = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        int first = 3; // the first step has nobody to ask for its derivative
        try (var loop = loop(memory).open()) {
            loop.unroll(
                    3,
                    (model, k) ->
                            calls.getAndIncrement() < first
                                    ? loss(model, k).mul(other.detach())
                                    : loss(model, k).mul(other));
            Tensor outer = query(loop.model()).add(other);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Grad.grad(outer, List.of(net.parameters().get(0), other)))
                    .withMessageContaining("used a tensor that it had not used the first time");
        }
    }

    /** A twin as an earlier version generated it, which reads the present configuration. */
    private record Earlier(FunctionalCentred now)
            implements FunctionalModule<FunctionalCentred.Params, Earlier.Bound> {
        @Override
        public Object model() {
            return now.model();
        }

        @Override
        public FunctionalCentred.Params params() {
            return now.params();
        }

        @Override
        public Bound bind(FunctionalCentred.Params params, Binder binder) {
            return new Bound(now.bind(params, binder));
        }

        private record Bound(FunctionalCentred.Bound now) implements BoundModule {
            @Override
            public FunctionalCentred.Params params() {
                return now.params();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("notFull")
    void anotherConfigurationOfAnEarlierTwinIsFound(Memory memory) {
        try (var loop =
                Higher.innerLoop(new Earlier(net), sgd)
                        .copyInitialWeights(false)
                        .memory(memory)
                        .open()) {
            loop.unroll(MANY, (m, k) -> loss(m.now(), k));
            model.eval();
            Tensor outer = query(loop.model().now());
            assertThatIllegalStateException()
                    .isThrownBy(outer::backward)
                    .withMessageContaining("configuration has changed since, say by train() or")
                    .withMessageContaining("compiled with this version");
            model.train();
            outer.backward();
        }
    }

    @ParameterizedTest
    @MethodSource("notFull")
    void aTensorThatWasAssignedSinceIsFound(Memory memory) {
        try (var loop = loop(memory).open()) {
            loop.unroll(2, (model, k) -> loss(model, k).mul(rate));
            Tensor outer = query(loop.model());
            rate.assign(rate.mul(2));
            assertThatIllegalStateException()
                    .isThrownBy(outer::backward)
                    .withMessageContaining("was assigned a new value");
        }
    }

    @Test
    void aNumberThatWasAssignedSinceIsFound() {
        Tensor constant = Tensor.scalar(0.1, DType.FLOAT64);
        try (var loop =
                loop(Memory.snapshots(1))
                        .override(Overrides.of(DifferentiableSgd.LR, constant))
                        .open()) {
            loop.unroll(1, this::loss);
            Tensor outer = query(loop.model());
            constant.assign(constant.mul(2));
            assertThatIllegalStateException()
                    .isThrownBy(outer::backward)
                    .withMessageContaining("its loss was the same, but its new weights were not");
        }
    }

    @ParameterizedTest
    @MethodSource("notFull")
    void aStepWithinAStepIsRefused(Memory memory) {
        try (var loop = loop(memory).open()) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () ->
                                    loop.unroll(
                                            2,
                                            (model, k) -> {
                                                loop.step(m -> loss(m, 1));
                                                return loss(model, k);
                                            }))
                    .withMessageContaining("under way");
        }
    }

    @Test
    void everyUnrollIsPlannedForItself() {
        AtomicInteger taken = new AtomicInteger();
        try (var loop = loop(Memory.budget("400kB")).open()) {
            loop.unroll(1, this::loss);
            assertThat(loop.plan().orElseThrow().full()).isTrue();
            loop.unroll(
                    100,
                    (model, k) -> {
                        taken.incrementAndGet();
                        return loss(model, k);
                    });
            assertThat(loop.plan().orElseThrow().advances().orElseThrow())
                    .isGreaterThanOrEqualTo(1);
            query(loop.model()).backward();
        }
        assertThat(taken.get()).isBetween(200, 600);
    }

    @Test
    void aBudgetBelowOneStepSaysWhatIsNeeded() {
        try (var loop = loop(Memory.budget(2000)).open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.unroll(10, this::loss))
                    .withMessageContaining("Memory.budget: 2,000 bytes are too few for this loop")
                    .withMessageContaining("give ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12 apples", "-3MB", "MB", "1e9", "0"})
    void anAmountIsANumberWithAUnit(String amount) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Memory.budget(amount))
                .withMessageStartingWith("Memory.budget: ");
    }

    @Test
    void amountsAreReadAsTheJvmDoes() {
        assertThat(Memory.budget("2k")).asString().contains("2,048");
        assertThat(Memory.budget("1.5 GB")).asString().contains("1,610,612,736");
        assertThat(Memory.budget("96MiB")).asString().contains("100,663,296");
        assertThat(Memory.budget("77")).asString().contains("77 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> Memory.snapshots(0));
    }

    @Test
    void aNegativeNumberOfStepsIsRefused() {
        try (var loop = loop(Memory.full()).open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> loop.unroll(-1, this::loss));
            assertThat(loop.unroll(0, this::loss).leaves()).isEqualTo(loop.params().leaves());
        }
    }
}
