package org.higher.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.MetaBatch;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients at the end of inner loops that were not recorded, against those of recorded ones. */
class ImplicitLoopsTest {
    private static final LinearSolver SOLVER =
            LinearSolver.conjugateGradients().withTolerance(1e-12);

    private static final Offset<Double> NEAR = within(1e-8);

    private final FunctionalRows net = FunctionalRows.of(new Rows(7));
    private final Optimizer<Sgd> sgd = Optimizer.of(net.parameters(), new Sgd(0.2));
    private final Tensor strength = Tensor.parameter(Tensor.scalar(1.5, DType.FLOAT64));

    private static Tensor data(long seed, int... shape) {
        return Tensor.normal(new SplittableRandom(seed), DType.FLOAT64, shape);
    }

    private record Task(Tensor x, Tensor y, Tensor query, Tensor target) {
        static Task draw(long seed) {
            return new Task(
                    data(seed, 6, 3),
                    data(seed + 1, 6, 1),
                    data(seed + 2, 5, 3),
                    data(seed + 3, 5, 1));
        }
    }

    /** The loss of iMAML: a proximal term holds the weights near the model's own. */
    private Tensor inner(FunctionalRows.Params weights, Task task) {
        Tensor loss = mse(net.forward(weights, task.x), task.y);
        List<Tensor> own = net.parameters();
        List<Tensor> now = weights.leaves();
        for (int i = 0; i < own.size(); i++) {
            Tensor apart = now.get(i).sub(own.get(i)).square().sum();
            loss = loss.add(apart.mul(strength).div(2));
        }
        return loss;
    }

    private Tensor outer(FunctionalRows.Params weights, Task task) {
        return mse(net.forward(weights, task.query), task.target);
    }

    private FunctionalRows.Params solved(GradientMode mode, int tasks, Task task, int steps) {
        try (InnerLoop<FunctionalRows.Params, ?, Sgd> loop =
                Higher.innerLoop(net, sgd)
                        .copyInitialWeights(false)
                        .gradientMode(mode)
                        .tasks(tasks)
                        .open()) {
            for (int k = 0; k < steps; k++) {
                loop.step(inner(loop.params(), task));
            }
            return loop.params();
        }
    }

    private FunctionalRows.Params implicit(int tasks, Task task) {
        return ImplicitGradient.at(solved(GradientMode.UNTRACKED, tasks, task, 400))
                .withSolver(SOLVER)
                .withResidualAtMost(1e-9)
                .ofLoss(w -> inner(w, task));
    }

    /** Those that can be learned, and the strength of the proximal term. */
    private List<Tensor> learned() {
        List<Tensor> all = new ArrayList<>(net.parameters());
        all.removeIf(parameter -> !parameter.requiresGrad());
        all.add(strength);
        return all;
    }

