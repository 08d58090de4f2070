package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.optim.rules.Adadelta;
import org.higher.optim.rules.Adagrad;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.Adamax;
import org.higher.optim.rules.Asgd;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.Lion;
import org.higher.optim.rules.NAdam;
import org.higher.optim.rules.RAdam;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Rprop;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Without overrides, a differentiable rule takes the steps of the plain one, to the last bit. */
class PlainStepsTest {
    private static final int STEPS = 12;

    static List<RuleCase<?>> rules() {
        return RuleCase.ours().toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inFloat(RuleCase<?> each) {
        check(each.rule(), DType.FLOAT32, 5, 3);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inDouble(RuleCase<?> each) {
        check(each.rule(), DType.FLOAT64, 5, 3);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ofAScalarInFloat(RuleCase<?> each) {
        check(each.rule(), DType.FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inFloatInOnePass(RuleCase<?> each) {
        check(each.rule(), DType.FLOAT32, 9, 1001);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inDoubleInOnePass(RuleCase<?> each) {
        check(each.rule(), DType.FLOAT64, 9, 1001);
    }

    /** As far from a float as they are common. */
    @ParameterizedTest
    @MethodSource("settings")
    void atNumbersThatAFloatDoesNotHave(UpdateRule<?> rule) {
        check(rule, DType.FLOAT32, 5, 3);
        check(rule, DType.FLOAT32, 9, 1001);
    }

    static List<UpdateRule<?>> settings() {
        return List.of(
                new Sgd(0.1).withMomentum(0.9999).withDampening(0.9999),
                new Adam(1e-3).withBetas(0.9999, 0.99999),
                new AdamW(1e-3).withBetas(0.9999, 0.99999),
                new Adamax(1e-3).withBetas(0.9999, 0.99999),
                new Adadelta().withRho(0.99999),
                new Adagrad(0.1).withLrDecay(1e-3),
                new RmsProp(1e-3).withAlpha(0.99999).withCentered(true),
                new Rprop(1e-3).withEtas(0.3, 1.1),
                new Asgd(0.1).withLambd(1e-4),
                new NAdam(1e-3).withBetas(0.9999, 0.99999),
                new RAdam(1e-3).withBetas(0.9999, 0.99999),
                new Lamb(1e-3).withBetas(0.9999, 0.99999),
                new Lion(1e-3).withBetas(0.9999, 0.99999));
    }

    private static <R extends UpdateRule<?>> void check(R rule, DType dtype, int... shape) {
        SplittableRandom random = new SplittableRandom(1);
        Tensor start = Tensor.normal(random, dtype, shape);
        List<Tensor> slopes =
                IntStream.range(0, STEPS)
                        .mapToObj(i -> Tensor.normal(random, dtype, shape))
                        .toList();
        Tensor plain = Tensor.parameter(start.detach());
        Optimizer<R> optimizer = Optimizer.of(List.of(plain), rule);
        Tensor fast = Tensor.parameter(start.detach());
        DifferentiableOptimizer<R> differentiable = Optimizers.create(List.of(fast), rule);
        for (int k = 0; k < STEPS; k++) {
            optimizer.step(List.of(slopes.get(k)));
            fast = differentiable.step(fast.mul(slopes.get(k)).sum(), List.of(fast)).get(0);
            assertThat(fast.dtype()).isEqualTo(dtype);
            assertThat(fast.toDoubles()).as("after %d steps", k + 1).isEqualTo(plain.toDoubles());
        }
    }
}
