package org.higher.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.tensor.CustomFunction;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of solutions: in closed form, through unrolled loops, and against differences. */
class ImplicitGradientTest {
    private static final LinearSolver EXACT =
            LinearSolver.conjugateGradients().withTolerance(1e-12);

    private static final Offset<Double> NEAR = within(1e-8);

    /** Ways to state and to solve one and the same problem. */
    enum Way {
        CONJUGATE_GRADIENTS {
            @Override
            List<Tensor> solution(Logistic problem) {
                return problem.implicit(EXACT);
            }
        },
        NORMAL_EQUATIONS {
            @Override
            List<Tensor> solution(Logistic problem) {
                return problem.implicit(
                        LinearSolver.normalConjugateGradients().withTolerance(1e-12));
            }
        },
        NEUMANN_OF_LOSS {
            @Override
            List<Tensor> solution(Logistic problem) {
                return problem.implicit(LinearSolver.neumann(500, 0.4).withTolerance(1e-12));
            }
        },
        FIXED_POINT {
            @Override
            List<Tensor> solution(Logistic problem) {
                return ImplicitGradient.at(problem.solved())
                        .withSolver(LinearSolver.normalConjugateGradients().withTolerance(1e-12))
                        .ofFixedPoint(w -> problem.step(w, 0.1));
            }
        },
        FIXED_POINT_BY_NEUMANN {
            @Override
            List<Tensor> solution(Logistic problem) {
                return ImplicitGradient.at(problem.solved())
                        .withSolver(LinearSolver.neumann().withTolerance(1e-12))
                        .ofFixedPoint(w -> problem.step(w, 0.3));
            }
        },
        /** Another map of the same fixed point, whose Jacobian is not symmetric. */
        FIXED_POINT_OF_SCALED_STEPS {
            @Override
            List<Tensor> solution(Logistic problem) {
                return ImplicitGradient.at(problem.solved())
                        .withSolver(LinearSolver.normalConjugateGradients().withTolerance(1e-12))
                        .ofFixedPoint(
                                w -> {
                                    List<Tensor> next = problem.step(w, 0.2);
                                    Tensor move = next.get(1).sub(w.get(1));
                                    Tensor mixed = next.get(0).add(move.mul(w.get(0)));
                                    return List.of(mixed, next.get(1));
                                });
            }
        };

        abstract List<Tensor> solution(Logistic problem);
    }

    private static List<Tensor> gradients(Tensor value, List<Tensor> by) {
        return Grad.of(value).createGraph().with(by).orThrow("grad");
    }

    /** A function of gradients that is not linear in them. */
    private static Tensor weighted(List<Tensor> gradients) {
        return IntStream.range(0, gradients.size())
                .mapToObj(i -> gradients.get(i).mul(i + 2).sin().sum())
                .reduce(Tensor::add)
                .orElseThrow();
    }

