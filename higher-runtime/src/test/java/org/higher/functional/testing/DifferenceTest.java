package org.higher.functional.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final Tensor X = Tensor.of(new double[] {1, -2, 3}, 3);

    @Test
    void resultsOfAnyKind() {
        Difference difference =
                Difference.between(
                        List.of(X, new Pair(X, 1)), List.of(X, new Pair(X.neg(), 1)), "result");
        assertThat(difference.first())
                .hasValueSatisfying(
                        text ->
                                assertThat(text)
                                        .startsWith("result[1].tensor: 3 of 3 numbers differ"));
        assertThat(Difference.between(new Pair(X, 1), new Pair(X, 2), "result").first())
                .contains("result.number: model 1, twin 2");
    }

    private record Pair(Tensor tensor, int number) {}
}
