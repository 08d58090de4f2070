package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.higher.array.DType;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.Lion;
import org.higher.optim.rules.NAdam;
import org.higher.optim.rules.RAdam;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules that the Python reference does not have, against their formulas in plain numbers. */
@DisplayName("Rules beyond the reference")
class PaperFormulasTest {
    private static final int STEPS = 12;
    private static final double LR = 0.05;
    private static final double B1 = 0.8;
    private static final double B2 = 0.95;
    private static final double EPS = 1e-3;
    private static final double DECAY = 0.1;

    private final double[] w = {0.5, -0.3, 0.8, 1.2};
    private final double[] m = new double[w.length];
    private final double[] v = new double[w.length];
    private final double[][] gradients = new double[STEPS][w.length];

    PaperFormulasTest() {
        Random random = new Random(11);
        for (double[] gradient : gradients) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = random.nextGaussian();
            }
        }
    }

    @Test
    void nAdam() {
        double psi = 0.3;
        double product = 1;
        for (int t = 1; t <= STEPS; t++) {
            double mu = B1 * (1 - 0.5 * Math.pow(0.96, t * psi));
            double next = B1 * (1 - 0.5 * Math.pow(0.96, (t + 1) * psi));
            product *= mu;
            for (int i = 0; i < w.length; i++) {
                double g = gradients[t - 1][i] + DECAY * w[i];
                m[i] = B1 * m[i] + (1 - B1) * g;
                v[i] = B2 * v[i] + (1 - B2) * g * g;
                double ahead = next * m[i] / (1 - product * next) + (1 - mu) * g / (1 - product);
                w[i] -= LR * ahead / (Math.sqrt(v[i] / (1 - Math.pow(B2, t))) + EPS);
            }
        }
        assertSteps(
                new NAdam(LR)
                        .withBetas(B1, B2)
                        .withEps(EPS)
                        .withWeightDecay(DECAY)
                        .withMomentumDecay(psi));
    }

    @Test
    void rAdam() {
        double longest = 2 / (1 - B2) - 1;
        int rectifiedSteps = 0;
        for (int t = 1; t <= STEPS; t++) {
            double c1 = 1 - Math.pow(B1, t);
            double c2 = 1 - Math.pow(B2, t);
            double length = longest - 2 * t * Math.pow(B2, t) / c2;
            boolean rectified = length > 5;
            rectifiedSteps += rectified ? 1 : 0;
            double r =
                    Math.sqrt(
                            (length - 4)
                                    * (length - 2)
                                    * longest
                                    / ((longest - 4) * (longest - 2) * length));
            for (int i = 0; i < w.length; i++) {
                double g = gradients[t - 1][i] + DECAY * w[i];
                m[i] = B1 * m[i] + (1 - B1) * g;
                v[i] = B2 * v[i] + (1 - B2) * g * g;
                double adaptive = Math.sqrt(c2) / (Math.sqrt(v[i]) + EPS);
                w[i] -= LR * m[i] / c1 * (rectified ? r * adaptive : 1);
            }
        }
        assertThat(rectifiedSteps).isBetween(1, STEPS - 1);
        assertSteps(new RAdam(LR).withBetas(B1, B2).withEps(EPS).withWeightDecay(DECAY));
    }

    @Test
    void rAdamRectifiesFromTheSameStepInSinglePrecision() {
        RAdam rule = new RAdam(LR).withBetas(B1, 0.9999).withEps(EPS);
        for (int t = 0; t < STEPS; t++) {
            double[] wide = unrolled(rule, DType.FLOAT64, t);
            assertThat(unrolled(rule, DType.FLOAT32, t)).containsExactly(wide, within(2e-6));
        }
    }

    /** The weights after some steps of the differentiable rule. */
    private double[] unrolled(RAdam rule, DType dtype, int steps) {
        List<Tensor> weights = List.of(Tensor.parameter(Tensor.of(w.clone(), w.length).to(dtype)));
        DifferentiableOptimizer<RAdam> optimizer =
                Optimizers.differentiable(weights, Optimizer.of(weights, rule));
        for (int t = 0; t < steps; t++) {
            Tensor slope = Tensor.of(gradients[t], w.length).to(dtype);
            weights = optimizer.step(weights.get(0).mul(slope).sum(), weights);
        }
        return weights.get(0).toDoubles();
    }

    @Test
    void lamb() {
        for (int t = 1; t <= STEPS; t++) {
            double[] direction = new double[w.length];
            double length = 0;
            double own = 0;
            for (int i = 0; i < w.length; i++) {
                double g = gradients[t - 1][i];
                m[i] = B1 * m[i] + (1 - B1) * g;
                v[i] = B2 * v[i] + (1 - B2) * g * g;
                double root = Math.sqrt(v[i] / (1 - Math.pow(B2, t)));
                direction[i] = m[i] / (1 - Math.pow(B1, t)) / (root + EPS) + DECAY * w[i];
                length += w[i] * w[i];
                own += direction[i] * direction[i];
            }
            for (int i = 0; i < w.length; i++) {
                w[i] -= LR * Math.sqrt(length) / Math.sqrt(own) * direction[i];
            }
        }
        assertSteps(new Lamb(LR).withBetas(B1, B2).withEps(EPS).withWeightDecay(DECAY));
    }

    @Test
    void lambTrustsADirectionWhereThereAreNoWeights() {
        Tensor p = Tensor.zeros(DType.FLOAT64, 2);
        Lamb lamb = new Lamb(LR).withEps(0);
        Tensor g = Tensor.of(new double[] {3, -4}, 2);

        Tensor moved = lamb.update(p, g, lamb.init(p)).value();

        assertThat(moved.toDoubles()).containsExactly(new double[] {-LR, LR}, within(1e-15));
    }

    @Test
    void lion() {
        for (double[] gradient : gradients) {
            for (int i = 0; i < w.length; i++) {
                double c = B1 * m[i] + (1 - B1) * gradient[i];
                w[i] -= LR * (Math.signum(c) + DECAY * w[i]);
                m[i] = B2 * m[i] + (1 - B2) * gradient[i];
            }
        }
        assertSteps(new Lion(LR).withBetas(B1, B2).withWeightDecay(DECAY));
    }

    private void assertSteps(UpdateRule<?> rule) {
        Tensor p = Tensor.parameter(Tensor.of(new double[] {0.5, -0.3, 0.8, 1.2}, 4));
        Optimizer<?> optimizer = Optimizer.of(List.of(p), rule);
        for (double[] gradient : gradients) {
            optimizer.step(List.of(Tensor.of(gradient, gradient.length)));
        }
        assertThat(p.toDoubles()).containsExactly(w, within(1e-13));
    }
}
