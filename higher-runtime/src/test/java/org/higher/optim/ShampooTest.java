package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.optim.rules.Adagrad;
import org.higher.optim.rules.Shampoo;
import org.higher.optim.testing.RuleCheck;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shampoo against its formula in plain numbers, with roots by Jacobi's eigenvalues. */
@DisplayName("Shampoo")
class ShampooTest {
    private static final double LR = 0.3;
    private static final double EPS = 1e-3;
    private static final int STEPS = 4;

    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @CsvSource({"3,2", "2,5", "1,4", "4,1", "1,1"})
    void matrices(int rows, int columns) {
        double[][] w = draw(rows, columns);
        Tensor p = Tensor.parameter(Tensor.of(w));
        Optimizer<Shampoo> optimizer = Optimizer.of(List.of(p), new Shampoo(LR).withEps(EPS));
        double[][] left = diagonal(rows, EPS);
        double[][] right = diagonal(columns, EPS);
        for (int t = 0; t < STEPS; t++) {
            double[][] g = draw(rows, columns);
            optimizer.step(List.of(Tensor.of(g)));
            add(left, product(g, transposed(g)));
            add(right, product(transposed(g), g));
            double[][] step = product(product(inverseRoot(left), g), inverseRoot(right));
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    w[i][j] -= LR * step[i][j];
                }
            }
            assertThat(p.toDoubles()).containsExactly(Tensor.of(w).toDoubles(), within(1e-8));
        }
    }

    /** Directions that the gradients have never had, where the root is that of ε alone. */
    @Test
    void aSingularMatrixOfGradients() {
        Tensor g = Tensor.of(new double[][] {{3, 4}, {6, 8}, {0, 0}});
        Tensor p = Tensor.parameter(g.zerosLike());
        Optimizer.of(List.of(p), new Shampoo(1)).step(List.of(g));
        // of rank 1, G = u s vᵀ: the step is s / (s² + ε)^(1/2) u vᵀ
        double s2 = g.square().sum().item();
        double[] expected = g.div(-Math.sqrt(s2 + 1e-4)).toDoubles();
        assertThat(p.toDoubles()).containsExactly(expected, within(1e-7));
    }

    @Test
    void aGradientOfZerosMovesNothingAndHasDerivatives() {
        Tensor g = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2, 3));
        Shampoo rule = new Shampoo(1);
        Tensor p = Tensor.ones(DType.FLOAT64, 2, 3);
        Tensor next = rule.update(p, g, rule.init(p)).value();
        assertThat(next.toDoubles()).containsOnly(1);
        next.sum().backward();
        // ε to the power -1/2
        assertThat(g.grad().orElseThrow().toDoubles())
                .containsExactly(new double[] {-100, -100, -100, -100, -100, -100}, within(1e-6));
    }

    @Test
    void filtersAreRowsAndVectorsAreThoseOfAdagrad() {
        Tensor filters = Tensor.normal(random, DType.FLOAT64, 3, 2, 2, 1);
        Tensor asRows = filters.reshape(3, 4);
        assertThat(stepped(new Shampoo(LR), filters).toDoubles())
                .isEqualTo(stepped(new Shampoo(LR), asRows).toDoubles());

        Tensor vector = Tensor.normal(random, DType.FLOAT64, 5);
        Adagrad adagrad = new Adagrad(LR).withInitialAccumulatorValue(EPS).withEps(0);
        assertThat(stepped(new Shampoo(LR).withEps(EPS), vector).toDoubles())
                .containsExactly(stepped(adagrad, vector).toDoubles(), within(1e-12));
        Tensor scalar = Tensor.scalar(0.7, DType.FLOAT64);
        assertThat(stepped(new Shampoo(LR).withEps(EPS), scalar).item())
                .isCloseTo(stepped(adagrad, scalar).item(), within(1e-12));
    }

    @Test
    void aLongSideHasADiagonal() {
        Tensor g = Tensor.normal(random, DType.FLOAT64, 2, 6);
        Tensor moved = stepped(new Shampoo(LR).withEps(EPS).withLargest(0), g);
        Tensor rows = g.square().sum(true, 1).add(EPS).pow(-0.25);
        Tensor columns = g.square().sum(true, 0).add(EPS).pow(-0.25);
        Tensor expected = g.sub(g.mul(rows).mul(columns).mul(LR));
        assertThat(moved.toDoubles()).containsExactly(expected.toDoubles(), within(1e-12));
        assertThat(new Shampoo().withLargest(2).init(g).squares())
                .extracting(t -> t.shape().length)
                .containsExactly(2, 1);
    }

    /** Sums of squares are far larger than ε by then; single precision would lose it. */
    @Test
    void itStaysFiniteInSinglePrecision() {
        Tensor p = Tensor.parameter(Tensor.normal(random, DType.FLOAT32, 8, 5));
        Optimizer<Shampoo> optimizer = Optimizer.of(List.of(p), new Shampoo(1e-2));
        Tensor large = Tensor.normal(random, DType.FLOAT32, 8, 1).mul(300);
        for (int t = 0; t < 60; t++) {
            Tensor rank1 = large.mmul(Tensor.normal(random, DType.FLOAT32, 1, 5));
            optimizer.step(List.of(rank1));
        }
        assertThat(Arrays.stream(p.toDoubles())).allMatch(x -> Math.abs(x) < 10); // not NaN
    }

    @Test
    void emptyWeightsStayEmpty() {
        for (int[] shape : new int[][] {{0}, {0, 3}, {3, 0}}) {
            Tensor p = Tensor.zeros(shape);
            Shampoo rule = new Shampoo();
            assertThat(rule.update(p, p, rule.init(p)).value().shape()).isEqualTo(shape);
        }
    }

    @Test
    void itPassesTheCheckOfRules() {
        RuleCheck.check(new Shampoo(0.1).withEps(0.05).withMomentum(0.5).withWeightDecay(0.1));
    }

    private static <R extends UpdateRule<?>> Tensor stepped(R rule, Tensor start) {
        Tensor p = Tensor.parameter(start.detach());
        Optimizer.of(List.of(p), rule).step(List.of(start));
        return p.detach();
    }

    // plain numbers

    private double[][] draw(int rows, int columns) {
        double[][] drawn = new double[rows][columns];
        for (double[] row : drawn) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextDouble() * 2 - 1;
            }
        }
        return drawn;
    }

    private static double[][] diagonal(int size, double value) {
        double[][] a = new double[size][size];
        for (int i = 0; i < size; i++) {
            a[i][i] = value;
        }
        return a;
    }

    private static void add(double[][] to, double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                to[i][j] += a[i][j];
            }
        }
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** A symmetric matrix to the power -1/4, by Jacobi's rotations. */
    private static double[][] inverseRoot(double[][] symmetric) {
        int n = symmetric.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = symmetric[i].clone();
        }
        double[][] vectors = diagonal(n, 1);
        for (int sweep = 0; sweep < 50; sweep++) {
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    double angle = 0.5 * Math.atan2(2 * a[i][j], a[j][j] - a[i][i]);
                    double[][] rotation = diagonal(n, 1);
                    rotation[i][i] = Math.cos(angle);
                    rotation[j][j] = Math.cos(angle);
                    rotation[i][j] = Math.sin(angle);
                    rotation[j][i] = -Math.sin(angle);
                    a = product(product(transposed(rotation), a), rotation);
                    vectors = product(vectors, rotation);
                }
            }
        }
        double[][] powers = new double[n][n];
        for (int i = 0; i < n; i++) {
            powers[i][i] = Math.pow(a[i][i], -0.25);
        }
        return product(product(vectors, powers), transposed(vectors));
    }
}
