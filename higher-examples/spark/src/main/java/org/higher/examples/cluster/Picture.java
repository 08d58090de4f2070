package org.higher.examples.cluster;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.higher.examples.Canvas;
import org.higher.examples.cluster.Experiment.Results;
import org.higher.examples.cluster.data.Days;
import org.higher.examples.cluster.data.SalesTable;
import org.higher.tensor.Tensor;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws forecasts for one new shop, and errors by how many of its days are known. */
final class Picture {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 480;
    private static final Color SOLD = new Color(0xBBBBBB);
    private static final Color KNOWN = new Color(0x222222);
    private static final Color BEFORE = new Color(0x88AADD);
    private static final Color META = new Color(0xCC3311);
    private static final Color PLAIN = new Color(0xEE9944);

    private final Results results;

    private Picture(Results results) {
        this.results = results;
    }

    /** Two panels, side by side. */
    static BufferedImage of(Results results) {
        Picture picture = new Picture(results);
        return Canvas.row(picture.shop(), picture.byDays());
    }

    /** The first days of a shop, and forecasts for those after them. */
    private XYChart shop() {
        Openings.Opening shop = results.openings().typical();
        Days known = shop.known();
        List<Tensor> meta = results.meta().model().forecasts(known, shop.next(), Forecaster.STEPS);
        Tensor plain = results.plain().model().adapted(known, shop.next());

        String title =
                String.format(
                        Locale.ROOT,
                        "a new shop: %d days known, the others forecast",
                        Evaluation.KNOWN);
        XYChart chart = Canvas.chart(WIDTH, HEIGHT, title, "day", "drinks");
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(SalesTable.DAYS + 1.0);
        line(chart, "sold", 0, shop.days().sales(), SOLD, 6);
        line(chart, "MAML before", Evaluation.KNOWN, meta.get(0), BEFORE, 2);
        line(chart, "one model, fine-tuned", Evaluation.KNOWN, plain, PLAIN, 2);
        String name = "MAML, " + Forecaster.STEPS + " steps";
        line(chart, name, Evaluation.KNOWN, meta.get(Forecaster.STEPS), META, 3);
        XYSeries given = chart.addSeries("known", from(0, Evaluation.KNOWN), drinks(known.sales()));
        given.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        given.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(KNOWN);
        return chart;
    }

    private XYChart byDays() {
        String title =
                String.format(
                        Locale.ROOT,
                        "error for %,d new shops, %d steps",
                        results.metaErrors().size(),
                        Forecaster.STEPS);
        XYChart chart = Canvas.chart(WIDTH, HEIGHT, title, "known days", "drinks a day");
        double most = Evaluation.MOST_DAYS;
        chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0).setXAxisMax(most + 1);
        double noise = SalesTable.noise(results.table());
        Canvas.line(
                chart, "noise", new double[] {0, most + 1}, new double[] {noise, noise}, SOLD, 2);
        errors(chart, "mean of known days", results.plainErrors(), Errors::meanByDays, BEFORE);
        errors(chart, "one model, fine-tuned", results.plainErrors(), Errors::byDays, PLAIN);
        errors(chart, "MAML", results.metaErrors(), Errors::byDays, META);
        return chart;
    }

    /** Numbers of a shop, one for each of {@link Evaluation#DAYS}. */
    private interface Numbers {
        double[] of(Errors errors);
    }

    private static void errors(
            XYChart chart, String name, List<Errors> shops, Numbers numbers, Color color) {
        int count = Evaluation.DAYS.size();
        double[] x = new double[count];
        double[] y = new double[count];
        for (int i = 0; i < count; i++) {
            int at = i;
            x[i] = Evaluation.DAYS.get(i);
            y[i] = Errors.mean(shops, shop -> numbers.of(shop)[at]).value();
        }
        Canvas.line(chart, name, x, y, color, 3)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(color);
    }

    private static void line(
            XYChart chart, String name, int first, Tensor sales, Color color, float width) {
        Canvas.line(chart, name, from(first, sales.size()), drinks(sales), color, width);
    }

    private static double[] drinks(Tensor sales) {
        return sales.mul(SalesTable.UNIT).toDoubles();
    }

    /** Days as people count them: the first is 1. */
    private static double[] from(int first, int count) {
        double[] days = new double[count];
        for (int i = 0; i < count; i++) {
            days[i] = first + i + 1;
        }
        return days;
    }
}
