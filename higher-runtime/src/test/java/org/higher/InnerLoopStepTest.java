package org.higher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.higher.array.DType;
import org.higher.nn.Losses;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.StepOptions;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Steps in a loop: state, overrides and callbacks of the optimizer, and what is refused. */
class InnerLoopStepTest extends CentredLoops {
    @Test
    void warmOptimizerStateIsContinued() {
        for (int k = 0; k < 2; k++) {
            Losses.mse(model.forward(xs), ys).backward();
            sgd.step();
            sgd.zeroGrad();
        }
        List<Tensor> fast;
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(Losses.mse(loop.model().forward(xs), ys));
            fast = loop.params().leaves();
        }
        Losses.mse(model.forward(xs), ys).backward();
        sgd.step();
        for (int i = 0; i < fast.size(); i++) {
            assertThat(net.parameters().get(i).toDoubles())
                    .containsExactly(fast.get(i).toDoubles(), within(1e-12));
        }
    }

    @Test
    void stepOverridesStay() {
        Optimizer<Sgd> plain = Optimizer.of(net.parameters(), new Sgd(0.1));
        Tensor rate = Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64));
        List<Tensor> fast;
        try (var loop = Higher.innerLoop(net, plain).open()) {
            loop.step(
                    inner(loop), StepOptions.overriding(Overrides.of(DifferentiableSgd.LR, rate)));
            loop.step(inner(loop));
            fast = loop.params().leaves();
            assertThat(Grad.grad(outer(loop), List.of(rate)).get(0).item()).isNotZero();
        }
        try (var loop =
                Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(0.3))).open()) {
            loop.step(inner(loop));
            loop.step(inner(loop));
            for (int i = 0; i < fast.size(); i++) {
                assertThat(loop.params().leaves().get(i).toDoubles())
                        .containsExactly(fast.get(i).toDoubles());
            }
        }
    }

    @Test
    void callbackThatTakesAStepIsRefused() {
        for (GradientMode mode : GradientMode.values()) {
            Optimizer<Sgd> plain = Optimizer.of(net.parameters(), new Sgd(0.1));
            try (var loop = Higher.innerLoop(net, plain).gradientMode(mode).open()) {
                Tensor loss = inner(loop);
                StepOptions<Sgd> stepping =
                        StepOptions.callback(
                                gradients -> {
                                    loop.step(loss);
                                    return gradients;
                                });
                assertThatThrownBy(() -> loop.step(loss, stepping))
                        .as(mode.toString())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a step of this optimizer is under way");
                loop.step(loss);
                assertThat(loop.steps()).isEqualTo(1);
            }
        }
    }

    @Test
    void overridesOfSeveralCallsAddUp() {
        Tensor rate = Tensor.parameter(Tensor.scalar(0.3, DType.FLOAT64));
        Tensor kept = Tensor.parameter(Tensor.scalar(0.2, DType.FLOAT64));
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .override(Overrides.of(DifferentiableSgd.LR, rate))
                        .override(Overrides.of(DifferentiableSgd.MOMENTUM, kept))
                        .open()) {
            loop.step(inner(loop));
            loop.step(inner(loop));
            assertThat(Grad.grad(outer(loop), List.of(rate, kept)))
                    .allSatisfy(gradient -> assertThat(gradient.item()).isNotZero());
        }
    }

    @Test
    void gradientCallbackSeesAbsentGradients() {
        List<Boolean> present = new ArrayList<>();
        try (var loop =
                Higher.innerLoop(net, sgd)
                        .gradientCallback(
                                gradients -> {
                                    gradients.forEach(g -> present.add(g.isPresent()));
                                    return gradients.stream()
                                            .map(g -> g.map(t -> t.mul(0)))
                                            .toList();
                                })
                        .open()) {
            FunctionalCentred.Params before = loop.params();
            FunctionalCentred.Params after = loop.step(inner(loop));
            assertThat(present).containsExactly(true, true, true, true, false, false);
            assertThat(after.out().weight().toDoubles())
                    .containsExactly(before.out().weight().toDoubles());
        }
    }

    @Test
    void aStepThatThrowsLeavesTheLoopAsItWas() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            loop.step(inner(loop));
            FunctionalCentred.Params before = loop.params();
            assertThatThrownBy(() -> loop.step(loop.model().forward(xs)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("scalar");
            assertThat(loop.params().leaves()).isEqualTo(before.leaves());
            loop.step(inner(loop));
            assertThat(loop.fastModel().time()).isEqualTo(2);
        }
    }

    @Test
    void aLossThatMovesNothingIsRefused() {
        try (var loop = Higher.innerLoop(net, sgd).open()) {
            Tensor once = inner(loop);
            loop.step(once);
            for (Tensor stale : List.of(once, Losses.mse(model.forward(xs), ys))) {
                assertThatThrownBy(() -> loop.step(stale))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("depends on none of the current weights");
            }
            assertThat(loop.fastModel().time()).isEqualTo(1);
        }
    }

    @Test
    void weightsOutsideEveryGroupPassThrough() {
        List<Tensor> some = net.parameters().subList(2, 4);
        try (var loop = Higher.innerLoop(net, Optimizer.of(some, new Adam(0.01))).open()) {
            FunctionalCentred.Params before = loop.params();
            FunctionalCentred.Params after = loop.step(inner(loop));
            assertThat(after.hidden().weight()).isSameAs(before.hidden().weight());
            assertThat(after.out().weight()).isNotSameAs(before.out().weight());
        }
    }

    @Test
    void anOptimizerOverOtherTensorsIsRefused() {
        Tensor stranger = Tensor.parameter(Tensor.zeros(DType.FLOAT64, 2));
        assertThatThrownBy(
                        () ->
                                Higher.innerLoop(net, Optimizer.of(List.of(stranger), new Sgd(1)))
                                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter");
    }
}
