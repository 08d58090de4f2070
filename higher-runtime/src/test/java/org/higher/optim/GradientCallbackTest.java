package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.higher.optim.ScalarWeights.LR;
import static org.higher.optim.ScalarWeights.half;
import static org.higher.optim.ScalarWeights.scalar;
import static org.higher.optim.ScalarWeights.sgd;
import static org.higher.optim.ScalarWeights.values;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.higher.array.DType;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Callbacks that change the gradients of a step. */
class GradientCallbackTest {
    @Test
    void callbacksSeeGradientsInTheOrderOfTheParameters() {
        Tensor frozen = Tensor.scalar(9, DType.FLOAT64);
        List<Tensor> params = List.of(scalar(1), frozen, scalar(2));
        Optimizer<Sgd> source = Optimizer.of(List.of(params.get(2), params.get(0)), new Sgd(LR));
        AtomicReference<List<Optional<Tensor>>> seen = new AtomicReference<>(List.of());
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, source)
                                .withCallback(
                                        gradients -> {
                                            seen.set(gradients);
                                            return gradients;
                                        }));

        optimizer.step(half(params), params);

        assertThat(seen.get().get(0).orElseThrow().item()).isEqualTo(1);
        assertThat(seen.get().get(1)).isEmpty();
        assertThat(seen.get().get(2).orElseThrow().item()).isEqualTo(2);
    }

    @Test
    void aStepsCallbackReplacesTheOptimizersForThatStep() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer =
                new DifferentiableSgd(
                        Settings.of(params, Optimizer.of(params, new Sgd(LR)))
                                .withCallback(times(2)));

        List<Tensor> own = optimizer.step(half(params), params);
        List<Tensor> replaced =
                optimizer.step(half(params), params, StepOptions.callback(times(4)));
        List<Tensor> again = optimizer.step(half(params), params);

        assertThat(values(own)).containsExactly(0.5);
        assertThat(values(replaced)).containsExactly(0.0);
        assertThat(values(again)).containsExactly(0.5);
    }

    private static GradientCallback times(double factor) {
        return gradients -> gradients.stream().map(g -> g.map(x -> x.mul(factor))).toList();
    }

    @Test
    void callbacksMayDropGradientsButNotPositions() {
        List<Tensor> params = List.of(scalar(1));
        DifferentiableSgd optimizer = sgd(params);

        List<Tensor> kept =
                optimizer.step(
                        half(params),
                        params,
                        StepOptions.callback(gradients -> List.of(Optional.empty())));

        assertThat(kept.get(0)).isSameAs(params.get(0));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                optimizer.step(
                                        half(params),
                                        params,
                                        StepOptions.callback(gradients -> List.of())))
                .withMessage("step: 0 gradients from the callback for 1 parameters");
    }

    @Test
    void callbacksDoNotThawFrozenWeights() {
        Tensor frozen = Tensor.scalar(2, DType.FLOAT64);
        List<Tensor> params = List.of(scalar(1), frozen);
        GradientCallback ones =
                gradients -> params.stream().map(p -> Optional.of(p.onesLike())).toList();

        List<Tensor> next = sgd(params).step(half(params), params, StepOptions.callback(ones));

        assertThat(next.get(0).item()).isEqualTo(0.75);
        assertThat(next.get(1)).isSameAs(frozen);
    }
}
