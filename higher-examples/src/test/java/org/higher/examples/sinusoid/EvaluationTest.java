package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.higher.examples.sinusoid.Evaluation.Errors;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    @Test
    void meanAndConfidenceIntervalAreThoseOfTheTasks() {
        Errors errors =
                new Errors(List.of(new double[] {1, 4}, new double[] {2, 4}, new double[] {3, 4}));

        assertThat(errors.mean(0)).isEqualTo(2);
        // Sample deviation 1, so the standard error is 1 / sqrt(3).
        assertThat(errors.halfWidth(0)).isCloseTo(1.96 / Math.sqrt(3), within(1e-12));
        assertThat(errors.halfWidth(1)).isZero();
    }
}
