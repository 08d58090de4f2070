package org.higher.report;

import java.util.ArrayList;
import java.util.List;

/** A line of a chart: values by step, some with an interval around them. */
final class Curve {
    /** So many points are told apart on a screen; of more, neighbours are averaged. */
    private static final int MOST = 400;

    /**
     * A value.
     *
     * @param half half the width of its interval; 0 for none
     */
    record Point(double step, double value, double half) {}

    private final List<Point> points = new ArrayList<>();

    void add(double step, double value, double half) {
        points.add(new Point(step, value, half));
    }

    List<Point> points() {
        return points;
    }

    /** The points to draw; those that are no numbers are left out. */
    List<Point> drawn() {
        List<Point> finite =
                points.stream()
                        .filter(p -> Double.isFinite(p.value) && Double.isFinite(p.half))
                        .toList();
        int each = (finite.size() + MOST - 1) / MOST;
        if (each <= 1) {
            return finite;
        }
        List<Point> means = new ArrayList<>();
        for (int from = 0; from < finite.size(); from += each) {
            List<Point> part = finite.subList(from, Math.min(from + each, finite.size()));
            means.add(
                    new Point(
                            part.stream().mapToDouble(Point::step).average().orElseThrow(),
                            part.stream().mapToDouble(Point::value).average().orElseThrow(),
                            part.stream().mapToDouble(Point::half).average().orElseThrow()));
        }
        return means;
    }
}
