package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Supplier;
import java.util.stream.Stream;
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
import org.higher.optim.rules.Shampoo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Hyperparameters out of range")
class RangesTest {
    static Stream<Arguments> outside() {
        return Stream.of(
                bad("Sgd: lr is -0.1; it must be at least 0", () -> new Sgd(-0.1)),
                bad("Sgd: lr is NaN; it must be at least 0", () -> new Sgd(Double.NaN)),
                bad("Sgd: momentum is -1.0", () -> new Sgd(1).withMomentum(-1)),
                bad("Sgd: weightDecay is -1.0", () -> new Sgd(1).withWeightDecay(-1)),
                bad(
                        "Sgd: nesterov needs momentum above 0 and dampening 0, not 0.0 and 0.0",
                        () -> new Sgd(1).withNesterov(true)),
                bad(
                        "Sgd: nesterov needs momentum above 0 and dampening 0, not 0.9 and 0.1",
                        () -> new Sgd(1).withMomentum(0.9).withDampening(0.1).withNesterov(true)),
                bad("Adam: lr is -1.0", () -> new Adam(-1)),
                bad(
                        "Adam: beta1 is 1.0; it must be at least 0 and below 1",
                        () -> new Adam().withBetas(1, 0.9)),
                bad("Adam: beta2 is -0.1", () -> new Adam().withBetas(0.9, -0.1)),
                bad("Adam: eps is -1.0", () -> new Adam().withEps(-1)),
                bad("Adam: weightDecay is -1.0", () -> new Adam().withWeightDecay(-1)),
                bad("AdamW: lr is -1.0", () -> new AdamW(-1)),
                bad("AdamW: beta1 is 1.0", () -> new AdamW().withBetas(1, 0.9)),
                bad("AdamW: beta2 is 1.5", () -> new AdamW().withBetas(0.9, 1.5)),
                bad("AdamW: eps is -1.0", () -> new AdamW().withEps(-1)),
                bad("AdamW: weightDecay is -1.0", () -> new AdamW().withWeightDecay(-1)),
                bad("Adamax: lr is -1.0", () -> new Adamax(-1)),
                bad("Adamax: beta1 is -1.0", () -> new Adamax().withBetas(-1, 0.9)),
                bad("Adamax: beta2 is 1.0", () -> new Adamax().withBetas(0.9, 1)),
                bad("Adamax: eps is -1.0", () -> new Adamax().withEps(-1)),
                bad("Adamax: weightDecay is -1.0", () -> new Adamax().withWeightDecay(-1)),
                bad("Adadelta: lr is -1.0", () -> new Adadelta(-1)),
                bad(
                        "Adadelta: rho is 1.1; it must be at least 0 and at most 1",
                        () -> new Adadelta().withRho(1.1)),
                bad("Adadelta: rho is NaN", () -> new Adadelta().withRho(Double.NaN)),
                bad("Adadelta: eps is -1.0", () -> new Adadelta().withEps(-1)),
                bad("Adadelta: weightDecay is -1.0", () -> new Adadelta().withWeightDecay(-1)),
                bad("Adagrad: lr is -1.0", () -> new Adagrad(-1)),
                bad("Adagrad: lrDecay is -1.0", () -> new Adagrad().withLrDecay(-1)),
                bad("Adagrad: weightDecay is -1.0", () -> new Adagrad().withWeightDecay(-1)),
                bad(
                        "Adagrad: initialAccumulatorValue is -1.0",
                        () -> new Adagrad().withInitialAccumulatorValue(-1)),
                bad("Adagrad: eps is -1.0", () -> new Adagrad().withEps(-1)),
                bad("RmsProp: lr is -1.0", () -> new RmsProp(-1)),
                bad("RmsProp: alpha is -1.0", () -> new RmsProp().withAlpha(-1)),
                bad("RmsProp: eps is -1.0", () -> new RmsProp().withEps(-1)),
                bad("RmsProp: weightDecay is -1.0", () -> new RmsProp().withWeightDecay(-1)),
                bad("RmsProp: momentum is -1.0", () -> new RmsProp().withMomentum(-1)),
                bad("Rprop: lr is -1.0", () -> new Rprop(-1)),
                bad(
                        "Rprop: etaMinus is 0.0; it must be above 0.0 and below 1.0",
                        () -> new Rprop().withEtas(0, 1.2)),
                bad("Rprop: etaMinus is 1.0", () -> new Rprop().withEtas(1, 1.2)),
                bad(
                        "Rprop: etaPlus is 1.0; it must be above 1.0",
                        () -> new Rprop().withEtas(0.5, 1)),
                bad("Asgd: lr is -1.0", () -> new Asgd(-1)),
                bad("Asgd: weightDecay is -1.0", () -> new Asgd().withWeightDecay(-1)),
                bad("NAdam: lr is -1.0", () -> new NAdam(-1)),
                bad("NAdam: beta1 is 1.0", () -> new NAdam().withBetas(1, 0.9)),
                bad("NAdam: beta2 is 1.0", () -> new NAdam().withBetas(0.9, 1)),
                bad("NAdam: eps is -1.0", () -> new NAdam().withEps(-1)),
                bad("NAdam: weightDecay is -1.0", () -> new NAdam().withWeightDecay(-1)),
                bad("NAdam: momentumDecay is -1.0", () -> new NAdam().withMomentumDecay(-1)),
                bad("RAdam: lr is -1.0", () -> new RAdam(-1)),
                bad("RAdam: beta1 is 1.0", () -> new RAdam().withBetas(1, 0.9)),
                bad("RAdam: beta2 is 1.0", () -> new RAdam().withBetas(0.9, 1)),
                bad("RAdam: eps is -1.0", () -> new RAdam().withEps(-1)),
                bad("RAdam: weightDecay is -1.0", () -> new RAdam().withWeightDecay(-1)),
                bad("Shampoo: lr is -1.0", () -> new Shampoo(-1)),
                bad("Shampoo: eps is 0.0", () -> new Shampoo().withEps(0)),
                bad("Shampoo: largest is -1", () -> new Shampoo().withLargest(-1)),
                bad("Shampoo: iterations is 0", () -> new Shampoo().withIterations(0)),
                bad("Lamb: lr is -1.0", () -> new Lamb(-1)),
                bad("Lamb: beta1 is 1.0", () -> new Lamb().withBetas(1, 0.9)),
                bad("Lamb: beta2 is 1.0", () -> new Lamb().withBetas(0.9, 1)),
                bad("Lamb: eps is -1.0", () -> new Lamb().withEps(-1)),
                bad("Lamb: weightDecay is -1.0", () -> new Lamb().withWeightDecay(-1)),
                bad("Lion: lr is -1.0", () -> new Lion(-1)),
                bad("Lion: beta1 is 1.0", () -> new Lion().withBetas(1, 0.9)),
                bad("Lion: beta2 is 1.0", () -> new Lion().withBetas(0.9, 1)),
                bad("Lion: weightDecay is -1.0", () -> new Lion().withWeightDecay(-1)));
    }

