package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapesTest {
    @Test
    void sizes() {
        assertThat(Shapes.size()).isEqualTo(1);
        assertThat(Shapes.size(2, 3)).isEqualTo(6);
        assertThat(Shapes.size(65_536, 65_536, 65_536, 65_536, 0)).isZero();
        assertThat(Shapes.size(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> Shapes.size(65_536, 65_536, 65_536, 65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "shape [65536, 65536, 65536, 65536] has more than 2^31 - 1 elements, the"
                                + " most an array can hold");
        assertThatThrownBy(() -> Shapes.size(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape [2, -1] has a negative extent");
    }

    @Test
    void broadcastShapes() {
        int[] scalar = {};
        assertThat(Shapes.broadcast(new int[] {3}, new int[] {3, 1})).containsExactly(3, 3);
        assertThat(Shapes.broadcast(new int[] {4, 1, 2}, new int[] {5, 1}))
                .containsExactly(4, 5, 2);
        assertThat(Shapes.broadcast(scalar, new int[] {2, 0})).containsExactly(2, 0);
        assertThat(Shapes.broadcast(new int[] {1}, new int[] {0})).containsExactly(0);
        assertThatThrownBy(() -> Shapes.broadcast(new int[] {2, 3}, new int[] {2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shapes do not broadcast: [2, 3] and [2]");
        assertThat(Shapes.canBroadcast(new int[] {2, 0}, new int[] {2, 3})).isFalse();
    }

    @Test
    void strides() {
        assertThat(Shapes.strides(new int[] {2, 3, 4})).containsExactly(12, 4, 1);
        assertThat(Shapes.broadcastStrides(new int[] {3, 1}, new int[] {2, 3, 4}))
                .containsExactly(0, 1, 0);
    }

    @Test
    void reducedShapes() {
        int[] shape = {2, 3, 0};
        assertThat(Shapes.reduced(shape, new int[] {0, 2}, true)).containsExactly(1, 3, 1);
        assertThat(Shapes.reduced(shape, new int[] {0}, false)).containsExactly(3, 0);
    }
}