    private static void assertClose(List<Tensor> actual, List<Tensor> expected, Offset<Double> by) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            assertThat(actual.get(i).toDoubles()).containsExactly(expected.get(i).toDoubles(), by);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isThatOfTheUnrolledLoopToThirdOrder(Way way) {
        Logistic problem = Logistic.draw(new SplittableRandom(3), 6, 2);
        List<Tensor> by = problem.hyperparameters();
        Tensor implicit = problem.outer(way.solution(problem));
        Tensor unrolled = problem.outer(problem.unrolled(120));
        for (int order = 1; order <= 3; order++) {
            List<Tensor> actual = gradients(implicit, by);
            List<Tensor> expected = gradients(unrolled, by);
            assertClose(actual, expected, within(1e-7));
            implicit = weighted(actual);
            unrolled = weighted(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isThatOfDifferencesToSecondOrder(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Logistic problem = Logistic.draw(random, 8, 3);
        List<Tensor> by = problem.hyperparameters();
        List<Tensor> direction =
                by.stream().map(p -> Tensor.normal(random, DType.FLOAT64, p.shape())).toList();
        List<Tensor> slopes = gradients(problem.outer(problem.implicit(EXACT)), by);
        double h = 1e-4;
        Logistic ahead = moved(problem, direction, h);
        Logistic behind = moved(problem, direction, -h);
        double difference = outerAt(ahead).item() - outerAt(behind).item();
        assertThat(dot(slopes, direction).item()).isCloseTo(difference / (2 * h), within(1e-6));
        double second = slopeAt(ahead, direction) - slopeAt(behind, direction);
        List<Tensor> product = gradients(dot(slopes, direction), by);
        assertThat(dot(product, direction).item()).isCloseTo(second / (2 * h), within(1e-6));
    }

    private static Tensor outerAt(Logistic problem) {
        return problem.outer(problem.solved());
    }

    private static double slopeAt(Logistic problem, List<Tensor> direction) {
        Tensor outer = problem.outer(problem.implicit(EXACT));
        return dot(Grad.grad(outer, problem.hyperparameters()), direction).item();
    }

    private static Logistic moved(Logistic problem, List<Tensor> direction, double by) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < direction.size(); i++) {
            Tensor there = problem.hyperparameters().get(i).detach().add(direction.get(i).mul(by));
            moved.add(Tensor.parameter(there));
        }
        return problem.with(moved);
    }

    private static Tensor dot(List<Tensor> a, List<Tensor> b) {
        return IntStream.range(0, a.size())
                .mapToObj(i -> a.get(i).mul(b.get(i)).sum())
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /** Ridge regression with two features: the inverse of a matrix of two rows is known. */
    @Test
    void isThatOfTheClosedFormOfRidgeRegression() {
        SplittableRandom random = new SplittableRandom(5);
        Tensor x = Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 7, 2));
        Tensor y = Tensor.parameter(Tensor.normal(random, DType.FLOAT64, 7));
        Tensor ridge = Tensor.parameter(Tensor.of(new double[] {0.7, 1.9}));
        Tensor closed = ridgeRegression(x, y, ridge);
        List<Tensor> solved =
                ImplicitGradient.at(List.of(closed.detach()))
                        .withSolver(EXACT)
                        .withResidualAtMost(1e-10)
                        .ofLoss(
                                w -> {
                                    Tensor errors = x.mul(w.get(0)).sum(1).sub(y);
                                    Tensor norm = w.get(0).square().mul(ridge).sum();
                                    return errors.square().sum().add(norm);
                                });
        List<Tensor> by = List.of(x, y, ridge);
        Tensor implicit = solved.get(0).sin().sum();
        Tensor expected = closed.sin().sum();
        for (int order = 1; order <= 4; order++) {
            List<Tensor> actual = gradients(implicit, by);
            List<Tensor> known = gradients(expected, by);
            assertClose(actual, known, NEAR);
            implicit = weighted(actual);
            expected = weighted(known);
        }
    }

    private static Tensor ridgeRegression(Tensor x, Tensor y, Tensor ridge) {
        Tensor first = x.mul(Tensor.of(new double[] {1, 0})).sum(1);
        Tensor second = x.mul(Tensor.of(new double[] {0, 1})).sum(1);
        Tensor a = first.square().sum().add(ridge.mul(Tensor.of(new double[] {1, 0})).sum());
        Tensor b = first.mul(second).sum();
        Tensor d = second.square().sum().add(ridge.mul(Tensor.of(new double[] {0, 1})).sum());
        Tensor p = first.mul(y).sum();
        Tensor q = second.mul(y).sum();
        Tensor determinant = a.mul(d).sub(b.square());
        return Tensor.stack(0, d.mul(p).sub(b.mul(q)), a.mul(q).sub(b.mul(p))).div(determinant);
    }

    /** What a tensor was computed from gets its gradient, and so does the tensor itself. */
    @Test
    void reachesWhatIsOnTheWay() {
        Tensor scale = Tensor.parameter(Tensor.scalar(2, DType.FLOAT64));
        Tensor middle = scale.square();
        List<Tensor> solved =
                ImplicitGradient.at(List.of(middle.detach()))
                        .ofLoss(w -> w.get(0).sub(middle).square());
        List<Tensor> found = gradients(solved.get(0).mul(3), List.of(scale, middle));
        assertThat(found.get(0).item()).isCloseTo(12, NEAR);
        assertThat(found.get(1).item()).isCloseTo(3, NEAR);
        solved.get(0).backward();
        assertThat(scale.grad().orElseThrow().item()).isCloseTo(4, NEAR);
    }

