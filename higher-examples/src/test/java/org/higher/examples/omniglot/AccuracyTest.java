package org.higher.examples.omniglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    /** The deviations are 0.1 and 0.1, so the variance is 0.02, over 3 - 1 and 3. */
    @Test
    void theIntervalIsThatOfTheMean() {
        Accuracy accuracy = Accuracy.of(List.of(0.9, 0.8, 0.7));

        assertThat(accuracy.mean()).isCloseTo(0.8, within(1e-12));
        assertThat(accuracy.halfWidth()).isCloseTo(1.96 * Math.sqrt(0.01 / 3), within(1e-12));
        assertThat(accuracy.episodes()).isEqualTo(3);
        assertThat(accuracy).hasToString("80.00% +- 11.32%");
    }
}
