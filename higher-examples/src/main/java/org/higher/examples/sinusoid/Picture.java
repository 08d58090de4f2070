package org.higher.examples.sinusoid;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.higher.examples.FunctionalNet;
import org.higher.examples.sinusoid.Sinusoid.Points;
import org.higher.tensor.Tensor;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws one task: the true curve, the points given, and what networks make of them. */
final class Picture {
    private static final int GRID = 201;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final Color TRUTH = new Color(0xBBBBBB);
    private static final Color POINTS = new Color(0x222222);
    private static final Color BEFORE = new Color(0x88AADD);
    private static final Color ONE_STEP = new Color(0xEE9944);
    private static final Color TEN_STEPS = new Color(0xCC3311);

    private final Sinusoid task;
    private final Points support;

    Picture(Sinusoid task, Points support) {
        this.task = task;
        this.support = support;
    }

    /** One panel: a network before adaptation, after 1 step and after 10. */
    XYChart panel(String title, FunctionalNet net, double rate) {
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title)
                        .xAxisTitle("x")
                        .yAxisTitle("y")
                        .build();
        double top = 1.4 * task.amplitude();
        chart.getStyler()
                .setYAxisMin(-top)
                .setYAxisMax(top)
                .setXAxisMin(-Sinusoid.LIMIT)
                .setXAxisMax(Sinusoid.LIMIT)
                .setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler()
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);

        Points grid = task.grid(GRID);
        List<Tensor> predictions =
                Adaptation.predictions(net, rate, support, grid.x(), Evaluation.STEPS);
        line(chart, "true curve", grid.x(), grid.y(), TRUTH, 5);
        line(chart, "before", grid.x(), predictions.get(0), BEFORE, 2);
        line(chart, "1 step", grid.x(), predictions.get(1), ONE_STEP, 2);
        line(chart, "10 steps", grid.x(), predictions.get(Evaluation.STEPS), TEN_STEPS, 2);
        XYSeries given = chart.addSeries("points", numbers(support.x()), numbers(support.y()));
        given.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        given.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(POINTS);
        return chart;
    }

    /** Writes panels side by side as a PNG. */
    static void write(List<XYChart> panels, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(panels, 1, panels.size(), out, BitmapFormat.PNG);
        }
    }

    private static void line(
            XYChart chart, String name, Tensor x, Tensor y, Color color, float width) {
        XYSeries series = chart.addSeries(name, numbers(x), numbers(y));
        series.setMarker(SeriesMarkers.NONE).setLineColor(color);
        series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }

    private static double[] numbers(Tensor values) {
        return values.toDoubles();
    }
}
