package org.higher.internal.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StridedLayoutTest {
    @Test
    void denseAxesAreOne() {
        StridedLayout layout =
                StridedLayout.of(new int[] {2, 3, 4}, new int[] {12, 4, 1}, new int[] {12, 4, 1});

        assertThat(layout.isOneLoop()).isTrue();
        assertThat(layout.structure(2)).containsExactly(1, 24, 0, 1, 0, 1, 0);
    }

    /** A row that is repeated: its axis can't be joined with the one that repeats it. */
    @Test
    void repeatedAxesAreApart() {
        StridedLayout layout =
                StridedLayout.of(new int[] {2, 1, 4}, new int[] {4, 4, 1}, new int[] {0, 0, 1});

        assertThat(layout.structure(2)).containsExactly(2, 4, 2, 1, 4, 1, 0);
    }

    @Test
    void aScalarIsALoopOfOne() {
        assertThat(StridedLayout.of(new int[0], new int[0]).structure(2))
                .containsExactly(1, 1, 0, 0, 0);
    }

    @Test
    void manyAxesHaveKernelsOfTheirOwnAndTooManyAreAnError() {
        int[] shape = new int[33];
        int[] strides = new int[33];
        Arrays.fill(shape, 2);
        Arrays.fill(strides, 1);
        assertThat(StridedLayout.of(Arrays.copyOf(shape, 7), strides).rank())
                .isEqualTo(StridedLayout.LARGEST_RANK);
        assertThatThrownBy(() -> StridedLayout.of(shape, strides))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shape of 33 axes")
                .hasMessageContaining("reshape");
    }
}
