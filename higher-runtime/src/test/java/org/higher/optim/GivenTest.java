package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Linear;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What optimizers are given is refused by name where it is given, never taken for something. */
class GivenTest {
    private static final Tensor P = Tensor.parameter(Tensor.ones(2, 3));

    private static Optimizer<Sgd> sgd() {
        return Optimizer.of(List.of(P), new Sgd(0.1).withMomentum(0.9));
    }

    private static Settings<Sgd> settings() {
        return Settings.of(List.of(P), sgd());
    }

    private static Tensor loss(Tensor p) {
        return p.square().sum();
    }

    private static void step(GradientCallback callback, GradientMode mode) {
        Optimizers.differentiable(settings().withMode(mode))
                .step(loss(P), List.of(P), StepOptions.callback(callback));
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                nothing("gradient mode", () -> settings().withMode(null)),
                nothing("gradient callback", () -> settings().withCallback(null)),
                nothing("overrides", () -> settings().withOverrides(null)),
                nothing("state of an optimizer", () -> settings().withState(null)),
                nothing("optimizer", () -> Settings.of(List.of(P), (Optimizer<Sgd>) null)),
                nothing(
                        "schedule",
                        () -> settings().withSchedule(key(), step -> P, (Schedule[]) null)),
                nothing("key", () -> settings().withSchedule(null, step -> P)),
                nothing("key", () -> Overrides.of((Key<Sgd>) null, P)),
                nothing("list of values", () -> Overrides.of(key(), P, (Tensor[]) null)),
                nothing("name", () -> Overrides.<Sgd>none().with((String) null, P)),
                nothing("overrides", () -> Overrides.<Sgd>none().with((Overrides<Sgd>) null)),
                nothing("update rule", () -> Optimizer.of(List.of(P), (Sgd) null)),
                nothing("parameter", () -> Optimizer.of(Arrays.asList(P, null), new Sgd(1))),
                nothing("state of an optimizer", () -> sgd().restore(null)),
                nothing("list of states", () -> OptimizerState.of(Collections.singletonList(null))),
                nothing("list of gradients", () -> sgd().step(null)),
                nothing("list of gradients", () -> step(g -> null, GradientMode.UNTRACKED)),
                nothing(
                        "gradient of weight 0",
                        () ->
                                step(
                                        g -> Collections.singletonList(null),
                                        GradientMode.SECOND_ORDER)));
    }

    private static Key<Sgd> key() {
        return DifferentiableSgd.LR;
    }

    private static Arguments nothing(String kind, ThrowingCallable call) {
        return Arguments.of(kind, call);
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void nullIsRefusedByName(String kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null is no " + kind);
    }

    static Stream<Arguments> nullTensors() {
        return Stream.of(
                nothing("to: the element type is null", () -> P.to((DType) null)),
                nothing("full: the element type is null", () -> Tensor.full(1, null, 2)),
                nothing("grad: the output is null", () -> Grad.grad(null, List.of(P))),
                nothing("grad: a tensor is null", () -> Grad.grad(loss(P), Arrays.asList(P, null))),
                nothing(
                        "partial: a tensor is null",
                        () -> Grad.of(loss(P)).partial(Arrays.asList(P, null))));
    }

    @ParameterizedTest
    @MethodSource("nullTensors")
    void nullIsNoTensor(String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(message);
    }

    @Test
    void aScheduleThatGivesNothingIsNamed() {
        Settings<Sgd> settings = settings().withSchedule(key(), step -> null);
        assertThatThrownBy(() -> Optimizers.differentiable(settings).step(loss(P), List.of(P)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schedule lr: null is no value of step 0");
    }

    @ParameterizedTest
    @EnumSource
    void whatACallbackReturnsIsLikeTheWeight(GradientMode mode) {
        assertThatThrownBy(() -> step(each(g -> g.sum()), mode))
                .hasMessageContaining("gradient 0 is FLOAT32 [], its weight FLOAT32 [2, 3]");
        assertThatThrownBy(() -> step(each(g -> g.to(DType.FLOAT64)), mode))
                .hasMessageContaining("gradient 0 is FLOAT64 [2, 3], its weight FLOAT32 [2, 3]");
        assertThatThrownBy(() -> step(each(g -> g.forTasks(2)), mode))
                .hasMessageContaining("gradient 0 is 2 tasks of FLOAT32 [2, 3]");
        step(each(g -> g.sum().broadcast(2, 3)), mode);
    }

    private static GradientCallback each(UnaryOperator<Tensor> change) {
        return gradients -> gradients.stream().map(g -> g.map(change)).toList();
    }

    @Test
    void gradientsOfAnotherTypeAreNamed() {
        assertThatThrownBy(() -> sgd().step(List.of(Tensor.ones(DType.FLOAT64, 2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step: gradient 0 is FLOAT64, its parameter FLOAT32");
    }

    @Test
    void anArrayThatOverridesHasTheWeightsType() {
        Settings<Sgd> settings =
                settings().withOverrides(Overrides.of(key(), Tensor.ones(DType.FLOAT64, 3)));
        assertThatThrownBy(() -> Optimizers.differentiable(settings).step(loss(P), List.of(P)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("override lr: FLOAT64 [3] for weights of FLOAT32")
                .hasMessageContaining("to(DType.FLOAT32)");
    }

    @Test
    void theStateOfTasksGoesOnAsThatOfTasksOnly() {
        Optimizer<Sgd> source = sgd();
        DifferentiableOptimizer<Sgd> batch = Optimizers.differentiable(List.of(P), source);
        Tensor own = P.forTasks(2);
        batch.step(loss(own), List.of(own));
        OptimizerState ofTasks = batch.state();

        assertThatThrownBy(() -> source.restore(ofTasks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("velocity has a value for each of 2 tasks");
        DifferentiableOptimizer<Sgd> single =
                Optimizers.differentiable(settings().withState(ofTasks));
        assertThatThrownBy(() -> single.step(loss(P), List.of(P)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("velocity, has a value for each of 2 tasks");
        List<Tensor> next =
                Optimizers.differentiable(settings().withState(ofTasks))
                        .step(loss(own), List.of(own));
        assertThat(next.get(0).taskCount()).isEqualTo(2);
    }

    @Test
    void frozenWeightsAreSaidToBe() {
        FunctionalLinear net = FunctionalLinear.of(new Linear(2, 1));
        Tensor weight = net.params().weight();
        Optimizer<Sgd> inner = Optimizer.of(List.of(weight), new Sgd(0.1));
        try (var loop = Higher.innerLoop(net, inner).open()) {
            loop.fastModel().replace("weight", weight.detach());
            Tensor loss = loss(loop.model().forward(Tensor.ones(3, 2)));
            assertThatThrownBy(() -> loop.step(loss))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("frozen")
                    .hasMessageContaining("withRequiresGrad(true)");
            loop.fastModel().replace("weight", weight.detach().withRequiresGrad(true));
            loop.step(loss(loop.model().forward(Tensor.ones(3, 2))));
        }
    }

    @Test
    void fastWeightsAreGivenToo() {
        FunctionalLinear net = FunctionalLinear.of(new Linear(2, 1));
        try (var loop = Higher.innerLoop(net, Optimizer.of(net.parameters(), new Sgd(1))).open()) {
            assertThatThrownBy(() -> loop.fastModel().update((FunctionalLinear.Params) null))
                    .hasMessage("update: null is no weight; give one for each");
            assertThatThrownBy(() -> loop.fastModel().update(Arrays.asList(P, null)))
                    .hasMessage("update: null is no weight; give one for each");
            assertThatThrownBy(() -> loop.fastModel().replace("weight", null))
                    .hasMessage("replace: null is no weight; give one for each");
        }
        assertThatThrownBy(() -> Grad.of(loss(P)).with(P).orZero(1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("gradient 1 of 1 inputs: there is none");
    }
}
