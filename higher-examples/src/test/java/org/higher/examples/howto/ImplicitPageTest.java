package org.higher.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.Optional;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.implicit.ImplicitGradient;
import org.higher.implicit.LinearSolver;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.nn.Linear;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of docs/implicit.md. */
class ImplicitPageTest {
    private Tensor x;
    private Tensor y;
    private FunctionalLinear net;

    @BeforeEach
    void draw() {
        Init.seed(1);
        x = Tensor.normal(Init.random(), DType.FLOAT32, 20, 3);
        y = x.sum(1).reshape(20, 1).sin();
        net = FunctionalLinear.of(new Linear(Init.zeros(1, 3), Optional.empty()));
    }

    private Tensor loss(FunctionalLinear.Params w, Tensor decay) {
        Tensor penalty = w.leaves().get(0).square().mul(decay).sum();
        return mse(net.forward(w, x), y).add(penalty);
    }

    @Test
    void decayIsLearned() {
        Tensor decay = Tensor.parameter(Tensor.full(0.5, DType.FLOAT32, 1, 3));
        var sgd = Optimizer.of(net.parameters(), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, sgd).gradientMode(GradientMode.UNTRACKED).open()) {
            for (int k = 0; k < 200; k++) {
                loop.step(loss(loop.params(), decay));
            }
            FunctionalLinear.Params solved =
                    ImplicitGradient.at(loop.params())
                            .withSolver(LinearSolver.conjugateGradients(50).withTolerance(1e-4))
                            .withResidualAtMost(1e-3) // else an error: not solved yet
                            .ofLoss(w -> loss(w, decay));
            mse(net.forward(solved, x.neg()), y.neg()).backward(); // into decay
        }
        double[] gradient = decay.grad().orElseThrow().toDoubles();
        Tensor unrolled = Tensor.parameter(decay);
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            for (int k = 0; k < 200; k++) {
                loop.step(loss(loop.params(), unrolled));
            }
            mse(loop.model().forward(x.neg()), y.neg()).backward();
        }
        double[] expected = unrolled.grad().orElseThrow().toDoubles();
        assertThat(gradient).containsExactly(expected, within(1e-4));
    }

    @Test
    void equilibriumIsDifferentiated() {
        Tensor a = Tensor.parameter(Tensor.normal(Init.random(), DType.FLOAT32, 4, 4).mul(0.2));
        Tensor b = Tensor.parameter(Tensor.normal(Init.random(), DType.FLOAT32, 1, 4));
        Tensor z = NoGrad.get(() -> iterated(a, b));
        List<Tensor> solved =
                ImplicitGradient.at(List.of(z))
                        .withSolver(LinearSolver.neumann(500).withListener(this::log))
                        .ofFixedPoint(w -> List.of(w.get(0).mmul(a).tanh().add(b)));
        List<Tensor> found = Grad.grad(solved.get(0).sum(), List.of(a, b));
        List<Tensor> expected = Grad.grad(iterated(a, b).sum(), List.of(a, b));
        for (int i = 0; i < 2; i++) {
            assertThat(found.get(i).toDoubles())
                    .containsExactly(expected.get(i).toDoubles(), within(1e-3));
        }
    }

    private static Tensor iterated(Tensor a, Tensor b) {
        Tensor z = b.zerosLike();
        for (int k = 0; k < 100; k++) {
            z = z.mmul(a).tanh().add(b);
        }
        return z;
    }

    private void log(LinearSolver.Report report) {
        assertThat(report.converged()).isTrue();
        assertThat(report.residual()).isLessThan(1e-5);
    }
}
