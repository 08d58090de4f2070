package org.higher.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What the pictures of the programs have in common. */
public final class Canvas {
    private Canvas() {}

    /** An empty chart, with a legend below. */
    public static XYChart chart(int width, int height, String title, String xTitle, String yTitle) {
        XYChart chart =
                new XYChartBuilder()
                        .width(width)
                        .height(height)
                        .title(title)
                        .xAxisTitle(xTitle)
                        .yAxisTitle(yTitle)
                        .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        return chart;
    }

    /** Adds a line; one of a single point is a dot. */
    public static XYSeries line(
            XYChart chart, String name, double[] x, double[] y, Color color, float width) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        series.setMarkerColor(color).setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return series;
    }

    /** A chart in pixels. */
    public static BufferedImage image(XYChart chart) {
        return BitmapEncoder.getBufferedImage(chart);
    }

    /** Charts of one size, side by side. */
    public static BufferedImage row(XYChart... charts) {
        return grid(List.of(Stream.of(charts).map(Canvas::image).toList()));
    }

    /** Rows of images of one size. */
    public static BufferedImage grid(List<List<BufferedImage>> rows) {
        BufferedImage first = rows.get(0).get(0);
        BufferedImage all =
                new BufferedImage(
                        first.getWidth() * rows.get(0).size(),
                        first.getHeight() * rows.size(),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = all.createGraphics();
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                BufferedImage image = rows.get(row).get(column);
                pen.drawImage(image, column * first.getWidth(), row * first.getHeight(), null);
            }
        }
        pen.dispose();
        return all;
    }
}
