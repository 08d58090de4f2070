package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private static Tensor weight(double... values) {
        return Tensor.parameter(Tensor.of(values, values.length));
    }

    private static void backward(Tensor weight) {
        weight.square().sum().backward(); // gradient 2w
    }

    /** Takes whole steps, but not down from what is negative. */
    private record Fussy() implements UpdateRule<Fussy.State> {
        record State(int steps) {}

        @Override
        public State init(Tensor p) {
            return new State(0);
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            if (p.item() < 0) {
                throw new IllegalStateException("negative");
            }
            return new Step<>(p.sub(g), new State(state.steps() + 1));
        }
    }

    @Test
    void aRuleThatThrowsLeavesEveryParameterAndStateAsItWas() {
        Tensor good = weight(1);
        Tensor bad = weight(-1);
        Optimizer<Fussy> optimizer = Optimizer.of(List.of(good, bad), new Fussy());
        OptimizerState before = optimizer.state();
        backward(good);
        backward(bad);

        assertThatIllegalStateException().isThrownBy(optimizer::step).withMessage("negative");

        assertThat(good.item()).isEqualTo(1);
        assertThat(optimizer.state()).isEqualTo(before);
    }

    @Test
    void descends() {
        Tensor w = weight(1, -2);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(w), new Sgd(0.25));

        backward(w);
        optimizer.step();

        assertThat(w.toDoubles()).containsExactly(0.5, -1);
        assertThat(w.isLeaf()).isTrue();
        assertThat(w.requiresGrad()).isTrue();
    }

    @Test
    void keepsMomentum() {
        Tensor w = weight(1);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(w), new Sgd(0.25).withMomentum(0.5));
        for (int i = 0; i < 2; i++) {
            optimizer.zeroGrad();
            backward(w);
            optimizer.step();
        }

        // 1 - 0.25 * 2 = 0.5, then 0.5 - 0.25 * (0.5 * 2 + 1)
        assertThat(w.toDoubles()).containsExactly(0);
    }

    @Test
    void adamStepsByItsRateAtFirst() {
        Tensor w = weight(1, -2);
        Optimizer<Adam> optimizer = Optimizer.of(List.of(w), new Adam(0.1));

        backward(w);
        optimizer.step();

        assertThat(w.toDoubles()).containsExactly(new double[] {0.9, -1.9}, within(1e-8));
    }

    @Test
    void groupsHaveTheirOwnSettings() {
        Tensor slow = weight(1);
        Tensor fast = weight(1);
        Optimizer<Sgd> optimizer =
                Optimizer.<Sgd>builder()
                        .group(List.of(slow), new Sgd(0.125))
                        .group(List.of(fast), new Sgd(0.25))
                        .build();

        backward(slow);
        backward(fast);
        optimizer.step();

        assertThat(slow.toDoubles()).containsExactly(0.75);
        assertThat(fast.toDoubles()).containsExactly(0.5);
        assertThat(optimizer.groups().get(1).rule().lr()).isEqualTo(0.25);
    }

    @Test
    void leavesParametersWithoutGradientAlone() {
        Tensor used = weight(1);
        Tensor unused = weight(1);
        Optimizer<Sgd> optimizer =
                Optimizer.of(List.of(used, unused), new Sgd(0.25).withWeightDecay(1));

        backward(used);
        optimizer.step();

        assertThat(unused.toDoubles()).containsExactly(1);
        assertThat(optimizer.state().groups().get(0).get(0)).isPresent();
        assertThat(optimizer.state().groups().get(0).get(1)).isEmpty();
    }

    @Test
    void zeroGradForgetsGradients() {
        Tensor w = weight(1);
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(w), new Sgd(0.25));
        backward(w);

        optimizer.zeroGrad();

        assertThat(w.grad()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(optimizer::step)
                .withMessageStartingWith("step: none of the 1 parameters has a gradient; call")
                .withMessageContaining("copyInitialWeights(false)");
        assertThat(w.toDoubles()).containsExactly(1);
    }

    @Test
    void aStepOfWhatRequiresNoGradientIsRefused() {
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(Tensor.scalar(0.1)), new Sgd(0.25));
        assertThatIllegalStateException()
                .isThrownBy(optimizer::step)
                .withMessageEndingWith("make what is to be learned with Tensor.parameter(...)");
    }

    @Test
    void stepsByGradientsFromElsewhere() {
        Tensor a = weight(1);
        Tensor b = weight(1, 2);
        Optimizer<Sgd> optimizer =
                Optimizer.<Sgd>builder()
                        .group(List.of(b), new Sgd(0.5))
                        .group(List.of(a), new Sgd(1))
                        .build();

        optimizer.step(
                List.of(Tensor.of(new double[] {1, 1}, 2), Tensor.of(new double[] {0.25}, 1)));

        assertThat(b.toDoubles()).containsExactly(0.5, 1.5);
        assertThat(a.toDoubles()).containsExactly(0.75);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(List.of(a)))
                .withMessage("step: 1 gradients for 2 parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.step(List.of(a, b)))
                .withMessage("step: gradient 0 is [1], its parameter [2]");
    }

    @Test
    void snapshotsDoNotChange() {
        Tensor w = weight(1);
        Optimizer<Adam> optimizer = Optimizer.of(List.of(w), new Adam(0.1));
        backward(w);
        optimizer.step();
        OptimizerState snapshot = optimizer.state();
        Adam.State before = (Adam.State) snapshot.groups().get(0).get(0).orElseThrow();
        double[] expAvg = before.expAvg().toDoubles();

        optimizer.step();

        assertThat(snapshot.groups().get(0).get(0)).containsSame(before);
        assertThat(before.expAvg().toDoubles()).containsExactly(expAvg);
        assertThat(before.step()).isEqualTo(1);
    }

    @Test
    void goesOnFromASnapshot() {
        Tensor w = weight(1, 3);
        Optimizer<Adam> optimizer = Optimizer.of(List.of(w), new Adam(0.1));
        backward(w);
        optimizer.step();
        OptimizerState snapshot = optimizer.state();
        Tensor copy = Tensor.parameter(w.detach());

        optimizer.step();
        Optimizer<Adam> other = Optimizer.of(List.of(copy), new Adam(0.1));
        other.restore(snapshot);
        copy.mul(Tensor.of(new double[] {2, 6}, 2)).sum().backward(); // the gradient from before
        other.step();

        assertThat(copy.toDoubles()).containsExactly(w.toDoubles());
    }

    /** A rule that remembers where it started must not see the parameter change under its hands. */
    @Test
    void statesDoNotFollowTheParameter() {
        record Start(Tensor start) {}
        UpdateRule<Start> rule =
                new UpdateRule<>() {
                    @Override
                    public Start init(Tensor p) {
                        return new Start(p);
                    }

                    @Override
                    public Step<Start> update(Tensor p, Tensor g, Start state) {
                        return new Step<>(p.sub(g), state);
                    }
                };
        Tensor w = weight(1);
        Optimizer<UpdateRule<Start>> optimizer = Optimizer.of(List.of(w), rule);
        backward(w);
        optimizer.step();

        Start start = (Start) optimizer.state().groups().get(0).get(0).orElseThrow();
        assertThat(start.start().toDoubles()).containsExactly(1);
    }

    @Test
    void everyStepHasAState() {
        Tensor w = weight(1);

        assertThatNullPointerException()
                .isThrownBy(() -> new Step<>(w, null))
                .withMessage(
                        "Step: no state; a rule that remembers nothing returns an empty record");
    }

    @Test
    void refusesWhatTorchRefuses() {
        Tensor w = weight(1, 2);
        Sgd rule = new Sgd(0.1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.of(List.of(), rule))
                .withMessage("Optimizer: no parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.of(List.of(w, w), rule))
                .withMessage(
                        "Optimizer: group 0, parameter 1, [2], was given before; a parameter"
                                + " belongs to one group, once");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizer.<Sgd>builder()
                                        .group(List.of(w), rule)
                                        .group(List.of(w), rule)
                                        .build())
                .withMessageContaining("group 1, parameter 0, [2], was given before");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizer.of(List.of(w.mul(2)), rule))
                .withMessage(
                        "Optimizer: group 0, parameter 0, [2], is the result of an operation; only"
                                + " leaves can be updated in place");
    }

    @Test
    void refusesGroupsOfSeveralRules() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                Optimizer.<UpdateRule<?>>builder()
                                        .group(List.of(weight(1)), new Sgd(0.1))
                                        .group(List.of(weight(1)), new Adam())
                                        .build())
                .withMessage(
                        "Optimizer: group 1 has a org.higher.optim.rules.Adam, group 0 a"
                                + " org.higher.optim.rules.Sgd; one optimizer has one kind of rule");
    }

    @Test
    void refusesTheStateOfAnother() {
        Optimizer<Sgd> optimizer = Optimizer.of(List.of(weight(1)), new Sgd(0.1));
        Object adam = new Adam().init(weight(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.restore(OptimizerState.of(List.of())))
                .withMessage("restore: 0 groups for an optimizer of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.restore(OptimizerState.of(List.of(List.of()))))
                .withMessage("restore: group 0: 0 states for 1 parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                optimizer.restore(
                                        OptimizerState.of(List.of(List.of(Optional.of(adam))))))
                .withMessage(
                        "restore: group 0, parameter 0: a org.higher.optim.rules.Adam$State is not a"
                                + " org.higher.optim.rules.Sgd$State");
    }
}
