package org.higher.data;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Data are FLOAT32, and nothing is rounded to it unasked")
class ElementTypesTest {
    private final Tensor narrow = Tensor.ones(2, 1);
    private final Tensor wide = Tensor.ones(DType.FLOAT64, 2, 1);

    @Test
    void otherTypesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Points.of(wide, narrow))
                .withMessageStartingWith("Points: inputs are FLOAT64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Points.of(narrow, wide))
                .withMessageStartingWith("Points: targets are FLOAT64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.of(wide, 2, 0, 1))
                .withMessageStartingWith("Examples: inputs are FLOAT64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabeledData.of(wide, 0, 1))
                .withMessageStartingWith("LabeledData: inputs are FLOAT64");
    }

    @Test
    void tasksAreRefused() {
        Tensor tasks = Tensor.ones(3, 2, 1).asTasks();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Points.of(tasks, tasks))
                .withMessageContaining("3 tasks");
    }
}
