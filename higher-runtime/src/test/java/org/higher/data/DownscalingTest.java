package org.higher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Omniglot's images, scaled down. */
class DownscalingTest {
    private static final int BLACK = 0xFF000000;
    private static final int EXTENT = Downscaling.ORIGINAL_EXTENT;

    private static BufferedImage paper(int extent) {
        BufferedImage image = new BufferedImage(extent, extent, BufferedImage.TYPE_BYTE_BINARY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, extent, extent);
        graphics.dispose();
        return image;
    }

    private static BufferedImage withBlack(int rows, int columns) {
        BufferedImage image = paper(EXTENT);
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                image.setRGB(x, y, BLACK);
            }
        }
        return image;
    }

    private static float at(float[] ink, int row, int column) {
        return ink[row * Downscaling.EXTENT + column];
    }

    @Test
    void paperIsZeroAndInkIsOne() {
        assertThat(Downscaling.of(withBlack(0, 0))).hasSize(784).containsOnly(0f);
        assertThat(Downscaling.of(withBlack(105, 105))).containsOnly(1f);
    }

    /** A pixel covers 3.75 x 3.75 of the original ones. */
    @Test
    void aPixelIsTheMeanOfTheAreaThatItCovers() {
        float[] drawing = Downscaling.of(withBlack(1, 8));

        assertThat(at(drawing, 0, 0)).isCloseTo((float) (1 / 3.75), within(1e-6f));
        assertThat(at(drawing, 0, 1)).isCloseTo((float) (1 / 3.75), within(1e-6f));
        assertThat(at(drawing, 0, 2)).isCloseTo((float) (0.5 / 3.75 / 3.75), within(1e-6f));
        assertThat(at(drawing, 0, 3)).isZero();
        assertThat(at(drawing, 1, 0)).isZero();
    }

    @Test
    void noInkIsLost() {
        SplittableRandom random = new SplittableRandom(3);
        BufferedImage image = paper(EXTENT);
        int black = 0;
        for (int y = 0; y < EXTENT; y++) {
            for (int x = 0; x < EXTENT; x++) {
                if (random.nextInt(5) == 0) {
                    image.setRGB(x, y, BLACK);
                    black++;
                }
            }
        }
        double sum = 0;
        for (float ink : Downscaling.of(image)) {
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
        assertThat(at(Downscaling.of(image), 7, 7)).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void anotherSizeIsAnError() {
        assertThatThrownBy(() -> Downscaling.of(paper(28)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it has 28 x 28 pixels instead of 105 x 105");
    }
}
