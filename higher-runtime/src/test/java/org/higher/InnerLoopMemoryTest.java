package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.Schedule;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that take their steps again for a gradient, in place of keeping them. */
class InnerLoopMemoryTest extends CentredLoops {
    private static final int MANY = 9;

    private final Tensor rate = Tensor.parameter(Tensor.scalar(0.1, DType.FLOAT64));

    private InnerLoop.Builder<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> loop(
            Memory memory) {
        return Higher.innerLoop(net, sgd).copyInitialWeights(false).memory(memory);
    }

    private Tensor loss(FunctionalCentred.Bound bound, int step) {
        return Losses.mse(bound.forward(xs.mul(1 + 0.1 * step)), ys);
    }

    private Tensor query(FunctionalCentred.Bound bound) {
        return Losses.mse(bound.forward(xq), yq);
    }

    private List<Tensor> learned(Tensor... more) {
        List<Tensor> all = new ArrayList<>(net.parameters());
        all.addAll(List.of(more));
        return all;
    }

    private static List<double[]> gradients(Tensor outer, List<Tensor> learned) {
        return Grad.gradOrZeros(outer, learned).stream().map(Tensor::toDoubles).toList();
    }

    private static void assertSame(List<double[]> actual, List<double[]> expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    /** What a loop does, and the gradients of the loss that it ends with. */
    private interface Program {
        Tensor run(InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> loop);
    }

    private interface Opened {
        InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Sgd> with(Memory memory);
    }

    private void assertAsOnTheTape(Opened opened, List<Tensor> learned, Program program) {
        List<List<double[]>> found = new ArrayList<>();
        for (Memory memory : List.of(Memory.full(), Memory.snapshots(2), Memory.budget("200 kB"))) {
            try (var loop = opened.with(memory)) {
                found.add(gradients(program.run(loop), learned));
            }
        }
        assertSame(found.get(1), found.get(0));
        assertSame(found.get(2), found.get(0));
    }

    // the same gradients

    @Test
    void aScheduleGoesOnWhereItWas() {
        Tensor decay = Tensor.parameter(Tensor.scalar(0.8, DType.FLOAT64));
        Schedule schedule = step -> rate.mul(decay.pow(step));
        assertAsOnTheTape(
                memory -> loop(memory).schedule(DifferentiableSgd.LR, schedule).open(),
                learned(rate, decay),
                loop -> {
                    loop.unroll(MANY, this::loss);
                    return query(loop.model());
                });
    }

    @Test
    void whatAStepOverridesHoldsFromThereOn() {
        Tensor later = Tensor.parameter(Tensor.scalar(0.03, DType.FLOAT64));
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate, later),
                loop -> {
                    loop.unroll(3, this::loss);
                    StepOptions<Sgd> options =
                            StepOptions.overriding(
                                    Overrides.of(DifferentiableSgd.LR, later.mul(2)));
                    loop.step(model -> loss(model, 3), options);
                    loop.unroll(4, this::loss);
                    return query(loop.model());
                });
    }

    @Test
    void groupsFrozenWeightsAndTasksAreAsEver() {
        List<Tensor> weights = net.parameters();
        Optimizer<Sgd> groups =
                Optimizer.<Sgd>builder()
                        .group(weights.subList(0, 1), new Sgd(0.1))
                        .group(weights.subList(2, 4), new Sgd(0.2).withMomentum(0.4))
                        .build();
        assertAsOnTheTape(
                memory ->
                        Higher.innerLoop(net, groups)
                                .copyInitialWeights(false)
                                .tasks(2)
                                .override(Overrides.of(DifferentiableSgd.LR, rate, rate.exp()))
                                .memory(memory)
                                .open(),
                learned(rate),
                loop -> {
                    Tensor both = Tensor.stackTasks(List.of(xs, xs.mul(2)));
                    loop.unroll(MANY, (m, k) -> Losses.mse(m.forward(both.add(k)), ys));
                    return query(loop.model()).sumOfTasks();
                });
    }

    @Test
    void plainStepsAndWeightsOfOnesOwnMayComeBetween() {
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate),
                loop -> {
                    loop.unroll(4, this::loss);
                    loop.step(loss(loop.model(), 4));
                    Tensor first = query(loop.model());
                    loop.step(model -> loss(model, 5));
                    loop.fastModel()
                            .update(loop.params().leaves().stream().map(w -> w.mul(0.9)).toList());
                    loop.unroll(3, this::loss);
                    return query(loop.model()).add(first);
                });
    }

    @Test
    void lossesOnTheWayCountAsWell() {
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate),
                loop -> {
                    Tensor sum = rate.mul(rate);
                    for (int k = 0; k < MANY; k++) {
                        int step = k;
                        loop.step(model -> loss(model, step));
                        sum = sum.add(query(loop.model()).mul(0.1 * k));
                    }
                    return sum;
                });
    }

    @Test
    void truncationCutsWhatWasBefore() {
        assertAsOnTheTape(
                memory ->
                        loop(memory)
                                .override(Overrides.of(DifferentiableSgd.LR, rate))
                                .truncateFirst(4)
                                .open(),
                learned(rate),
                loop -> {
                    loop.unroll(MANY, this::loss);
                    return query(loop.model());
                });
    }

    @Test
    void aDerivativeOfOnesOwnMayHaveCapturedATensor() {
        Tensor gain = Tensor.parameter(Tensor.scalar(1.5, DType.FLOAT64));
        CustomFunction steep =
                CustomFunction.of(
                        "steep",
                        x -> x.get(0),
                        (g, y, x) -> List.of(g.mul(gain).mul(x.get(0).tanh())));
        assertAsOnTheTape(
                memory -> loop(memory).open(),
                learned(gain),
                loop -> {
                    loop.unroll(MANY, (model, k) -> steep.apply(loss(model, k)));
                    return query(loop.model());
                });
    }

    @Test
    void aLossOfThePresentWeightsMayBeCaptured() {
        Tensor gain = Tensor.parameter(Tensor.scalar(0.5, DType.FLOAT64));
        CustomFunction steep =
                CustomFunction.of(
                        "steep",
                        x -> x.get(0),
                        (g, y, x) -> List.of(g.mul(gain).mul(x.get(0).tanh())));
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate, gain),
                loop -> {
                    for (int k = 0; k < 4; k++) {
                        int step = k;
                        Tensor before = steep.apply(query(loop.model()));
                        loop.step(model -> loss(model, step).add(before));
                    }
                    return query(loop.model());
                });
    }

    @Test
    void aCallbackMayDifferentiateWhatItSees() {
        model.eval();
        assertAsOnTheTape(
                memory ->
                        loop(memory)
                                .override(Overrides.of(DifferentiableSgd.LR, rate))
                                .gradientCallback(
                                        all ->
                                                all.stream()
                                                        .map(g -> g.map(this::withSlope))
                                                        .toList())
                                .open(),
                learned(rate),
                loop -> {
                    loop.unroll(4, this::loss);
                    return query(loop.model());
                });
    }

    /** Depends on whether the gradient is on the tape. */
    private Tensor withSlope(Tensor g) {
        return g.isLeaf() ? g.mul(2) : g;
    }

    @Test
    void aLoopWithinAStepIsTakenAgainWithIt() {
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate),
                loop -> {
                    loop.unroll(
                            3,
                            (model, k) -> {
                                try (var within =
                                        Higher.innerLoop(net, sgd)
                                                .override(Overrides.of(DifferentiableSgd.LR, rate))
                                                .memory(Memory.snapshots(1))
                                                .open()) {
                                    within.unroll(3, this::loss);
                                    return loss(model, k).add(query(within.model()));
                                }
                            });
                    return query(loop.model());
                });
    }

    @Test
    void severalThreadsTakeGradientsOfOneUnroll() throws InterruptedException, ExecutionException {
        List<Tensor> learned = learned(rate);
        Tensor outer;
        try (var loop =
                loop(Memory.snapshots(2))
                        .override(Overrides.of(DifferentiableSgd.LR, rate))
                        .open()) {
            loop.unroll(MANY, this::loss);
            outer = query(loop.model());
        }
        List<double[]> expected = gradients(outer, learned);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<List<double[]>> again = () -> gradients(outer, learned);
            for (Future<List<double[]>> found : threads.invokeAll(List.of(again, again, again))) {
                assertSame(found.get(), expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void tasksOfAMetaBatchMayUnroll() {
        List<List<double[]>> found = new ArrayList<>();
        for (Memory memory : List.of(Memory.full(), Memory.snapshots(2))) {
            try (MetaBatch batch = new MetaBatch(2)) {
                MetaBatch.Result result =
                        batch.meanOrZeros(
                                net.parameters(),
                                List.of(1, 2, 3),
                                task -> {
                                    try (var loop = loop(memory).open()) {
                                        loop.unroll(4, (m, k) -> loss(m, task + k));
                                        return query(loop.model());
                                    }
                                });
                found.add(result.gradients().stream().map(Tensor::toDoubles).toList());
            }
        }
        assertSame(found.get(1), found.get(0));
    }

    /** Nodes are numbered by each thread for itself. */
    @Test
    void aLoopMayRunInAnotherThreadThanWhatItHasCaptured() throws Exception {
        for (int i = 0; i < 500; i++) {
            rate.mul(2);
        }
        Tensor gain = Tensor.parameter(Tensor.scalar(1.2, DType.FLOAT64));
        Tensor slope = gain.mul(gain);
        ExecutorService elsewhere = Executors.newFixedThreadPool(2);
        try {
            List<List<double[]>> found = new ArrayList<>();
            for (Memory memory : List.of(Memory.full(), Memory.snapshots(2))) {
                Callable<Tensor> run =
                        () -> {
                            try (var loop =
                                    loop(memory)
                                            .override(Overrides.of(DifferentiableSgd.LR, rate))
                                            .open()) {
                                loop.unroll(MANY, (m, k) -> loss(m, k).mul(slope));
                                return query(loop.model());
                            }
                        };
                Tensor outer = elsewhere.submit(run).get();
                Callable<List<double[]>> back = () -> gradients(outer, learned(rate, gain));
                found.add(elsewhere.submit(back).get());
                found.add(back.call());
            }
            assertThat(found.get(0).get(6)[0]).isNotZero();
            assertThat(found.get(0).get(7)[0]).isNotZero();
            assertSame(found.get(1), found.get(0));
            assertSame(found.get(2), found.get(0));
            assertSame(found.get(3), found.get(0));
        } finally {
            elsewhere.shutdown();
        }
    }

    @Test
    void secondDerivativesAreThoseOfTheTapeAndOfDifferences() {
        model.eval();
        List<double[]> found = new ArrayList<>();
        for (Memory memory : List.of(Memory.full(), Memory.snapshots(1), Memory.snapshots(3))) {
            found.add(Grad.grad(slope(memory, rate), List.of(rate)).get(0).toDoubles());
        }
        assertThat(found.get(1)).isEqualTo(found.get(0));
        assertThat(found.get(2)).isEqualTo(found.get(0));
        double step = 1e-5;
        double ahead = slope(Memory.snapshots(2), at(0.1 + step)).item();
        double behind = slope(Memory.snapshots(2), at(0.1 - step)).item();
        assertThat(found.get(0)[0]).isCloseTo((ahead - behind) / (2 * step), within(1e-6));
    }

    private static Tensor at(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    private Tensor slope(Memory memory, Tensor at) {
        try (var loop = loop(memory).override(Overrides.of(DifferentiableSgd.LR, at)).open()) {
            loop.unroll(5, this::loss);
            return Grad.of(query(loop.model())).createGraph().with(at).orThrow("slope").get(0);
        }
    }

    // what is kept

    @Test
    void buffersAreUpdatedOnceAndGradientsLeaveThemAlone() {
        try (var loop = loop(Memory.snapshots(1)).open()) {
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
            assertThat(plan.advances()).isGreaterThanOrEqualTo(1);
            long weights = learned().stream().mapToLong(w -> 8L * w.size()).sum();
            assertThat(plan.snapshotBytes()).isBetween(weights, 2 * weights + 100);
            assertThat(plan.stepBytes()).isBetween(2 * weights, 100 * weights);
        }
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

    // errors

    @Test
    void aStepThatDoesSomethingElseIsFound() {
        AtomicInteger calls = new AtomicInteger();
        try (var loop = loop(Memory.snapshots(2)).open()) {
            loop.unroll(MANY, (model, k) -> loss(model, k).mul(1 + 0.5 * calls.getAndIncrement()));
            Tensor outer = query(loop.model());
            assertThatIllegalStateException()
                    .isThrownBy(outer::backward)
                    .withMessageContaining("of the inner loop was taken again for a gradient")
                    .withMessageContaining("its loss was")
                    .withMessageContaining("the next batch of an iterator");
        }
    }

    @Test
    void aTensorThatOnlyTheSecondRunUsesIsFound() {
        AtomicInteger calls = new AtomicInteger();
        Tensor other = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        try (var loop = loop(Memory.snapshots(1)).open()) {
            loop.unroll(
                    2,
                    (model, k) ->
                            calls.getAndIncrement() < 2
                                    ? loss(model, k).mul(other.detach())
                                    : loss(model, k).mul(other));
            Tensor outer = query(loop.model()).add(other);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Grad.grad(outer, List.of(net.parameters().get(0), other)))
                    .withMessageContaining("used a tensor that it had not used the first time");
        }
    }

    @Test
    void anotherConfigurationIsFound() {
        try (var loop = loop(Memory.snapshots(2)).open()) {
            loop.unroll(MANY, this::loss);
            model.eval();
            Tensor outer = query(loop.model());
            assertThatIllegalStateException()
                    .isThrownBy(outer::backward)
                    .withMessageContaining("configuration has changed since, say by train() or");
            model.train();
            outer.backward();
        }
    }

    @Test
    void aTensorThatWasAssignedSinceIsFound() {
        try (var loop = loop(Memory.snapshots(1)).open()) {
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

    @Test
    void aStepWithinAStepIsRefused() {
        try (var loop = loop(Memory.snapshots(1)).open()) {
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
            assertThat(loop.plan().orElseThrow().advances()).isZero();
            loop.unroll(
                    100,
                    (model, k) -> {
                        taken.incrementAndGet();
                        return loss(model, k);
                    });
            assertThat(loop.plan().orElseThrow().advances()).isGreaterThanOrEqualTo(1);
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