    private static void assertClose(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), NEAR);
        }
    }

    @Test
    void areThoseOfTheRecordedLoopToSecondOrder() {
        Task task = Task.draw(1);
        FunctionalRows.Params solution = implicit(0, task);
        assertThat(solution.leaves().stream().filter(Tensor::requiresGrad)).hasSize(4);
        assertThat(Params.named(solution)).hasSameSizeAs(Params.named(net.params()));
        List<Tensor> actual =
                Grad.of(outer(solution, task)).createGraph().with(learned()).orThrow("grad");
        Tensor unrolled = outer(solved(GradientMode.SECOND_ORDER, 0, task, 300), task);
        List<Tensor> expected = Grad.of(unrolled).createGraph().with(learned()).orThrow("grad");
        assertClose(actual, expected);
        assertClose(Grad.grad(squares(actual), learned()), Grad.grad(squares(expected), learned()));
    }

    private static Tensor squares(List<Tensor> tensors) {
        return tensors.stream().map(t -> t.square().sum()).reduce(Tensor::add).orElseThrow();
    }

    @Test
    void areThoseOfEachTask() {
        List<Task> tasks = IntStream.range(0, 3).mapToObj(i -> Task.draw(10 * i)).toList();
        Task together =
                new Task(
                        Tensor.stackTasks(tasks.stream().map(Task::x).toList()),
                        Tensor.stackTasks(tasks.stream().map(Task::y).toList()),
                        Tensor.stackTasks(tasks.stream().map(Task::query).toList()),
                        Tensor.stackTasks(tasks.stream().map(Task::target).toList()));
        List<Tensor> all =
                Grad.grad(outer(implicit(3, together), together).sumOfTasks(), learned());
        Tensor sum =
                tasks.stream()
                        .map(task -> outer(implicit(0, task), task))
                        .reduce(Tensor::add)
                        .orElseThrow();
        assertClose(all, Grad.grad(sum, learned()));
    }

    @Test
    void areThoseOfAMetaBatchOnThreads() {
        List<Task> tasks = IntStream.range(0, 8).mapToObj(i -> Task.draw(10 * i)).toList();
        try (MetaBatch batch = new MetaBatch(3)) {
            MetaBatch.Result result =
                    batch.mean(learned(), tasks, task -> outer(implicit(0, task), task));
            Tensor mean =
                    tasks.stream()
                            .map(task -> outer(implicit(0, task), task))
                            .reduce(Tensor::add)
                            .orElseThrow()
                            .div(8);
            assertClose(result.gradients(), Grad.grad(mean, learned()));
        }
    }

    /** The map needs the optimizer's fixed point, and neither its momentum nor its rate. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doNotDependOnTheMomentumOfTheSearch(boolean joint) {
        Logistic problem = Logistic.draw(new SplittableRandom(2), 6, 2);
        List<Tensor> w = problem.zeros();
        List<Tensor> velocity = w.stream().map(Tensor::zerosLike).toList();
        for (int k = 0; k < 600; k++) {
            List<Tensor> both = new ArrayList<>(w);
            both.addAll(velocity);
            List<Tensor> next =
                    heavyBall(problem, both.stream().map(Tensor::parameter).toList()).stream()
                            .map(Tensor::detach)
                            .toList();
            w = next.subList(0, 2);
            velocity = next.subList(2, 4);
        }
        List<Tensor> all = new ArrayList<>(w);
        all.addAll(velocity);
        LinearSolver normal = LinearSolver.normalConjugateGradients().withTolerance(1e-12);
        List<Tensor> solved =
                joint
                        ? ImplicitGradient.at(all)
                                .withSolver(normal)
                                .withResidualAtMost(1e-10)
                                .ofFixedPoint(now -> heavyBall(problem, now))
                        : ImplicitGradient.at(w)
                                .withSolver(normal)
                                .withResidualAtMost(1e-10)
                                .ofFixedPoint(now -> problem.step(now, 0.7));
        List<Tensor> by = problem.hyperparameters();
        assertClose(
                Grad.grad(problem.outer(solved.subList(0, 2)), by),
                Grad.grad(problem.outer(problem.implicit(SOLVER)), by));
    }

    private static List<Tensor> heavyBall(Logistic problem, List<Tensor> both) {
        List<Tensor> w = both.subList(0, 2);
        List<Tensor> moved = problem.step(w, 0.2);
        List<Tensor> next = new ArrayList<>();
        List<Tensor> velocity = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            velocity.add(both.get(2 + i).mul(0.5).add(moved.get(i).sub(w.get(i))));
            next.add(w.get(i).add(velocity.get(i)));
        }
        next.addAll(velocity);
        return next;
    }

    /** Weight decay that is no part of the loss moves the fixed point: the check says so. */
    @Test
    void areRefusedWhereTheLossHasAnotherSolution() {
        Task task = Task.draw(1);
        var decaying = Optimizer.of(net.parameters(), new AdamW(0.01).withWeightDecay(0.5));
        try (var loop =
                Higher.innerLoop(net, decaying).gradientMode(GradientMode.UNTRACKED).open()) {
            for (int k = 0; k < 1000; k++) {
                loop.step(inner(loop.params(), task));
            }
            FunctionalRows.Params reached = loop.params();
            assertThatThrownBy(
                            () ->
                                    ImplicitGradient.at(reached)
                                            .withResidualAtMost(1e-2)
                                            .ofLoss(w -> inner(w, task)))
                    .hasMessageContaining("this is no solution yet");
        }
    }

    @Test
    void nameWeightsByTheirPath() {
        FunctionalRows.Params all = net.params();
        assertThatThrownBy(
                        () ->
                                ImplicitGradient.at(all)
                                        .ofLoss(
                                                w ->
                                                        w.leaves().stream()
                                                                .skip(2)
                                                                .map(t -> t.square().sum())
                                                                .reduce(Tensor::add)
                                                                .orElseThrow()))
                .hasMessageContaining(
                        "the loss does not depend on weight hidden.weight, FLOAT64 [3, 3],");
        FunctionalRows.Params frozen = Params.map(all, Tensor::detach);
        assertThatThrownBy(() -> ImplicitGradient.at(frozen))
                .hasMessageContaining("none of the 5 parameters of the tree requires a gradient");
    }
}
