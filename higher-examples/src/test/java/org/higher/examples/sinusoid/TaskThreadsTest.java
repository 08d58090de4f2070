package org.higher.examples.sinusoid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskThreadsTest {
    @Test
    void resultsComeInTheOrderOfTheTasks() {
        try (TaskThreads threads = new TaskThreads(3)) {
            assertThat(threads.map(List.of(3, 1, 2, 5, 4), task -> task * task))
                    .containsExactly(9, 1, 4, 25, 16);
        }
    }

    @Test
    void aFailureNamesItsTask() {
        try (TaskThreads threads = new TaskThreads(2)) {
            assertThatThrownBy(() -> threads.map(List.of(1, 0, 2), task -> 6 / task))
                    .hasMessage("task 1 failed")
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }
}
