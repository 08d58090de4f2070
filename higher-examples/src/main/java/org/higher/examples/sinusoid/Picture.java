package org.higher.examples.sinusoid;

import java.awt.Color;
import java.util.List;
import org.higher.examples.Canvas;
import org.higher.examples.FunctionalNet;
import org.higher.examples.sinusoid.Sinusoid.Points;
import org.higher.tensor.Tensor;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
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
        XYChart chart = Canvas.chart(WIDTH, HEIGHT, title, "x", "y");
        double top = 1.4 * task.amplitude();
        chart.getStyler()
                .setYAxisMin(-top)
                .setYAxisMax(top)
                .setXAxisMin(-Sinusoid.LIMIT)
                .setXAxisMax(Sinusoid.LIMIT);

        Points grid = task.grid(GRID);
        List<Tensor> predictions =
                Adaptation.predictions(net, rate, support, grid.x(), Evaluation.STEPS);
        line(chart, "true curve", grid.x(), grid.y(), TRUTH, 5);
        line(chart, "before", grid.x(), predictions.get(0), BEFORE, 2);
        line(chart, "1 step", grid.x(), predictions.get(1), ONE_STEP, 2);
        line(chart, "10 steps", grid.x(), predictions.get(Evaluation.STEPS), TEN_STEPS, 2);
        XYSeries given =
                chart.addSeries("points", support.x().toDoubles(), support.y().toDoubles());
        given.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        given.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(POINTS);
        return chart;
    }

    private static void line(
            XYChart chart, String name, Tensor x, Tensor y, Color color, float width) {
        Canvas.line(chart, name, x.toDoubles(), y.toDoubles(), color, width);
    }
}
