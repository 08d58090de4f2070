package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class CanvasTest {
    /** A run of one epoch has one. */
    @Test
    void aLineOfOnePointIsSeen() {
        XYChart chart = Canvas.chart(200, 200, "one", "x", "y");
        Canvas.line(chart, "point", new double[] {1}, new double[] {2}, Color.RED, 2)
                .setShowInLegend(false);

        BufferedImage image = Canvas.image(chart);
        int red = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                red += image.getRGB(x, y) == Color.RED.getRGB() ? 1 : 0;
            }
        }
        assertThat(red).isGreaterThan(10);
    }
}
