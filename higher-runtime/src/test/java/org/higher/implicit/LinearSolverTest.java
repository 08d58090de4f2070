package org.higher.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Solves that converge, and what is said of those that do not. */
class LinearSolverTest {
    private final List<LinearSolver.Report> reports = new ArrayList<>();

    /** The gradient, by its middle, of the point where a function of given curvatures is flat. */
    private double[] gradient(LinearSolver solver, double[] curvatures, Tensor seed) {
        Tensor middle = Tensor.parameter(seed.zerosLike());
        Tensor h = Tensor.of(curvatures).to(seed.dtype());
        List<Tensor> solved =
                ImplicitGradient.at(List.of(middle.detach()))
                        .withSolver(solver.withListener(reports::add))
                        .ofLoss(w -> w.get(0).square().mul(h).sum().div(2).sub(dot(w, middle)));
        return Grad.grad(solved.get(0).mul(seed).sum(), List.of(middle)).get(0).toDoubles();
    }

    private static Tensor dot(List<Tensor> w, Tensor middle) {
        return w.get(0).mul(middle).sum();
    }

    private double[] gradient(LinearSolver solver, double... curvatures) {
        return gradient(solver, curvatures, Tensor.ones(DType.FLOAT64, curvatures.length));
    }

    private LinearSolver.Report report() {
        return reports.get(reports.size() - 1);
    }