    private static Arguments bad(String message, Supplier<UpdateRule<?>> rule) {
        return Arguments.of(message, rule);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outside")
    void areRefused(String message, Supplier<UpdateRule<?>> rule) {
        assertThatIllegalArgumentException().isThrownBy(rule::get).withMessageContaining(message);
    }

    @Test
    void defaultsArePyTorchsOrThePapers() {
        assertThat(new Sgd(0.1)).isEqualTo(new Sgd(0.1, 0, 0, 0, false));
        assertThat(new Adam()).isEqualTo(new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false));
        assertThat(new AdamW()).isEqualTo(new AdamW(1e-3, 0.9, 0.999, 1e-8, 1e-2, false));
        assertThat(new Adamax()).isEqualTo(new Adamax(2e-3, 0.9, 0.999, 1e-8, 0));
        assertThat(new Adadelta()).isEqualTo(new Adadelta(1, 0.9, 1e-6, 0));
        assertThat(new Adagrad()).isEqualTo(new Adagrad(1e-2, 0, 0, 0, 1e-10));
        assertThat(new RmsProp()).isEqualTo(new RmsProp(1e-2, 0.99, 1e-8, 0, 0, false));
        assertThat(new Rprop()).isEqualTo(new Rprop(1e-2, 0.5, 1.2, 1e-6, 50));
        assertThat(new Asgd()).isEqualTo(new Asgd(1e-2, 1e-4, 0.75, 1e6, 0));
        assertThat(new NAdam()).isEqualTo(new NAdam(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3));
        assertThat(new RAdam()).isEqualTo(new RAdam(1e-3, 0.9, 0.999, 1e-8, 0));
        assertThat(new Lamb()).isEqualTo(new Lamb(1e-3, 0.9, 0.999, 1e-6, 1e-2));
        assertThat(new Lion()).isEqualTo(new Lion(1e-4, 0.9, 0.99, 0));
    }
}
