package org.higher.optim.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.Settings;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

@DisplayName("A rule from ND4J's settings")
class Nd4jRulesTest {
    private static final ISchedule FALLING =
            new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.9);

    /** A large epsilon shows where it is added. */
    static Stream<IUpdater> known() {
        return Stream.of(
                new org.nd4j.linalg.learning.config.Sgd(0.3),
                new NoOp(),
                new Nesterovs(0.1, 0.9),
                new Nesterovs(0.2, 0.5),
                new Nesterovs(0.2, 0.0),
                new AdaGrad(0.1),
                new AdaGrad(0.1, 0.3),
                new org.nd4j.linalg.learning.config.RmsProp(0.1),
                new org.nd4j.linalg.learning.config.RmsProp(0.1, 0.7, 0.3),
                new AdaDelta(),
                new AdaDelta(0.7, 0.3),
                new org.nd4j.linalg.learning.config.Adam(0.1),
                new org.nd4j.linalg.learning.config.Adam(0.1, 0.7, 0.8, 0.3),
                new AMSGrad(0.1),
                new AMSGrad(0.1, 0.7, 0.8, 0.3),
                new AdaMax(0.1),
                new AdaMax(0.1, 0.7, 0.8, 0.3));
    }

    @ParameterizedTest
    @MethodSource("known")
    void takesTheStepsOfTheUpdaterInDouble(IUpdater settings) {
        compare(settings, DataType.DOUBLE, 1e-12);
    }

    @ParameterizedTest
    @MethodSource("known")
    void takesTheStepsOfTheUpdaterInFloat(IUpdater settings) {
        compare(settings, DataType.FLOAT, 1e-5);
    }

    private static void compare(IUpdater settings, DataType type, double error) {
        compare(settings, Rules.of(settings), type, error);
    }

    private static <S> void compare(
            IUpdater settings, UpdateRule<S> rule, DataType type, double error) {
        int size = 6;
        SplittableRandom random = new SplittableRandom(3);
        INDArray theirs = Nd4j.create(numbers(random, size)).castTo(type).reshape(1, size);
        Tensor ours = Tensor.of(theirs);
        long states = settings.stateSize(size);
        INDArray view = states == 0 ? null : Nd4j.zeros(type, 1, states);
        GradientUpdater<?> updater = settings.instantiate(view, true);
        S state = rule.init(ours);
        for (int t = 0; t < 12; t++) {
            double[] numbers = numbers(random, size);
            numbers[0] = t < 3 ? 0 : numbers[0]; // no gradient yet
            numbers[1] *= 1 + 30 * (t % 2); // large and small in turn
            INDArray gradient = Nd4j.create(numbers).castTo(type).reshape(1, size);
            Step<S> step = rule.update(ours, Tensor.of(gradient), state);
            updater.applyUpdater(gradient, t, 0);
            theirs.subi(gradient);
            ours = step.value();
            state = step.state();
            assertThat(ours.toDoubles())
                    .as("step %d of %s", t, settings)
                    .containsExactly(theirs.toDoubleVector(), within(error));
        }
    }

    private static double[] numbers(SplittableRandom random, int size) {
        return random.doubles(size, -1, 1).toArray();
    }

    @Test
    void hasHyperparametersThatCanBeLearned() {
        Adam rule = Rules.of(new org.nd4j.linalg.learning.config.Adam(0.1));
        Tensor rate = Tensor.parameter(Tensor.scalar(0.1));
        List<Tensor> weights =
                List.of(Tensor.parameter(Tensor.of(new double[] {1, 2}, new int[] {2})));
        DifferentiableOptimizer<Adam> inner =
                Optimizers.differentiable(
                        Settings.of(weights, rule)
                                .withOverrides(Overrides.of(DifferentiableAdam.LR, rate)));
        Tensor moved = inner.step(weights.get(0).square().sum(), weights).get(0);

        Tensor slope = Grad.grad(moved.sum(), List.of(rate)).get(0);

        assertThat(slope.item()).isCloseTo(-2, within(1e-6)); // each weight moves by the rate
        assertThat(moved.dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void isRefusedForAFormulaThatNoneHas() {
        for (IUpdater settings : List.of(new Nadam(), new AdaBelief())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Rules.of(settings))
                    .withMessageContaining(settings.getClass().getName())
                    .withMessageContaining("no rule takes the steps of this updater");
        }
    }

    static Stream<IUpdater> scheduled() {
        return Stream.of(
                new org.nd4j.linalg.learning.config.Sgd(FALLING),
                new Nesterovs(FALLING),
                new Nesterovs(0.1, FALLING),
                new AdaGrad(FALLING),
                new org.nd4j.linalg.learning.config.RmsProp(FALLING),
                new org.nd4j.linalg.learning.config.Adam(FALLING),
                new AMSGrad(FALLING),
                new AdaMax(FALLING));
    }

    @ParameterizedTest
    @MethodSource("scheduled")
    void isRefusedForASchedule(IUpdater settings) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.of(settings))
                .withMessageContaining("a rule has no schedule");
    }

    @Test
    void isRefusedForARateOf0ThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.of(new org.nd4j.linalg.learning.config.Adam(0)))
                .withMessageContaining("set a rate above 0");
    }
}
