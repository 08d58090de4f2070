package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrawingTest {
    private static float[] topLeft(int rows, int columns) {
        float[] ink = new float[Drawing.EXTENT * Drawing.EXTENT];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                ink[row * Drawing.EXTENT + column] = 1;
            }
        }
        return ink;
    }

    private static float at(Drawing drawing, int row, int column) {
        return drawing.ink()[row * Drawing.EXTENT + column];
    }

    @Test
    void aQuarterTurnsCounterClockwise() {
        Drawing drawing = new Drawing(topLeft(4, 8));

        Drawing quarter = drawing.rotated(1);
        Drawing half = drawing.rotated(2);
        Drawing threeQuarters = drawing.rotated(3);

        assertThat(at(quarter, 27, 0)).as("bottom left").isEqualTo(1);
        assertThat(at(quarter, 20, 3)).as("8 rows, 4 columns").isEqualTo(1);
        assertThat(at(quarter, 27, 4)).isZero();
        assertThat(at(half, 27, 27)).as("bottom right").isEqualTo(1);
        assertThat(at(half, 24, 20)).as("4 rows, 8 columns").isEqualTo(1);
        assertThat(at(threeQuarters, 7, 24)).as("top right").isEqualTo(1);
        assertThat(at(threeQuarters, 0, 23)).isZero();
        assertThat(drawing.rotated(4).ink()).isEqualTo(drawing.ink());
    }
}
