package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Window ALL =
            Window.of(2, 3).withStride(4, 5).withPadding(6, 7).withDilation(8, 9);

    @Test
    void eachSettingIsReachedByAMethodAndKeepsTheOthers() {
        assertThat(Window.class.getConstructors()).isEmpty();
        assertThat(ALL)
                .hasToString("Window[2 x 3, stride 4 x 5, padding 6 x 7, dilation 8 x 9]")
                .isEqualTo(Window.of(2, 3).withDilation(8, 9).withPadding(6, 7).withStride(4, 5));
        assertThat(ALL.height()).isEqualTo(2);
        assertThat(ALL.width()).isEqualTo(3);
        assertThat(ALL.strideHeight()).isEqualTo(4);
        assertThat(ALL.strideWidth()).isEqualTo(5);
        assertThat(ALL.paddingHeight()).isEqualTo(6);
        assertThat(ALL.paddingWidth()).isEqualTo(7);
        assertThat(ALL.dilationHeight()).isEqualTo(8);
        assertThat(ALL.dilationWidth()).isEqualTo(9);
    }

    @Test
    void oneNumberIsForBothDirections() {
        Window square = Window.of(3, 3);
        assertThat(square.withStride(2)).isEqualTo(square.withStride(2, 2));
        assertThat(square.withPadding(1)).isEqualTo(square.withPadding(1, 1));
        assertThat(square.withDilation(2)).isEqualTo(square.withDilation(2, 2));
        assertThat(square.withDilation(1).withPadding(0).withStride(1)).isEqualTo(square);
    }

    @Test
    void theFewestElementsHaveAsManyPlaces() {
        Window window = Window.of(3, 2).withStride(2, 3).withPadding(1, 0).withDilation(1, 2);
        for (int places = 1; places < 6; places++) {
            int rows = window.rowsFor(places);
            int columns = window.columnsFor(places);
            assertThat(rows).isEqualTo(2 * (places - 1) - 2 + 3);
            assertThat(columns).isEqualTo(3 * (places - 1) + 3);
            assertThat(window.rowsOver(rows)).isEqualTo(places);
            assertThat(window.rowsOver(rows - 1)).isEqualTo(places - 1);
            assertThat(window.columnsOver(columns)).isEqualTo(places);
            assertThat(window.columnsOver(columns - 1)).isEqualTo(places - 1);
        }
        assertThat(Window.of(1, 1).withPadding(2).rowsFor(1)).isEqualTo(-3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> window.rowsFor(0))
                .withMessage(
                        "Window: 0 places at a stride of 2; there must be at least one, and at most"
                                + " 2^31 - 1 elements under them");
        assertThatIllegalArgumentException().isThrownBy(() -> window.columnsFor(1 << 30));
    }

    @Test
    void equalWindowsHaveEqualNumbers() {
        Window same = Window.of(2, 3).withStride(4, 5).withPadding(6, 7).withDilation(8, 9);
        assertThat(same).isEqualTo(ALL).hasSameHashCodeAs(ALL);
        assertThat(ALL)
                .isNotEqualTo(ALL.withStride(4, 4))
                .isNotEqualTo(ALL.withPadding(6, 6))
                .isNotEqualTo(ALL.withDilation(8, 8))
                .isNotEqualTo(Window.of(3, 2).withStride(5, 4).withPadding(7, 6).withDilation(9, 8))
                .isNotEqualTo("Window");
    }

    @Test
    void refusesWhatIsNoWindowWhenItIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Window.of(2, 2).withPadding(0, -1))
                .withMessage(
                        "Window: 2 x 2, stride 1 x 1, padding 0 x -1, dilation 1 x 1: paddings must"
                                + " not be negative, the others must be positive");
        assertThatIllegalArgumentException().isThrownBy(() -> Window.of(2, 2).withStride(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Window.of(2, 2).withDilation(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Window.of(2, 0));
    }
}
