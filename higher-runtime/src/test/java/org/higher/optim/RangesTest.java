package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Supplier;
import java.util.stream.Stream;
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
                bad("Adam: weightDecay is -1.0", () -> new Adam().withWeightDecay(-1)));
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
    void defaultsAreThePapers() {
        assertThat(new Adam()).isEqualTo(new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false));
        assertThat(new Sgd(0.1)).isEqualTo(new Sgd(0.1, 0, 0, 0, false));
    }

    @Test
    void withersChangeOneThing() {
        assertThat(new Adam(0.1).withLr(1).withAmsgrad(true))
                .isEqualTo(new Adam(1, 0.9, 0.999, 1e-8, 0, true));
        assertThat(new Sgd(0.1).withLr(1).withMomentum(0.5).withNesterov(true))
                .isEqualTo(new Sgd(1, 0.5, 0, 0, true));
    }
}
