package org.higher.examples.omniglot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.higher.examples.Canvas;
import org.higher.examples.omniglot.LearningCurve.Point;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;

/** Draws how training went: accuracy in one panel, the loss in another. */
final class Picture {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    /** Pixels from one tick of the meta-steps to the next, for numbers of five digits. */
    private static final int TICKS = 110;

    private static final Map<Algorithm, Color> COLORS =
            Map.of(
                    Algorithm.MAML, new Color(0xCC3311),
                    Algorithm.FOMAML, new Color(0x3377BB),
                    Algorithm.IMAML, new Color(0x228833));

    private final XYChart accuracy;
    private final XYChart loss;

    Picture(String task) {
        accuracy = panel("accuracy, " + task, "%");
        loss = panel("query loss, " + task, "cross entropy");
        loss.getStyler().setYAxisDecimalPattern("0.00");
    }

    private static XYChart panel(String title, String unit) {
        XYChart chart = Canvas.chart(WIDTH, HEIGHT, title, "meta-steps", unit);
        chart.getStyler()
                .setXAxisMin(0.0)
                .setXAxisTickMarkSpacingHint(TICKS)
                .setLegendLayout(LegendLayout.Vertical);
        return chart;
    }

    /** Adds a curve that has points. */
    Picture add(Algorithm algorithm, LearningCurve curve) {
        Color color = Objects.requireNonNull(COLORS.get(algorithm), algorithm.name());
        List<Point> points = curve.points();
        String name = algorithm.name();
        line(accuracy, name + ", held out", points, p -> 100 * p.heldOut(), color, 2.5f);
        line(accuracy, name + ", training", points, p -> 100 * p.accuracy(), pale(color), 1.5f);
        line(loss, name + ", training", points, Point::loss, color, 2.5f);
        return this;
    }

    private static Color pale(Color color) {
        return new Color(
                (color.getRed() + 255) / 2,
                (color.getGreen() + 255) / 2,
                (color.getBlue() + 255) / 2);
    }

    private static void line(
            XYChart chart,
            String name,
            List<Point> points,
            ToDoubleFunction<Point> y,
            Color color,
            float width) {
        double[] steps = points.stream().mapToDouble(Point::step).toArray();
        double[] values = points.stream().mapToDouble(y).toArray();
        Canvas.line(chart, name, steps, values, color, width);
    }

    /** The panels side by side. */
    BufferedImage image() {
        return Canvas.row(accuracy, loss);
    }
}
