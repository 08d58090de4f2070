package org.higher.examples.omniglot.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static final int BLACK = 0xFF000000;

    private static BufferedImage withBlack(int rows, int columns) {
        BufferedImage image = Glyphs.paper(Drawing.ORIGINAL_EXTENT);
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                image.setRGB(x, y, BLACK);
            }
        }
        return image;
    }

    private static float at(Drawing drawing, int row, int column) {
        return drawing.ink()[row * Drawing.EXTENT + column];
    }

    @Test
    void paperIsZeroAndInkIsOne() {
        assertThat(Drawing.of(withBlack(0, 0)).ink()).hasSize(784).containsOnly(0f);
        assertThat(Drawing.of(withBlack(105, 105)).ink()).containsOnly(1f);
    }

    /** A pixel covers 3.75 x 3.75 of the original ones. */
    @Test
    void aPixelIsTheMeanOfTheAreaThatItCovers() {
        Drawing drawing = Drawing.of(withBlack(1, 8));

        assertThat(at(drawing, 0, 0)).isCloseTo((float) (1 / 3.75), within(1e-6f));
        assertThat(at(drawing, 0, 1)).isCloseTo((float) (1 / 3.75), within(1e-6f));
        assertThat(at(drawing, 0, 2)).isCloseTo((float) (0.5 / 3.75 / 3.75), within(1e-6f));
        assertThat(at(drawing, 0, 3)).isZero();
        assertThat(at(drawing, 1, 0)).isZero();
    }

    @Test
    void noInkIsLost() {
        SplittableRandom random = new SplittableRandom(3);
        BufferedImage image = Glyphs.paper(Drawing.ORIGINAL_EXTENT);
        int black = 0;
        for (int y = 0; y < Drawing.ORIGINAL_EXTENT; y++) {
            for (int x = 0; x < Drawing.ORIGINAL_EXTENT; x++) {
                if (random.nextInt(5) == 0) {
                    image.setRGB(x, y, BLACK);
                    black++;
                }
            }
        }
        double sum = 0;
        for (float ink : Drawing.of(image).ink()) {
            sum += ink;
        }
        assertThat(sum * 3.75 * 3.75).isCloseTo(black, within(1e-2));
    }

    @Test
    void grayIsPartlyInk() {
        BufferedImage image = new BufferedImage(105, 105, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 105 * 105; i++) {
            image.setRGB(i % 105, i / 105, 0x333333);
        }
        assertThat(at(Drawing.of(image), 7, 7)).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void anotherSizeIsAnError() {
        assertThatThrownBy(() -> Drawing.of(Glyphs.paper(28)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it has 28 x 28 pixels instead of 105 x 105");
    }

    @Test
    void aQuarterTurnsCounterClockwise() {
        Drawing drawing = Drawing.of(withBlack(15, 30)); // ink at the top left, 4 rows, 8 columns

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
