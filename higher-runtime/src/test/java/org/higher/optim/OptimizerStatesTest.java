package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.higher.optim.ScalarWeights.LR;
import static org.higher.optim.ScalarWeights.half;
import static org.higher.optim.ScalarWeights.scalar;
import static org.higher.optim.ScalarWeights.sgd;
import static org.higher.optim.ScalarWeights.values;

import java.util.List;
import java.util.Optional;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What a differentiable optimizer remembers, and where that comes from. */
class OptimizerStatesTest {
    @Test
    void continuesTheSourceAndLeavesItAlone() {
        Tensor w = scalar(1);
        Optimizer<Sgd> source = Optimizer.of(List.of(w), new Sgd(LR).withMomentum(0.5));
        half(List.of(w)).backward();
        source.step(); // velocity 1, weight 0.75
        OptimizerState before = source.state();
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(List.of(w), source);

        List<Tensor> next = optimizer.step(half(List.of(w)), List.of(w));

        assertThat(values(next)).containsExactly(0.75 - LR * (0.5 * 1 + 0.75));
        assertThat(source.state()).isEqualTo(before);
        assertThat(w.item()).isEqualTo(0.75);
    }

    @Test
    void noGradientReachesTheStateOfTheSource() {
        Tensor w = scalar(1);
        Tensor before = scalar(2);
        Optimizer<Sgd> source = Optimizer.of(List.of(w), new Sgd(LR).withMomentum(0.5));
        Sgd.State tracked = new Sgd.State(Optional.of(before.mul(1)));
        source.restore(OptimizerState.of(List.of(List.of(Optional.of(tracked)))));
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(List.of(w), source);

        Tensor next = optimizer.step(half(List.of(w)), List.of(w)).get(0);

        assertThat(next.item()).isEqualTo(1 - LR * (0.5 * 2 + 1));
        assertThat(Grad.of(next).with(before).get(0)).isEmpty();
    }

    @Test
    void itsStateCanBeCopiedBack() {
        Tensor w = scalar(1);
        Optimizer<Sgd> source = Optimizer.of(List.of(w), new Sgd(LR).withMomentum(0.5));
        DifferentiableOptimizer<Sgd> optimizer = Optimizers.differentiable(List.of(w), source);
        optimizer.step(half(List.of(w)), List.of(w));

        OptimizerState state = optimizer.state();
        source.restore(state);

        Sgd.State sgd = (Sgd.State) state.groups().get(0).get(0).orElseThrow();
        assertThat(sgd.velocity().orElseThrow().item()).isEqualTo(1);
        assertThat(sgd.velocity().orElseThrow().requiresGrad()).isFalse();
        assertThat(source.state()).isEqualTo(state);
    }

    @Test
    void aRuleThatThrowsLeavesEveryStateAsItWas() {
        List<Tensor> params = List.of(scalar(1), scalar(2));
        Recording.Remembering rule = new Recording.Remembering();
        Recording optimizer = Recording.of(params, rule, GradientMode.SECOND_ORDER);
        List<Tensor> next = optimizer.step(half(params), params);
        rule.callsLeft = 1; // the second weight's update fails

        assertThatIllegalStateException()
                .isThrownBy(() -> optimizer.step(half(next), next))
                .withMessage("as told");
        Tensor first = (Tensor) optimizer.state().groups().get(0).get(0).orElseThrow();
        assertThat(first.item()).isEqualTo(1);
    }
}
