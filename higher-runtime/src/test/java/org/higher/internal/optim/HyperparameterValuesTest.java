package org.higher.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.higher.array.DType;
import org.higher.optim.Key;
import org.higher.optim.Overrides;
import org.higher.optim.ParamGroup;
import org.higher.optim.Schedule;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Which value of a hyperparameter holds at which step. */
class HyperparameterValuesTest {
    private static final Key<Sgd> LR = DifferentiableSgd.LR;
    private static final Key<Sgd> MOMENTUM = DifferentiableSgd.MOMENTUM;
    private static final Overrides<Sgd> NOTHING = Overrides.none();

    private final Tensor first = Tensor.scalar(1);
    private final Tensor second = Tensor.scalar(2);

    private static HyperparameterValues<Sgd> values(
            Overrides<Sgd> overrides, Map<String, List<Schedule>> schedules) {
        ParamGroup<Sgd> group = ParamGroup.of(List.of(Tensor.ones(2, 3)), new Sgd(0.1));
        return new HyperparameterValues<>(
                List.of(LR, MOMENTUM), List.of(), List.of(group, group), overrides, schedules, 0);
    }

    private static HyperparameterValues.InForce after(
            HyperparameterValues<Sgd> values, Overrides<Sgd> atStep) {
        return values.after(values.start(), values.values(values.start(), atStep), atStep);
    }

    private static List<Map<String, Tensor>> atFirst(HyperparameterValues<Sgd> values) {
        return shared(values.values(values.start(), NOTHING));
    }

    private static List<Map<String, Tensor>> shared(List<GroupValues> values) {
        return values.stream().map(GroupValues::shared).toList();
    }

    @Test
    void nothingIsOverriddenUnlessSaid() {
        assertThat(atFirst(values(NOTHING, Map.of()))).containsExactly(Map.of(), Map.of());
    }

    @Test
    void oneValueIsForAllGroupsSeveralAreForEach() {
        Overrides<Sgd> overrides = Overrides.of(LR, first, second).with(MOMENTUM, first);

        assertThat(atFirst(values(overrides, Map.of())))
                .containsExactly(
                        Map.of("lr", first, "momentum", first),
                        Map.of("lr", second, "momentum", first));
    }

    @Test
    void aStepsOverrideHoldsFromThatStepOn() {
        HyperparameterValues<Sgd> values = values(Overrides.of(LR, first), Map.of());
        Overrides<Sgd> atStep = Overrides.of(LR, second);

        HyperparameterValues.InForce next = after(values, atStep);

        assertThat(shared(values.values(next, NOTHING)).get(0)).containsEntry("lr", second);
        assertThat(next.steps()).isEqualTo(1);
    }

    @Test
    void aStepCanBeTakenAgainFromWhereItWas() {
        HyperparameterValues<Sgd> values = values(Overrides.of(LR, first), Map.of());

        after(values, Overrides.of(LR, second));

        assertThat(atFirst(values).get(0)).containsEntry("lr", first);
        assertThat(values.start().steps()).isZero();
    }

    @Test
    void aStepsOverrideEndsTheSchedule() {
        Schedule schedule = Schedule.perStep(List.of(first, second));
        HyperparameterValues<Sgd> values = values(NOTHING, Map.of("lr", List.of(schedule)));
        assertThat(atFirst(values).get(0)).containsEntry("lr", first);
        Tensor third = Tensor.scalar(3);
        Overrides<Sgd> atStep = Overrides.of(LR, third);

        HyperparameterValues.InForce next = after(values, atStep);

        assertThat(shared(values.values(next, NOTHING)).get(0)).containsEntry("lr", third);
    }

    @Test
    void whatIsScheduledIsNotOverriddenAsWell() {
        Map<String, List<Schedule>> schedules = Map.of("lr", List.of(Schedule.constant(first)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> values(Overrides.of(LR, second), schedules))
                .withMessage("schedule lr: it is overridden as well; choose one of the two");
    }

    @Test
    void scalarsCombineAsNumbersAndArraysByTheirType() {
        Tensor scalar = Tensor.scalar(0.1, DType.FLOAT64);
        Tensor array = Tensor.ones(DType.FLOAT64, 3);
        Tensor weight = Tensor.ones(2, 3);

        assertThat(HyperparameterValues.combining(weight, Map.of("lr", scalar)).get("lr").item())
                .isEqualTo(0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HyperparameterValues.combining(weight, Map.of("lr", array)))
                .withMessageContaining("override lr: FLOAT64 [3] for weights of FLOAT32");
    }

    /** A rule may ask for that, say whether to keep a velocity. */
    @Test
    void whatIsLearnedIsSoWhereNothingIsRecorded() {
        Tensor weight = Tensor.ones(2);
        Tensor learned = Tensor.parameter(Tensor.scalar(0));

        NoGrad.run(
                () -> {
                    assertThat(combined(weight, learned).requiresGrad()).isTrue();
                    assertThat(combined(weight, first).requiresGrad()).isFalse();
                });
    }

    private static Tensor combined(Tensor weight, Tensor value) {
        return HyperparameterValues.combining(weight.dtype(), weight.device(), "momentum", value);
    }
}