    /** As many iterations as there are distinct eigenvalues (Hestenes and Stiefel 1952). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void convergeInAsManyIterationsAsThereAreEigenvalues(boolean normal) {
        LinearSolver solver =
                normal
                        ? LinearSolver.normalConjugateGradients(3)
                        : LinearSolver.conjugateGradients(3);
        double[] found = gradient(solver.withTolerance(1e-10), 1, 2, 4, 4, 2, 1);
        assertThat(found).containsExactly(new double[] {1, .5, .25, .25, .5, 1}, within(1e-9));
        assertThat(report().iterations()).isEqualTo(3);
        assertThat(report().converged()).isTrue();
        assertThat(report().residual()).isLessThan(1e-10);
        assertThat(report())
                .hasToString(
                        "converged: residual %s after 3 iterations".formatted(report().residual()));
    }

    @Test
    void normalEquationsHoldAtSaddles() {
        assertThat(gradient(LinearSolver.normalConjugateGradients(), 1, -2))
                .containsExactly(new double[] {1, -.5}, within(1e-4));
    }

    @Test
    void theNeumannSeriesTakesItsStep() {
        double[] found = gradient(LinearSolver.neumann(2, 0.25).asApproximation(), 1, 2);
        // two terms of 1/4 (1 + (1 - h/4))
        assertThat(found).containsExactly(new double[] {0.4375, 0.375}, within(1e-12));
        assertThat(report().iterations()).isEqualTo(2);
        assertThat(report().converged()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-30, 1, 1e30})
    void doNotDependOnTheScaleOfTheGradient(double scale) {
        for (LinearSolver solver :
                List.of(
                        LinearSolver.conjugateGradients(),
                        LinearSolver.normalConjugateGradients(),
                        LinearSolver.neumann(1000, 0.4))) {
            Tensor seed = Tensor.of(new float[] {1, 2, -3}).mul(scale);
            double[] found = gradient(solver, new double[] {1, 2, 4}, seed);
            double[] relative = Arrays.stream(found).map(x -> x / scale).toArray();
            assertThat(relative).containsExactly(new double[] {1, 1, -0.75}, within(1e-4));
            assertThat(report().iterations()).isGreaterThan(1);
        }
    }

    @Test
    void thatAreGivenZeroReturnZero() {
        Tensor zero = Tensor.zeros(DType.FLOAT64, 2);
        assertThat(gradient(LinearSolver.conjugateGradients(), new double[] {1, 2}, zero))
                .containsExactly(0, 0);
        assertThat(report().iterations()).isZero();
        assertThat(report().converged()).isTrue();
    }

    @Test
    void thatRunOutOfIterationsFail() {
        LinearSolver solver = LinearSolver.conjugateGradients(2).withTolerance(1e-3);
        double[] curvatures = {1, 10, 100, 1000};
        assertThatThrownBy(() -> gradient(solver, curvatures))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageMatching(
                        "implicit gradient: conjugate gradients: did not converge; the residual is"
                                + " [0-9.]+ of the right-hand side's norm after 2 iterations of at"
                                + " most 2, the tolerance 0\\.00100; allow more iterations, ask for"
                                + " less by withTolerance, make the problem better conditioned, say"
                                + " by a proximal term, or take what there is by"
                                + " asApproximation\\(\\)");
        assertThat(report().converged()).isFalse();
        double[] taken = gradient(solver.asApproximation(), curvatures);
        assertThat(gradient(solver.withWarnings(), curvatures)).isEqualTo(taken);
        double residual = 0;
        for (int i = 0; i < 4; i++) {
            residual += Math.pow(1 - curvatures[i] * taken[i], 2) / 4;
        }
        assertThat(report().residual()).isCloseTo(Math.sqrt(residual), within(1e-12));
    }

    @Test
    void ofSeriesThatDivergeFail() {
        assertThatThrownBy(() -> gradient(LinearSolver.neumann(50, 0.5), 1, 5))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("the Neumann series: did not converge")
                .hasMessageContaining("take a smaller step");
        assertThatThrownBy(() -> gradient(LinearSolver.neumann(5000, 0.5), 1, 5))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("a Neumann series that diverges needs a smaller step");
        double[] best = gradient(LinearSolver.neumann(5000, 0.5).withWarnings(), 1, 5);
        assertThat(best[0]).isCloseTo(1, within(1e-9));
        assertThat(best[1]).isFinite();
        assertThat(gradient(LinearSolver.neumann(50, 0.3), 1, 5))
                .containsExactly(new double[] {1, .2}, within(1e-4));
    }

    @Test
    void thatMeetNegativeCurvatureFail() {
        double[] curvatures = {2, -1};
        for (LinearSolver solver :
                List.of(
                        LinearSolver.conjugateGradients(),
                        LinearSolver.conjugateGradients().asApproximation())) {
            assertThatThrownBy(() -> gradient(solver, curvatures, ofSeed(1, 3)))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("negative curvature: the Hessian at the solution is not")
                    .hasMessageContaining("add withDamping, or use normalConjugateGradients()");
        }
        assertThat(gradient(LinearSolver.conjugateGradients().withDamping(2), 2, -1))
                .containsExactly(new double[] {.25, 1}, within(1e-4));
        assertThat(
                        gradient(
                                LinearSolver.conjugateGradients().withWarnings(),
                                curvatures,
                                ofSeed(1, 3)))
                .containsExactly(0, 0);
    }

    private static Tensor ofSeed(double... seed) {
        return Tensor.of(seed);
    }

    @Test
    void ofSingularMatricesFail() {
        for (LinearSolver solver :
                List.of(
                        LinearSolver.conjugateGradients(),
                        LinearSolver.normalConjugateGradients())) {
            assertThatThrownBy(() -> gradient(solver, new double[] {1, 0}, ofSeed(0, 1)))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("a singular matrix")
                    .hasMessageContaining("add a proximal or another regularizing term");
        }
        assertThat(
                        gradient(
                                LinearSolver.conjugateGradients().withDamping(0.5),
                                new double[] {1, 0},
                                ofSeed(0, 1)))
                .containsExactly(new double[] {0, 2}, within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void thatMeetNanFail(int method) {
        LinearSolver solver =
                List.of(
                                LinearSolver.conjugateGradients(),
                                LinearSolver.normalConjugateGradients(),
                                LinearSolver.neumann(100, 0.1))
                        .get(method);
        assertThatThrownBy(() -> gradient(solver, 1, Double.NaN))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("met NaN or infinity");
        assertThatThrownBy(
                        () ->
                                gradient(
                                        solver.asApproximation(),
                                        new double[] {1, 2},
                                        ofSeed(1, Double.NaN)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("met NaN or infinity");
        assertThat(gradient(solver.withWarnings(), new double[] {1, 2}, ofSeed(Double.NaN, 1)))
                .contains(Double.NaN);
    }

    @Test
    void thatRoundingStopsFail() {
        double[] curvatures = new double[40];
        Arrays.setAll(curvatures, i -> Math.pow(10, -i / 8.0));
        Tensor seed = Tensor.ones(DType.FLOAT32, 40);
        assertThatThrownBy(
                        () ->
                                gradient(
                                        LinearSolver.conjugateGradients(5000).withTolerance(1e-12),
                                        curvatures,
                                        seed))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("converges no further, for rounding")
                .hasMessageContaining("ask for less by withTolerance, or compute in FLOAT64");
    }

    @Test
    void refuseSettingsThatMakeNoSense() {
        LinearSolver solver = LinearSolver.conjugateGradients();
        assertThatThrownBy(() -> LinearSolver.conjugateGradients(0))
                .hasMessage("conjugate gradients: 0 iterations; give at least 1");
        assertThatThrownBy(() -> LinearSolver.neumann(5, 0))
                .hasMessage("neumann: a step of 0.0; give a number greater than 0");
        assertThatThrownBy(() -> solver.withTolerance(Double.NaN))
                .hasMessageStartingWith("withTolerance: NaN; give a number between 0 and 1");
        assertThatThrownBy(() -> solver.withDamping(-1))
                .hasMessage("withDamping: -1.0; give a number of at least 0");
        assertThatThrownBy(() -> LinearSolver.neumann().withDamping(1))
                .hasMessageStartingWith("withDamping: the Neumann series has no damping; use");
        assertThatThrownBy(() -> solver.withListener(null))
                .hasMessage("withListener: null is no listener; give one");
    }
}
