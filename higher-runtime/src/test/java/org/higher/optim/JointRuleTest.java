package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.io.Checkpoint;
import org.higher.optim.chain.Chain;
import org.higher.optim.chain.ClipByGlobalNorm;
import org.higher.optim.rules.Lbfgs;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Rules that move all weights of a group together")
class JointRuleTest {
    private static Tensor leaf(double... values) {
        return Tensor.parameter(Tensor.of(values, values.length));
    }

    /** On a quadratic, L-BFGS with exact line searches is the method of conjugate gradients. */
    @Test
    void lbfgsWithALineSearchSolvesAQuadraticFast() {
        SplittableRandom random = new SplittableRandom(1);
        Tensor root = Tensor.normal(random, DType.FLOAT64, 6, 6);
        Tensor a = root.mmulTransposed(root).add(Tensor.of(identity(6)));
        Tensor b = Tensor.normal(random, DType.FLOAT64, 6, 1);
        Tensor x = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 4, 1));
        Tensor y = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2, 1));
        Optimizer<Lbfgs> optimizer = Optimizer.of(List.of(x, y), new Lbfgs());
        double last = Double.POSITIVE_INFINITY;
        for (int k = 0; k < 60; k++) {
            double loss = optimizer.lineSearchStep(() -> quadratic(a, b, x, y)).item();
            assertThat(loss).isLessThanOrEqualTo(last);
            last = loss;
        }
        Tensor slope = Grad.grad(quadratic(a, b, x, y), List.of(x)).get(0);
        assertThat(slope.abs().amax().item()).isCloseTo(0, within(1e-6));
    }

    private static Tensor quadratic(Tensor a, Tensor b, Tensor x, Tensor y) {
        Tensor z = Tensor.concat(0, x, y);
        return z.transposedMmul(a.mmul(z)).div(2).sub(z.transposedMmul(b)).sum();
    }

    private static double[][] identity(int n) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            rows[i][i] = 1;
        }
        return rows;
    }

    /** Against the recursion as a textbook writes it, on arrays. */
    @Test
    void lbfgsTakesTheStepsOfTheTwoLoopRecursion() {
        Tensor x = leaf(1, -2, 0.5);
        Optimizer<Lbfgs> optimizer = Optimizer.of(List.of(x), new Lbfgs(0.7, 2));
        double[] w = {1, -2, 0.5};
        double[] lastW = null;
        double[] lastG = null;
        java.util.ArrayDeque<double[][]> pairs = new java.util.ArrayDeque<>();
        for (int k = 0; k < 6; k++) {
            double[] g = new double[3];
            for (int i = 0; i < 3; i++) {
                g[i] = (i + 1) * w[i] + Math.pow(w[i], 3);
            }
            optimizer.step(List.of(Tensor.of(g, 3)));
            double[] d = g.clone();
            if (lastW == null) {
                double norm = Math.max(1, Math.abs(g[0]) + Math.abs(g[1]) + Math.abs(g[2]));
                for (int i = 0; i < 3; i++) {
                    d[i] /= norm;
                }
            } else {
                pairs.addLast(new double[][] {minus(w, lastW), minus(g, lastG)});
                if (pairs.size() > 2) {
                    pairs.removeFirst();
                }
                d = recursion(g, List.copyOf(pairs));
            }
            lastW = w;
            lastG = g;
            w = new double[] {w[0] - 0.7 * d[0], w[1] - 0.7 * d[1], w[2] - 0.7 * d[2]};
            assertThat(x.toDoubles()).containsExactly(w, within(1e-12));
        }
    }

    private static double[] recursion(double[] g, List<double[][]> pairs) {
        double[] q = g.clone();
        double[] alphas = new double[pairs.size()];
        for (int i = pairs.size() - 1; i >= 0; i--) {
            double[][] pair = pairs.get(i);
            alphas[i] = dot(pair[0], q) / dot(pair[0], pair[1]);
            for (int j = 0; j < q.length; j++) {
                q[j] -= alphas[i] * pair[1][j];
            }
        }
        double[][] newest = pairs.get(pairs.size() - 1);
        double scale = dot(newest[0], newest[1]) / dot(newest[1], newest[1]);
        for (int j = 0; j < q.length; j++) {
            q[j] *= scale;
        }
        for (int i = 0; i < pairs.size(); i++) {
            double[][] pair = pairs.get(i);
            double beta = dot(pair[1], q) / dot(pair[0], pair[1]);
            for (int j = 0; j < q.length; j++) {
                q[j] += (alphas[i] - beta) * pair[0][j];
            }
        }
        return q;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] c = a.clone();
        for (int i = 0; i < c.length; i++) {
            c[i] -= b[i];
        }
        return c;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** One that bends down is no pair; the step is then that of gradient descent, and finite. */
    @Test
    void aPairWithoutCurvatureCountsForNothing() {
        Tensor x = leaf(1, 1);
        Optimizer<Lbfgs> optimizer = Optimizer.of(List.of(x), new Lbfgs(0.5));
        for (int k = 0; k < 3; k++) {
            double[] before = x.toDoubles();
            optimizer.step(List.of(Tensor.of(new double[] {0.25, 0.5}, 2)));
            assertThat(x.toDoubles())
                    .containsExactly(
                            new double[] {before[0] - 0.125, before[1] - 0.25}, within(1e-12));
        }
    }

    @Test
    void parametersWithoutGradientAreLeftAlone() {
        Tensor moved = leaf(3);
        Tensor unreached = leaf(4, 5);
        Optimizer<Lbfgs> optimizer = Optimizer.of(List.of(moved, unreached), new Lbfgs(0.1));
        for (int k = 0; k < 3; k++) {
            optimizer.zeroGrad();
            moved.square().sum().backward();
            optimizer.step();
        }
        assertThat(unreached.toDoubles()).containsExactly(4, 5);
        assertThat(moved.item()).isBetween(2.0, 3.0);
        List<Tensor> weights = List.of(leaf(3), leaf(4, 5));
        DifferentiableOptimizer<Lbfgs> lifted = Optimizers.create(weights, new Lbfgs(0.1));
        List<Tensor> next = weights;
        for (int k = 0; k < 3; k++) {
            next = lifted.step(next.get(0).square().sum(), next);
        }
        assertThat(next.get(1)).isSameAs(weights.get(1));
        assertThat(next.get(0).item()).isEqualTo(moved.item());
    }

    @Test
    void aStateIsOneForTheGroup(@TempDir Path folder) throws Exception {
        Tensor x = leaf(1, 2);
        Tensor y = leaf(3);
        Optimizer<Lbfgs> optimizer = Optimizer.of(List.of(x, y), new Lbfgs(0.1));
        step(optimizer, x, y);
        step(optimizer, x, y);
        assertThat(optimizer.state().groups().get(0)).hasSize(1);
        Path file = folder.resolve("run.higher");
        Checkpoint.builder().optimizer("o", optimizer).save(file);
        Tensor x2 = Tensor.parameter(x.detach());
        Tensor y2 = Tensor.parameter(y.detach());
        Optimizer<Lbfgs> other = Optimizer.of(List.of(x2, y2), new Lbfgs(0.1));
        Checkpoint.load(file).restore("o", other);
        step(optimizer, x, y);
        step(other, x2, y2);
        assertThat(x2.toDoubles()).containsExactly(x.toDoubles());
        assertThat(y2.toDoubles()).containsExactly(y.toDoubles());
        Optimizer<Lbfgs> otherShapes = Optimizer.of(List.of(leaf(3), leaf(1, 2)), new Lbfgs(0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> otherShapes.restore(optimizer.state()))
                .withMessageContaining("weights.0");
        Optimizer<Sgd> wrong = Optimizer.of(List.of(x2, y2), new Sgd(0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.restore(optimizer.state()));
    }

    private static void step(Optimizer<?> optimizer, Tensor x, Tensor y) {
        optimizer.zeroGrad();
        x.square().sum().add(x.sum().mul(y.sum()).sin()).add(y.square().sum()).backward();
        optimizer.step();
    }

    @Test
    void groupsOfTwoKindsOfWeightsAreRefused() {
        Optimizer<Lbfgs> optimizer =
                Optimizer.of(List.of(leaf(1), Tensor.parameter(Tensor.ones(2))), new Lbfgs(0.1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                optimizer.step(
                                        List.of(Tensor.ones(DType.FLOAT64, 1), Tensor.ones(2))))
                .withMessageContaining("give each kind a group of its own");
    }

    @Test
    void aLinkByItselfIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.of(List.of(leaf(1)), new ClipByGlobalNorm(1)))
                .withMessageContaining("Chain.of");
        List<Tensor> weights = List.of(leaf(1));
        DifferentiableOptimizer<ClipByGlobalNorm> lifted =
                Optimizers.create(weights, new ClipByGlobalNorm(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lifted.step(weights.get(0).sum(), weights))
                .withMessageContaining("Chain.of");
    }

    @Test
    void aLineSearchLeavesAMinimumAlone() {
        Tensor x = leaf(0);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(x), new Sgd(0.1).withMomentum(0.5));
        optimizer.lineSearchStep(() -> x.abs().sum().add(x.mul(1e-3).sum()));
        assertThat(x.item()).isBetween(-1e-3, 0.0);
        Tensor y = leaf(2);
        Optimizer<Sgd> steep = Optimizer.of(List.of(y), new Sgd(10));
        double before = steep.lineSearchStep(() -> y.square().sum()).item();
        assertThat(before).isEqualTo(4);
        assertThat(y.square().item()).isLessThan(4);
    }

    @Test
    void aLineSearchThatFailsLeavesEverythingAsItWas() {
        Tensor x = leaf(2);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(x), new Sgd(0.1).withMomentum(0.5));
        int[] calls = {0};
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                optimizer.lineSearchStep(
                                        () -> {
                                            if (calls[0]++ > 0) {
                                                throw new IllegalStateException("no data");
                                            }
                                            return x.square().sum();
                                        }));
        assertThat(x.item()).isEqualTo(2);
        assertThat(optimizer.state().groups().get(0).get(0)).isEmpty();
    }

    /** As that of an outer loop, which adapts a model within it. */
    @Test
    void theLossOfALineSearchMayTakeGradients() {
        Tensor x = leaf(3, -1);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(x), new Sgd(0.5));
        Supplier<Tensor> adapted =
                () -> {
                    List<Tensor> weights = List.of(x);
                    DifferentiableOptimizer<Sgd> inner = Optimizers.create(weights, new Sgd(0.1));
                    return inner.step(x.square().sum(), weights).get(0).square().sum();
                };
        double before = optimizer.lineSearchStep(adapted).item();
        assertThat(adapted.get().item()).isLessThan(before);
    }

    @Test
    void aGroupMayBeEmpty(@TempDir Path folder) throws Exception {
        Tensor x = leaf(1, 2);
        for (JointRule<?> rule :
                List.of(new Lbfgs(0.1), Chain.of(new ClipByGlobalNorm(1), new Sgd(0.1)))) {
            Optimizer<JointRule<?>> optimizer =
                    Optimizer.<JointRule<?>>builder()
                            .group(List.of(), rule)
                            .group(List.of(x), rule)
                            .build();
            optimizer.step(List.of(x.detach()));
            optimizer.restore(optimizer.state());
            Path file = folder.resolve("empty.higher");
            Checkpoint.builder().optimizer("o", optimizer).save(file);
            Checkpoint.load(file).restore("o", optimizer);
            DifferentiableOptimizer<JointRule<?>> lifted =
                    Optimizers.differentiable(List.of(x), optimizer);
            List<Tensor> next = lifted.step(x.square().sum(), List.of(x));
            optimizer.step(List.of(x.detach().mul(2)));
            assertThat(next.get(0).toDoubles()).containsExactly(x.toDoubles());
        }
    }

    /** Moves the first weight, and makes another type of the second. */
    private record Converting() implements JointRule<Integer> {
        @Override
        public Integer init(List<Tensor> p) {
            return 0;
        }

        @Override
        public JointStep<Integer> update(List<Tensor> p, List<Tensor> g, Integer state) {
            return new JointStep<>(
                    List.of(p.get(0).sub(g.get(0)), p.get(1).to(DType.FLOAT32)), state + 1);
        }
    }

    @Test
    void aWeightOfAnotherTypeIsRefusedBeforeAnyHasMoved() {
        Tensor x = leaf(1, 2);
        Tensor y = leaf(3);
        Optimizer<Converting> optimizer = Optimizer.of(List.of(x, y), new Converting());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(List.of(x.detach(), y.detach())))
                .withMessageContaining("parameter 1 is FLOAT64");
        assertThat(x.toDoubles()).containsExactly(1, 2);
        assertThat(optimizer.state().groups().get(0).get(0)).isEmpty();
    }

    @Test
    void aStepWithoutAWeightIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new JointStep<>(Collections.singletonList(null), 1))
                .withMessageContaining("weight 0 is null");
    }

    @Test
    void aLineSearchWantsAFiniteLoss() {
        Tensor x = leaf(2);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(x), new Sgd(0.1));
        for (double factor : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> optimizer.lineSearchStep(() -> x.mul(factor).sum()))
                    .withMessageContaining("nothing was moved");
        }
        assertThat(x.item()).isEqualTo(2);
    }
}
