package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.higher.array.DType;
import org.higher.nn.Losses;
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

/** Gradients of steps that are taken again, against those of steps on the tape: the same bits. */
class InnerLoopMemoryTest extends MemoryLoops {
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
    void aWeightMayStandInTwoPlaces() {
        assertAsOnTheTape(
                memory -> loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open(),
                learned(rate),
                loop -> {
                    List<Tensor> weights = new ArrayList<>(loop.params().leaves());
                    Tensor bias = weights.get(1);
                    weights.set(1, bias.mul(2));
                    weights.set(4, weights.get(1));
                    loop.fastModel().update(weights);
                    loop.unroll(3, this::loss);
                    return query(loop.model());
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
        CustomFunction steep = steep(gain);
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
        CustomFunction steep = steep(gain);
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
        for (Memory memory :
                List.of(Memory.snapshots(2), Memory.savedGradients(), Memory.mixedMode())) {
            threadsAgree(memory);
        }
    }

    private void threadsAgree(Memory memory) throws InterruptedException, ExecutionException {
        List<Tensor> learned = learned(rate);
        Tensor outer;
        try (var loop = loop(memory).override(Overrides.of(DifferentiableSgd.LR, rate)).open()) {
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
        for (Memory memory :
                List.of(
                        Memory.full(),
                        Memory.snapshots(2),
                        Memory.savedGradients(),
                        Memory.mixedMode())) {
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
        assertSame(found.get(2), found.get(0));
        assertClose(found.get(3), found.get(0), 1e-11);
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
        List<double[]> expected = slopes(Memory.full());
        for (Memory memory :
                List.of(
                        Memory.snapshots(1),
                        Memory.snapshots(3),
                        Memory.savedGradients(),
                        Memory.mixedMode())) {
            assertClose(slopes(memory), expected, 1e-11);
        }
        double step = 1e-5;
        double ahead = slope(Memory.snapshots(2), at(0.1 + step)).item();
        double behind = slope(Memory.snapshots(2), at(0.1 - step)).item();
        assertThat(expected.get(0)[0]).isCloseTo((ahead - behind) / (2 * step), within(1e-6));
    }

    /** The second and third derivatives by the rate, and a mixed second one by the weights. */
    private List<double[]> slopes(Memory memory) {
        Tensor first = slope(memory, rate);
        Tensor second = Grad.of(first).createGraph().with(rate).orThrow("slopes").get(0);
        List<double[]> found = new ArrayList<>();
        found.add(second.toDoubles());
        found.addAll(gradients(first, learned()));
        found.addAll(gradients(second, learned(rate)));
        return found;
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
}
