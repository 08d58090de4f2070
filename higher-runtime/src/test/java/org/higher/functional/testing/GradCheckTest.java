package org.higher.functional.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.higher.nn.Losses.mse;

import java.util.List;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.nn.BatchNorm;
import org.higher.nn.Dropout;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Linear;
import org.higher.nn.Relu;
import org.higher.nn.Sequential;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Gradients against differences. */
class GradCheckTest {
    private final SplittableRandom random = new SplittableRandom(3);
    private final Tensor x = Tensor.normal(random, DType.FLOAT64, 5, 2);
    private final Tensor y = Tensor.normal(random, DType.FLOAT64, 5, 1);

    @Test
    void aModelPasses() {
        FunctionalLinear linear = FunctionalLinear.of(new Linear(2, 1));

        GradCheck.check(linear.params(), p -> mse(linear.forward(p, x).tanh(), y));
    }

    @Test
    void kinksAndRandomLayersPass() {
        FunctionalSequential net =
                FunctionalSequential.of(
                        new Sequential(
                                new Linear(2, 20),
                                new Relu(),
                                new Dropout(0.5),
                                new Linear(20, 1)));

        GradCheck.check(net.params(), p -> mse(net.forward(p, x), y));
    }

    /** Buffers go along to double precision, and eval() reads them. */
    @Test
    void aModelWithBuffersPasses() {
        Sequential model = new Sequential(new Linear(2, 3), new BatchNorm(3), new Linear(3, 1));
        model.forward(x.to(DType.FLOAT32));
        FunctionalSequential training = FunctionalSequential.of(model);
        GradCheck.check(training.params(), p -> mse(training.forward(p, x), y));
        model.eval();
        FunctionalSequential evaluation = FunctionalSequential.of(model);
        GradCheck.check(evaluation.params(), p -> mse(evaluation.forward(p, x), y));

        FunctionalSequential.Params wide = Params.to(evaluation.params(), DType.FLOAT64);
        assertThat(Params.buffers(wide).keySet())
                .containsExactly("layers.1.runningMean", "layers.1.runningVariance");
        Params.buffers(wide)
                .forEach(
                        (path, buffer) -> {
                            assertThat(buffer.dtype()).isEqualTo(DType.FLOAT64);
                            assertThat(buffer.to(DType.FLOAT32).toFloats())
                                    .containsExactly(
                                            Params.buffers(evaluation.params())
                                                    .get(path)
                                                    .toFloats());
                        });
        assertThat(Params.flatten(wide))
                .allSatisfy(
                        w -> {
                            assertThat(w.dtype()).isEqualTo(DType.FLOAT64);
                            assertThat(w.requiresGrad()).isTrue();
                        });
    }

    @Test
    void aGradientThatIsCutIsNamed() {
        FunctionalLinear linear = FunctionalLinear.of(new Linear(2, 1));

        assertThatThrownBy(
                        () ->
                                GradCheck.check(
                                        linear.params(),
                                        p ->
                                                mse(linear.forward(p, x), y)
                                                        .add(p.weight().detach().square().sum())))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*weight +order 1 .*WRONG\\n.*bias +order 1 .*ok\\n.*");
    }

    @Test
    void aSecondDerivativeThatIsCutIsFound() {
        Tensor at = Tensor.of(new double[] {0.3, -0.7});

        assertThatThrownBy(
                        () ->
                                GradCheck.check(
                                        List.of(at),
                                        t -> {
                                            Tensor a = t.get(0);
                                            Tensor slope = a.detach().mul(2);
                                            return a.sub(a.detach())
                                                    .mul(slope)
                                                    .add(a.detach().square())
                                                    .sum();
                                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("order 1")
                .hasMessageMatching("(?s).*input 0 +order 2 .*WRONG\\n.*");
    }

    @Test
    void aLossThatIsCutAltogetherIsReportedToo() {
        FunctionalLinear linear = FunctionalLinear.of(new Linear(2, 1));

        assertThatThrownBy(
                        () ->
                                GradCheck.check(
                                        linear.params(),
                                        p -> mse(linear.forward(p, x), y).detach()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("detach(), item()");
    }

    @Test
    void whatTheLossDoesNotUseIsZero() {
        Tensor used = Tensor.of(new double[] {1, 2});
        Tensor unused = Tensor.of(new double[] {3});

        assertThatCode(() -> GradCheck.check(List.of(used, unused), t -> t.get(0).pow(3).sum()))
                .doesNotThrowAnyException();
    }

    @Test
    void wrongUseIsSaid() {
        Tensor at = Tensor.of(new double[] {1, 2});
        int[] count = {0};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradCheck.check(List.of(at), t -> t.get(0)))
                .withMessageContaining("must be a scalar of FLOAT64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradCheck.check(List.of(at, at), t -> t.get(0).sum()))
                .withMessageContaining("given twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradCheck.check(List.of(), t -> at.sum()))
                .withMessageContaining("nothing to differentiate by");
        assertThatIllegalStateException()
                .isThrownBy(() -> GradCheck.check(List.of(at), t -> t.get(0).sum().mul(count[0]++)))
                .withMessageContaining("nothing can be compared");
    }
}
