package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LogitsTest {
    @Test
    void aLabelIsRightWhereItsLogitIsTheLargest() {
        Tensor logits = Tensor.of(new float[] {3, 1, 2, 1, 2, 3, 1, 2, 3, 1, 0, 0}, 4, 3);

        assertThat(Logits.right(logits, 0, 1, 2, 0)).isEqualTo(3);
        assertThat(Logits.right(logits, 1, 1, 1, 1)).isZero();
    }

    @Test
    void ofEqualLogitsTheFirstCounts() {
        Tensor logits = Tensor.zeros(1, 3);

        assertThat(Logits.right(logits, 0)).isEqualTo(1);
        assertThat(Logits.right(logits, 2)).isZero();
    }
}