    /** A tensor that the derivative of a function has captured, and the function itself has not. */
    @Test
    void reachesWhatOnlyTheDerivativeReads() {
        Tensor target = Tensor.parameter(Tensor.scalar(3, DType.FLOAT64));
        CustomFunction loss =
                CustomFunction.of(
                        "energy",
                        w -> w.get(0).square(),
                        (g, y, w) -> List.of(g.mul(w.get(0).sub(target))));
        List<Tensor> solved =
                ImplicitGradient.at(List.of(target.detach())).ofLoss(w -> loss.apply(w));
        assertThat(Grad.grad(solved.get(0), List.of(target)).get(0).item()).isCloseTo(1, NEAR);
    }

    /** A tensor that only the derivative of a derivative reads. */
    @Test
    void reachesWhatOnlyTheHessianReads() {
        Tensor middle = Tensor.parameter(Tensor.scalar(3, DType.FLOAT64));
        Tensor curvature = Tensor.parameter(Tensor.scalar(4, DType.FLOAT64));
        CustomFunction slope =
                CustomFunction.of(
                        "slope", d -> d.get(0).mul(4), (g, y, d) -> List.of(g.mul(curvature)));
        CustomFunction loss =
                CustomFunction.of(
                        "energy",
                        w -> w.get(0).square().mul(2),
                        (g, y, w) -> List.of(g.mul(slope.apply(w.get(0))).sub(middle.mul(4))));
        List<Tensor> solved =
                ImplicitGradient.at(List.of(middle.detach())).ofLoss(w -> loss.apply(w));
        List<Tensor> first = gradients(solved.get(0), List.of(middle));
        assertThat(first.get(0).item()).isCloseTo(1, NEAR);
        // of 4 / curvature
        Tensor second = Grad.grad(first.get(0), List.of(curvature)).get(0);
        assertThat(second.item()).isCloseTo(-0.25, NEAR);
    }

    /** A parameter that the loss makes when it is first called is captured as well. */
    @Test
    void reachesWhatIsMadeWithin() {
        List<Tensor> made = new ArrayList<>();
        List<Tensor> solved =
                ImplicitGradient.at(List.of(Tensor.scalar(3, DType.FLOAT64)))
                        .ofLoss(
                                w -> {
                                    made.add(Tensor.parameter(Tensor.scalar(3, DType.FLOAT64)));
                                    return w.get(0).sub(made.get(0)).square();
                                });
        assertThat(Grad.grad(solved.get(0), made).get(0).item()).isCloseTo(1, NEAR);
    }

    @Test
    void holdsForScalarsAndForOneElement() {
        for (int[] shape : new int[][] {{}, {1}, {1, 1}}) {
            Tensor middle = Tensor.parameter(Tensor.full(2, DType.FLOAT64, shape));
            for (LinearSolver solver :
                    List.of(
                            LinearSolver.conjugateGradients(),
                            LinearSolver.normalConjugateGradients(),
                            LinearSolver.neumann(100, 0.1))) {
                List<Tensor> solved =
                        ImplicitGradient.at(List.of(middle.detach()))
                                .withSolver(solver.withTolerance(1e-10))
                                .ofLoss(w -> w.get(0).sub(middle).square().mul(3).sum());
                Tensor gradient = Grad.grad(solved.get(0).sum(), List.of(middle)).get(0);
                assertThat(gradient.item()).isCloseTo(1, NEAR);
            }
        }
    }

    /** A bit of damping divides the gradient of a parabola, as (h + λ)⁻¹ h does. */
    @Test
    void isThatOfTheDampedSystemToSecondOrder() {
        Tensor middle = Tensor.parameter(Tensor.scalar(2, DType.FLOAT64));
        Tensor curvature = Tensor.parameter(Tensor.scalar(4, DType.FLOAT64));
        List<Tensor> solved =
                ImplicitGradient.at(List.of(middle.detach()))
                        .withSolver(EXACT.withDamping(1))
                        .ofLoss(w -> w.get(0).sub(middle).square().mul(curvature).div(2));
        List<Tensor> first = gradients(solved.get(0), List.of(middle));
        assertThat(first.get(0).item()).isCloseTo(4.0 / 5, NEAR);
        // of h / (h + 1) by h
        Tensor second = Grad.grad(first.get(0), List.of(curvature)).get(0);
        assertThat(second.item()).isCloseTo(1.0 / 25, NEAR);
    }

