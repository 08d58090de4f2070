package org.higher.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.higher.report.Curve.Point;

/** Curves over the same axes, drawn as SVG. */
final class Chart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 10;
    private static final int TOP = 10;
    private static final int BOTTOM = 40;

    /** Colours that people with any kind of colour vision tell apart (Okabe and Ito, 2008). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    /** From this ratio of the largest to the smallest value on, the axis is logarithmic. */
    private static final double WIDE = 50;

    private final String horizontal;
    private final Map<String, Curve> curves = new LinkedHashMap<>();

    /** {@code horizontal} says what the steps are. */
    Chart(String horizontal) {
        this.horizontal = horizontal;
    }

    Map<String, Curve> curves() {
        return curves;
    }

    Curve curve(String name) {
        return curves.computeIfAbsent(name, n -> new Curve());
    }

    /** The picture with its legend, as HTML. */
    String html() {
        Map<String, List<Point>> drawn = new LinkedHashMap<>();
        curves.forEach((name, curve) -> drawn.put(name, curve.drawn()));
        List<Point> all = drawn.values().stream().flatMap(List::stream).toList();
        if (all.isEmpty()) {
            return "<p>no finite value</p>\n";
        }
        StringBuilder html =
                new StringBuilder("<svg viewBox=\"0 0 %d %d\">%n".formatted(WIDTH, HEIGHT));
        Axis x =
                Axis.linear(
                        all.stream().mapToDouble(Point::step).min().orElseThrow(),
                        all.stream().mapToDouble(Point::step).max().orElseThrow());
        Axis y = vertical(all);
        for (double tick : y.ticks()) {
            double at = y.place(tick, HEIGHT - BOTTOM, TOP);
            html.append(line(LEFT, at, WIDTH - RIGHT, at, "grid"))
                    .append(text(LEFT - 6, at + 4, "end", y.label(tick)));
        }
        for (double tick : x.ticks()) {
            double at = x.place(tick, LEFT, WIDTH - RIGHT);
            html.append(line(at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 5, "grid"))
                    .append(text(at, HEIGHT - BOTTOM + 18, "middle", x.label(tick)));
        }
        html.append(
                text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", Html.escape(horizontal)));
        int number = 0;
        for (List<Point> points : drawn.values()) {
            html.append(curve(points, x, y, number++));
        }
        return html.append("</svg>\n").append(legend()).toString();
    }

    private static Axis vertical(List<Point> points) {
        double low = points.stream().mapToDouble(p -> p.value() - p.half()).min().orElseThrow();
        double high = points.stream().mapToDouble(p -> p.value() + p.half()).max().orElseThrow();
        return low > 0 && high / low > WIDE ? Axis.logarithmic(low, high) : Axis.linear(low, high);
    }

    private static String curve(List<Point> points, Axis x, Axis y, int number) {
        String colour = colour(number);
        StringBuilder svg = new StringBuilder();
        if (points.stream().anyMatch(p -> p.half() > 0)) {
            List<String> band = new ArrayList<>();
            points.forEach(p -> band.add(at(p.step(), p.value() + p.half(), x, y)));
            for (int i = points.size() - 1; i >= 0; i--) {
                Point p = points.get(i);
                band.add(at(p.step(), p.value() - p.half(), x, y));
            }
            svg.append(
                    "<polygon points=\"%s\" fill=\"%s\" opacity=\"0.2\"/>%n"
                            .formatted(String.join(" ", band), colour));
        }
        if (points.size() == 1) {
            return String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                    x.place(points.get(0).step(), LEFT, WIDTH - RIGHT),
                    y.place(points.get(0).value(), HEIGHT - BOTTOM, TOP),
                    colour);
        }
        List<String> places = points.stream().map(p -> at(p.step(), p.value(), x, y)).toList();
        return svg.append(
                        "<polyline points=\"%s\" stroke=\"%s\"%s/>%n"
                                .formatted(String.join(" ", places), colour, dashes(number)))
                .toString();
    }

    private static String colour(int number) {
        return COLOURS.get(number % COLOURS.size());
    }

    /** Where colours come again, lines are broken, more finely each time. */
    private static String dashes(int number) {
        int round = number / COLOURS.size();
        return round == 0 ? "" : " stroke-dasharray=\"%d 3\"".formatted(Math.max(1, 8 / round));
    }

    private static String at(double step, double value, Axis x, Axis y) {
        return String.format(
                Locale.ROOT,
                "%.1f,%.1f",
                x.place(step, LEFT, WIDTH - RIGHT),
                y.place(value, HEIGHT - BOTTOM, TOP));
    }

    private static String line(double x1, double y1, double x2, double y2, String style) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                style);
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                text);
    }

    /** Each curve's name in its colour, with its last value. */
    private String legend() {
        StringBuilder legend = new StringBuilder("<p class=\"legend\">");
        int number = 0;
        for (Map.Entry<String, Curve> entry : curves.entrySet()) {
            List<Point> points = entry.getValue().points();
            double last = points.get(points.size() - 1).value();
            legend.append(
                    String.format(
                            Locale.ROOT,
                            "<span class=\"curve\"><span style=\"color:%s\">%s %s</span> %.4g</span> ",
                            colour(number),
                            number++ < COLOURS.size() ? "&#9632;" : "&#9476;",
                            Html.escape(entry.getKey()),
                            last));
        }
        return legend.append("</p>\n").toString();
    }
}
