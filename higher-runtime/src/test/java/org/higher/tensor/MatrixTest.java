package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Systems of equations and factorizations against what they promise, and what they refuse. */
class MatrixTest {
    private final RandomGenerator random = new SplittableRandom(4);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    private static void assertClose(Tensor actual, Tensor expected, double error) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.sub(expected).abs().amax().item()).isLessThan(error);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 17, 40})
    void solutionsSolve(int n) {
        Tensor a = normal(2, 1, n, n);
        Tensor b = normal(3, n, 4);
        Tensor x = a.solve(b);
        assertThat(x.shape()).containsExactly(2, 3, n, 4);
        assertClose(a.mmul(x), b.broadcast(2, 3, n, 4), 1e-9);
        assertClose(a.mmul(a.inverse()), eye(n).broadcast(2, 1, n, n), 1e-9);
        for (boolean upper : new boolean[] {false, true}) {
            Tensor t = triangle(a, upper).add(eye(n).mul(5));
            Tensor rest = triangle(normal(2, 1, n, n), !upper).mul(eye(n).rsub(1));
            Tensor solved = t.add(rest).solveTriangular(b, upper);
            assertClose(t.mmul(solved), b.broadcast(2, 3, n, 4), 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 17})
    void theFactorIsATriangleAndItsSquareTheMatrix(int n) {
        Tensor x = normal(3, n, n + 2);
        Tensor a = x.mmulTransposed(x).add(eye(n).mul(0.1));
        Tensor l = a.cholesky();
        assertClose(l.mmulTransposed(l), a, 1e-11);
        assertClose(triangle(l, false), l, 1e-300);
        Tensor diagonal = l.mul(eye(n)).sum(-1);
        assertThat(diagonal.amin().item()).isPositive();
        assertClose(a.logDet(), diagonal.log().sum(-1).mul(2), 1e-11);
    }

    /** By the sum over permutations. */
    @Test
    void determinants() {
        Tensor a = Tensor.of(new double[] {0, 2, 1, 1, 0, 3, 2, 1, 0}, 3, 3);
        assertThat(a.logDet().item()).isCloseTo(Math.log(2 * 3 * 2 + 1), within(1e-13));
        assertThat(a.inverse().get(0).toDoubles())
                .containsExactly(new double[] {-3 / 13., 1 / 13., 6 / 13.}, within(1e-14));
    }

    private static Tensor eye(int n) {
        return Tensor.eye(DType.FLOAT64, n);
    }

    private static Tensor triangle(Tensor a, boolean upper) {
        int n = a.size(-1);
        double[] ones = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            ones[i] = i / n == i % n || i / n > i % n != upper ? 1 : 0;
        }
        return a.mul(Tensor.of(ones, n, n));
    }

    /** In double, so that a matrix of floats loses no more than it has been rounded by. */
    @Test
    void singlePrecisionIsRoundedOnce() {
        Tensor a = normal(8, 8).to(DType.FLOAT32);
        Tensor b = normal(8, 2).to(DType.FLOAT32);
        Tensor wide = a.to(DType.FLOAT64).solve(b.to(DType.FLOAT64));
        assertThat(a.solve(b).toFloats()).containsExactly(wide.toFloats());
        Tensor gram = a.mmulTransposed(a).add(Tensor.eye(8));
        assertThat(gram.cholesky().toFloats())
                .containsExactly(gram.to(DType.FLOAT64).cholesky().toFloats());
        assertThat(gram.logDet().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(Tensor.eye(2).toFloats()).containsExactly(1, 0, 0, 1);
        assertThat(Tensor.eye(0).shape()).containsExactly(0, 0);
    }

    @Test
    void badlyScaledMatricesAreNotSingular() {
        Tensor small = Tensor.of(new double[] {1, 1, 1e-20, 2e-20}, 2, 2);
        Tensor x = small.solve(Tensor.of(new double[] {3, 4e-20}, 2, 1));
        assertThat(x.toDoubles()).containsExactly(new double[] {2, 1}, within(1e-12));
        Tensor diagonal = Tensor.of(new double[] {1, 0, 0, 1e-200}, 2, 2);
        assertThat(diagonal.cholesky().toDoubles()).containsExactly(1, 0, 0, 1e-100);
    }

    @Test
    void singularMatricesAreRefused() {
        Tensor ranks = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);
        refused(
                () -> ranks.solve(eye(3)),
                "solve: the matrix [3, 3] is singular: pivot 2 is 0, or no more than a rounding"
                        + " error; add a ridge to its diagonal, as in"
                        + " a.add(Tensor.eye(a.dtype(), 3).mul(1e-3))");
        refused(() -> ranks.inverse(), "inverse: the matrix [3, 3] is singular: pivot 2");
        refused(
                () -> Tensor.zeros(2, 2).logDet(),
                "logDet: the matrix [2, 2] is singular: pivot 0");
        Tensor several = Tensor.stack(0, eye(3), eye(3), ranks).reshape(1, 3, 3, 3);
        refused(() -> several.inverse(), "inverse: matrix [0, 2] of [1, 3, 3, 3] is singular");
        Tensor tasks = Tensor.stackTasks(List.of(eye(3), ranks));
        refused(() -> tasks.inverse(), "inverse: the matrix [3, 3] of task 1 is singular");
        Tensor both = Tensor.stack(0, several, several).asTasks();
        refused(() -> both.inverse(), "inverse: matrix [0, 2] of [1, 3, 3, 3] of task 0 is");
        refused(
                () -> ranks.sub(eye(3).mul(1)).solveTriangular(eye(3), false),
                "solveTriangular: the matrix [3, 3] is singular: element 0 of its diagonal is 0; it"
                        + " takes one triangle of the matrix, and solve all of it");
        refused(
                () -> eye(2).flip(0).logDet(),
                "logDet: the determinant of the matrix [2, 2] is negative, and its logarithm no"
                        + " real number; give a matrix that is positive definite");
        Tensor x = normal(2, 3);
        Tensor flat = x.transposedMmul(x);
        refused(() -> flat.cholesky(), "cholesky: the matrix [3, 3] is not positive definite");
        assertThat(flat.add(eye(3).mul(1e-6)).cholesky().amin().item()).isFinite();
        refused(
                () -> Tensor.of(new double[] {1, 2, 2, 1}, 2, 2).cholesky(),
                "cholesky: the matrix [2, 2] is not positive definite: pivot 1 is -3.0; add a ridge"
                        + " to its diagonal, as in a.add(Tensor.eye(a.dtype(), 2).mul(1e-3))");
        refused(
                () -> Tensor.of(new double[] {4, 2, 1, 2}, 2, 2).cholesky(),
                "cholesky: the matrix [2, 2] is not symmetric: element [1, 0] is 1.0, and [0, 1] is"
                        + " 2.0; take its symmetric part, as in a.add(a.transpose()).div(2)");
    }

    /**
     * Features of fewer examples than there are features, and no ridge, or one that is rounded off.
     */
    @ParameterizedTest
    @EnumSource(DType.class)
    void matricesOfLessThanFullRankAreRefused(DType dtype) {
        double ridge = dtype == DType.FLOAT32 ? 1e-3 : 1e-9;
        for (int n : new int[] {6, 20, 64}) {
            for (int repetition = 0; repetition < 5; repetition++) {
                Tensor x = normal(n / 2, n).to(dtype);
                Tensor gram = x.transposedMmul(x);
                Tensor eye = Tensor.eye(dtype, n);
                refused(() -> gram.solve(eye), "solve: the matrix [" + n + ", " + n + "] is sing");
                refused(
                        () -> gram.cholesky(),
                        "cholesky: the matrix [" + n + ", " + n + "] is not");
                refused(() -> gram.add(eye.mul(ridge * 1e-6)).inverse(), "inverse: the matrix");
                Tensor regular = gram.add(eye.mul(ridge));
                assertThat(regular.solve(eye).sum().item()).isFinite();
                assertThat(regular.cholesky().sum().item()).isFinite();
            }
        }
    }

    private static void refused(Executable call, String message) {
        assertThatThrownBy(call::execute)
                .isExactlyInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith(message);
    }

    /** A ridge regression for each task, and its derivatives, against a loop over the tasks. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void ridgeRegressionsOfTasks(DType dtype) {
        Tensor ridge = Tensor.parameter(Tensor.scalar(0.3, dtype));
        List<Tensor> features = new ArrayList<>();
        List<Tensor> targets = new ArrayList<>();
        for (int task = 0; task < 3; task++) {
            features.add(Tensor.parameter(normal(6, 4).to(dtype)));
            targets.add(normal(6, 2).to(dtype));
        }
        Tensor loop = Tensor.scalar(0, dtype);
        for (int task = 0; task < 3; task++) {
            loop = loop.add(error(features.get(task), targets.get(task), ridge));
        }
        Tensor x = Tensor.stackTasks(features);
        Tensor batch = error(x, Tensor.stackTasks(targets), ridge).sumOfTasks();
        double error = dtype == DType.FLOAT32 ? 1e-5 : 1e-12;
        assertThat(batch.item()).isCloseTo(loop.item(), within(error));
        List<Tensor> all = new ArrayList<>(features);
        all.add(ridge);
        List<Tensor> expected = Grad.grad(loop, all);
        List<Tensor> actual = Grad.grad(batch, all);
        for (int i = 0; i < all.size(); i++) {
            assertClose(actual.get(i), expected.get(i), error);
        }
        // at the least squares without a ridge the error can't fall
        Tensor none = Tensor.parameter(Tensor.scalar(0, dtype));
        Tensor first = error(features.get(0), targets.get(0), none);
        assertThat(Grad.grad(first, List.of(none)).get(0).item()).isCloseTo(0, within(error));
    }

    private static Tensor error(Tensor x, Tensor y, Tensor ridge) {
        Tensor gram = x.transposedMmul(x).add(Tensor.eye(x.dtype(), 4).mul(ridge));
        return x.mmul(gram.solve(x.transposedMmul(y))).mse(y);
    }

    @Test
    void factorsHoldForHigherDerivativesOfLeavesThatStay() {
        Tensor a = Tensor.parameter(normal(3, 3));
        Tensor y = a.solve(normal(3, 1)).sum();
        Tensor slope = Grad.of(y).createGraph().with(a).orZero(0);
        a.assign(eye(3));
        assertThatThrownBy(() -> Grad.grad(slope.square().sum(), List.of(a)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was assigned a new value");
    }
}