    @Test
    void hasTheValuesOfTheSolutionAndNoGradientWhereNothingIsRecorded() {
        Logistic problem = Logistic.draw(new SplittableRandom(1), 4, 2);
        List<Tensor> before = problem.solved();
        List<Tensor> after = NoGrad.get(() -> ImplicitGradient.at(before).ofLoss(problem::loss));
        assertClose(after, before, within(0.0));
        assertThat(after).noneMatch(Tensor::requiresGrad);
        assertClose(problem.implicit(EXACT), before, within(0.0));
    }

    @Test
    void holdsForEachTask() {
        SplittableRandom random = new SplittableRandom(7);
        Logistic shared = Logistic.draw(random, 6, 3);
        List<Tensor> xs =
                Stream.generate(() -> Tensor.normal(random, DType.FLOAT64, 6, 3).mul(2))
                        .limit(4)
                        .toList();
        List<Logistic> alone =
                xs.stream()
                        .map(
                                x ->
                                        new Logistic(
                                                x,
                                                shared.examples(),
                                                shared.factors(),
                                                shared.start()))
                        .toList();
        Logistic together =
                new Logistic(
                        Tensor.stackTasks(xs), shared.examples(), shared.factors(), shared.start());
        List<Tensor> solutions = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            int index = part;
            solutions.add(
                    Tensor.stackTasks(alone.stream().map(p -> p.solved().get(index)).toList()));
        }
        List<Tensor> by = shared.hyperparameters();
        for (LinearSolver solver :
                List.of(
                        EXACT,
                        LinearSolver.normalConjugateGradients().withTolerance(1e-12),
                        LinearSolver.neumann(1000, 0.3).withTolerance(1e-12))) {
            List<Tensor> solved =
                    ImplicitGradient.at(solutions).withSolver(solver).ofLoss(together::loss);
            Tensor all = together.outer(solved).sumOfTasks();
            Tensor each =
                    alone.stream()
                            .map(p -> p.outer(p.implicit(EXACT)))
                            .reduce(Tensor::add)
                            .orElseThrow();
            assertClose(gradients(all, by), gradients(each, by), NEAR);
            assertClose(
                    gradients(weighted(gradients(all, by)), by),
                    gradients(weighted(gradients(each, by)), by),
                    NEAR);
        }
    }

    /** A task whose system is solved at once, or whose gradient is 0, leaves the others alone. */
    @Test
    void tasksDoNotWaitForEachOther() {
        Tensor middle = Tensor.parameter(Tensor.of(new double[] {1, 2}));
        Tensor curvature = Tensor.of(new double[][] {{1, 1}, {1, 100}, {2, 3}}).asTasks();
        List<LinearSolver.Report> reports = new ArrayList<>();
        List<Tensor> solved =
                ImplicitGradient.at(List.of(middle.detach().forTasks(3)))
                        .withSolver(EXACT.withListener(reports::add))
                        .ofLoss(w -> w.get(0).sub(middle).square().mul(curvature).sum());
        Tensor factors = Tensor.of(new double[] {1, 1, 0}).asTasks();
        Tensor sum = solved.get(0).mul(Tensor.of(new double[] {1, 5})).sum().mul(factors);
        Tensor gradient = Grad.grad(sum.sumOfTasks(), List.of(middle)).get(0);
        assertThat(gradient.toDoubles()).containsExactly(new double[] {2, 10}, NEAR);
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).iterations()).isEqualTo(2);
        assertThat(reports.get(0).residual()).isLessThan(1e-12);
        assertThat(reports.get(0).converged()).isTrue();
    }

    @Test
    void severalThreadsMayDifferentiateAtOnce() {
        Logistic problem = Logistic.draw(new SplittableRandom(11), 6, 3);
        Tensor outer = problem.outer(problem.implicit(EXACT));
        List<Tensor> by = problem.hyperparameters();
        List<Tensor> expected = Grad.grad(outer, by);
        IntStream.range(0, 16)
                .parallel()
                .forEach(
                        i -> {
                            assertClose(Grad.grad(outer, by), expected, within(0.0));
                            Tensor own = problem.outer(problem.implicit(EXACT));
                            assertClose(Grad.grad(own, by), expected, within(0.0));
                        });
    }
}
