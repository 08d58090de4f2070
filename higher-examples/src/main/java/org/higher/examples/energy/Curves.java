package org.higher.examples.energy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.higher.examples.Canvas;
import org.higher.examples.energy.Experiment.Epoch;
import org.higher.examples.energy.Experiment.Results;
import org.higher.examples.energy.Experiment.Trained;
import org.knowm.xchart.XYChart;

/** Draws what training looked like: loss and test accuracy of each learner, epoch by epoch. */
final class Curves {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final List<Color> COLORS =
            List.of(new Color(0x888888), new Color(0xCC3311), new Color(0x0077BB));

    private Curves() {}

    /** Two panels, side by side. */
    static BufferedImage draw(Results results, int tests) {
        String title = String.format(Locale.ROOT, "test accuracy, %,d images", tests);
        XYChart loss = panel("training loss", "nats", results, Epoch::loss);
        loss.getStyler().setYAxisLogarithmic(true);
        XYChart accuracy = panel(title, "%", results, epoch -> 100 * epoch.accuracy());
        return Canvas.row(loss, accuracy);
    }

    private static XYChart panel(
            String title, String unit, Results results, ToDoubleFunction<Epoch> value) {
        XYChart chart = Canvas.chart(WIDTH, HEIGHT, title, "epoch", unit);
        int next = 0;
        for (Trained<?> trained : results.all()) {
            double[] y = trained.epochs().stream().mapToDouble(value).toArray();
            double[] x = new double[y.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = i + 1;
            }
            Color color = COLORS.get(next++ % COLORS.size());
            Canvas.line(chart, trained.learner().name(), x, y, color, 2.5f);
        }
        return chart;
    }
}
