package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.functional.FastModel;
import org.higher.functional.Patch;
import org.higher.functional.PatchOptions;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.Schedule;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One inner loop of several tasks, against a loop for each. */
class InnerLoopTasksTest {
    private static final int TASKS = 4;
    private static final int STEPS = 3;

    /** Support and query set of one task, or of several. */
    private record Task(Tensor xs, Tensor ys, Tensor xq, Tensor yq) {}

    private final FunctionalCentred net = FunctionalCentred.of(new Centred(7));
    private final List<Task> tasks =
            IntStream.range(0, TASKS)
                    .mapToObj(
                            i ->
                                    new Task(
                                            data(i, 6, 3),
                                            data(10 + i, 6, 2),
                                            data(20 + i, 5, 3),
                                            data(30 + i, 5, 2)))
                    .toList();
    private final Task all =
            new Task(
                    Tensor.stackTasks(tasks.stream().map(Task::xs).toList()),
                    Tensor.stackTasks(tasks.stream().map(Task::ys).toList()),
                    Tensor.stackTasks(tasks.stream().map(Task::xq).toList()),
                    Tensor.stackTasks(tasks.stream().map(Task::yq).toList()));

    private static Tensor data(long seed, int... shape) {
        return Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape);
    }

    private static <R extends UpdateRule<?>> Tensor adaptedLoss(
            InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, R> loop, Task task) {
        for (int k = 0; k < STEPS; k++) {
            loop.step(Losses.mse(loop.model().forward(task.xs()), task.ys()));
        }
        return Losses.mse(loop.model().forward(task.xq()), task.yq());
    }

    static Stream<Arguments> rulesAndModes() {
        return Stream.of(
                        new Sgd(0.1).withMomentum(0.5).withNesterov(true),
                        new Adam(0.05).withEps(1e-3),
                        new Lamb(0.05).withEps(1e-3),
                        new RmsProp(0.02).withEps(1e-2).withCentered(true))
                .flatMap(
                        rule ->
                                Arrays.stream(GradientMode.values())
                                        .map(mode -> Arguments.of(rule, mode)));
    }

    @ParameterizedTest
    @MethodSource("rulesAndModes")
    <R extends UpdateRule<?>> void gradientsOfAllTasksReachTheModel(R rule, GradientMode mode) {
        Optimizer<R> inner = Optimizer.of(net.parameters(), rule);
        List<Tensor> losses = new ArrayList<>();
        for (Task task : tasks) {
            try (var loop = open(inner, mode, 0, false)) {
                losses.add(adaptedLoss(loop, task));
            }
        }
        try (var loop = open(inner, mode, TASKS, false)) {
            Tensor loss = adaptedLoss(loop, all);
            assertSame(loss, losses);
            assertThat(loop.fastModel().time())
                    .isEqualTo(mode == GradientMode.UNTRACKED ? 0 : STEPS);
            if (mode == GradientMode.UNTRACKED) {
                assertThat(Grad.of(loss).with(net.parameters()).get(0)).isEmpty();
                return;
            }
            List<Tensor> actual = Grad.gradOrZeros(loss.sumOfTasks(), net.parameters());
            List<Tensor> expected =
                    Grad.of(losses.toArray(Tensor[]::new)).with(net.parameters()).orZeros();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i).taskCount()).isZero();
                assertSame(actual.get(i), expected.get(i));
            }
        }
    }

    private <R extends UpdateRule<?>>
            InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, R> open(
                    Optimizer<R> inner, GradientMode mode, int count, boolean copy) {
        return Higher.innerLoop(net, inner)
                .copyInitialWeights(copy)
                .gradientMode(mode)
                .tasks(count)
                .open();
    }

    @ParameterizedTest
    @MethodSource("rulesAndModes")
    <R extends UpdateRule<?>> void copiesHaveTheGradientsOfTheirTasks(R rule, GradientMode mode) {
        Optimizer<R> inner = Optimizer.of(net.parameters(), rule);
        try (var batch = open(inner, mode, TASKS, true)) {
            Tensor loss = adaptedLoss(batch, all);
            List<Tensor> start = batch.params(0).leaves();
            List<Tensor> gradients = Grad.gradOrZeros(loss, start);
            List<Tensor> weights = batch.params().leaves();
            for (int task = 0; task < TASKS; task++) {
                try (var loop = open(inner, mode, 0, true)) {
                    Tensor own = adaptedLoss(loop, tasks.get(task));
                    List<Tensor> expected = Grad.gradOrZeros(own, loop.params(0).leaves());
                    for (int i = 0; i < expected.size(); i++) {
                        assertSame(gradients.get(i).unstackTasks().get(task), expected.get(i));
                        assertSame(
                                weights.get(i).unstackTasks().get(task),
                                loop.params().leaves().get(i));
                        assertThat(start.get(i).requiresGrad())
                                .isEqualTo(net.parameters().get(i).requiresGrad());
                    }
                }
            }
        }
    }

    @Test
    void learnedRatesSchedulesAndDecaysCanDifferFromTaskToTask() {
        double[] rates = {0.1, 0.2, 0.05, 0.15};
        Tensor lr = Tensor.parameter(Tensor.of(rates, TASKS).asTasks());
        Tensor decay = Tensor.parameter(Tensor.of(new double[] {0, 0.1, 0.2, 0.3}, TASKS));
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));
        Tensor loss = scheduled(inner, TASKS, lr, decay.asTasks(), all);
        Tensor lrs = Grad.of(loss).with(lr).orZero(0);
        Tensor decays = Grad.of(loss).seeds(Tensor.scalar(1, DType.FLOAT64)).with(decay).orZero(0);
        for (int task = 0; task < TASKS; task++) {
            Tensor own = Tensor.parameter(Tensor.scalar(rates[task], DType.FLOAT64));
            Tensor ownDecay = Tensor.parameter(decay.detach().get(task));
            Tensor expected = scheduled(inner, 0, own, ownDecay, tasks.get(task));
            assertSame(loss.unstackTasks().get(task), expected);
            assertSame(lrs.unstackTasks().get(task), Grad.grad(expected, List.of(own)).get(0));
            assertSame(decays.get(task), Grad.grad(expected, List.of(ownDecay)).get(0));
        }
    }

    private Tensor scheduled(Optimizer<Sgd> inner, int count, Tensor lr, Tensor decay, Task task) {
        Schedule halved = step -> lr.mul(Math.pow(0.5, step));
        try (var loop =
                Higher.innerLoop(net, inner)
                        .tasks(count)
                        .schedule(DifferentiableSgd.LR, halved)
                        .override(Overrides.of(DifferentiableSgd.WEIGHT_DECAY, decay))
                        .open()) {
            return adaptedLoss(loop, task);
        }
    }

    /** By the norm of all gradients of a task. */
    private static List<Optional<Tensor>> clipped(List<Optional<Tensor>> gradients) {
        Tensor square =
                gradients.stream()
                        .flatMap(Optional::stream)
                        .map(g -> g.square().sum())
                        .reduce(Tensor::add)
                        .orElseThrow();
        Tensor scale = square.sqrt().rdiv(0.3).min(1);
        return gradients.stream().map(g -> g.map(scale::mul)).toList();
    }

    @Test
    void aCallbackClipsEachTaskByItsOwnNorm() {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        double[] scales = {0, 3, 0.1, 10};
        Tensor scale = Tensor.of(scales, TASKS).asTasks();
        Task mixed = new Task(all.xs(), all.ys().mul(scale), all.xq(), all.yq());
        Tensor loss = clippedLoss(inner, TASKS, mixed);
        for (int task = 0; task < TASKS; task++) {
            Task t = tasks.get(task);
            Task own = new Task(t.xs(), t.ys().mul(scales[task]), t.xq(), t.yq());
            assertSame(loss.unstackTasks().get(task), clippedLoss(inner, 0, own));
        }
    }

    private Tensor clippedLoss(Optimizer<Sgd> inner, int count, Task task) {
        try (var loop =
                Higher.innerLoop(net, inner)
                        .tasks(count)
                        .gradientCallback(InnerLoopTasksTest::clipped)
                        .open()) {
            return adaptedLoss(loop, task);
        }
    }

    @Test
    void buffersAreThoseOfTheirTasksOnceAForwardPassHasChangedThem() {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1));
        Tensor before = net.params().mean().detach();
        try (var batch = Higher.innerLoop(net, inner).tasks(TASKS).open()) {
            assertThat(batch.params().mean().taskCount()).isZero();
            adaptedLoss(batch, all);
            assertThat(batch.params().mean().taskCount()).isEqualTo(TASKS);
            for (int task = 0; task < TASKS; task++) {
                try (var loop = Higher.innerLoop(net, inner).open()) {
                    adaptedLoss(loop, tasks.get(task));
                    assertSame(
                            batch.params().mean().unstackTasks().get(task), loop.params().mean());
                }
            }
            Patch.bufferSync(net, batch.fastModel());
            assertThat(batch.params().mean().taskCount()).isZero();
        }
        assertSame(net.params().mean(), before);
    }

    @Test
    void goesOnFromStatesAndTruncations() {
        Optimizer<Adam> inner = Optimizer.of(net.parameters(), new Adam(0.05).withEps(1e-3));
        Tensor gradient = gradientAfterTruncation(inner, TASKS, all);
        for (int task = 0; task < TASKS; task++) {
            assertSame(
                    gradient.unstackTasks().get(task),
                    gradientAfterTruncation(inner, 0, tasks.get(task)));
        }
    }

    private Tensor gradientAfterTruncation(Optimizer<Adam> inner, int count, Task task) {
        try (var first = Higher.innerLoop(net, inner).tasks(count).open();
                var second =
                        Higher.innerLoop(net, inner)
                                .tasks(count)
                                .state(stateOf(first, task))
                                .open()) {
            adaptedLoss(second, task);
            second.detach();
            Tensor cut = second.params().leaves().get(0);
            second.fastModel().replace("hidden.bias", second.params().leaves().get(1).mul(2));
            return Grad.grad(adaptedLoss(second, task), List.of(cut)).get(0);
        }
    }

    private static OptimizerState stateOf(
            InnerLoop<FunctionalCentred.Params, FunctionalCentred.Bound, Adam> loop, Task task) {
        adaptedLoss(loop, task);
        return loop.state();
    }

    @Test
    void aFastModelStartsWithWeightsForEachTask() {
        PatchOptions options = PatchOptions.DEFAULT.withTasks(2).withCopyInitialWeights(false);
        try (FastModel<FunctionalCentred.Params, FunctionalCentred.Bound> fast =
                Patch.monkeypatch(net, options)) {
            assertThat(fast.weights()).allMatch(w -> w.taskCount() == 2);
            Tensor weight = fast.weights().get(0);
            assertThat(weight.shape()).isEqualTo(net.parameters().get(0).shape());
            weight.sum().sumOfTasks().backward();
        }
        assertThat(net.parameters().get(0).grad().orElseThrow().toDoubles()).containsOnly(2);
        assertThatThrownBy(() -> PatchOptions.DEFAULT.withTasks(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tasks: there can't be -1; give 1 or more, or 0 for no task axis");
    }

    /** They could not be copied back: the model's parameters are shared. */
    @Test
    void aPlainOptimizerRefusesTheStatesOfTasks() {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.5));
        try (var batch = Higher.innerLoop(net, inner).tasks(TASKS).open()) {
            adaptedLoss(batch, all);
            OptimizerState ofTasks = batch.state();
            assertThatThrownBy(() -> inner.restore(ofTasks))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "restore: group 0, parameter 0: velocity has a value for each of 4"
                                    + " tasks, but its parameter one for all; take the state of a"
                                    + " loop without tasks(4), or go on from it in a loop of as"
                                    + " many tasks, by state(...)");
        }
    }

    private static void assertSame(Tensor actual, List<Tensor> expected) {
        assertThat(actual.taskCount()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertSame(actual.unstackTasks().get(i), expected.get(i));
        }
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        double[] numbers = expected.toDoubles();
        double[] others = actual.toDoubles();
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int k = 0; k < numbers.length; k++) {
            double tolerance = 1e-11 * Math.max(1, Math.abs(numbers[k]));
            assertThat(others[k]).isCloseTo(numbers[k], Offset.offset(tolerance));
        }
    }
}
