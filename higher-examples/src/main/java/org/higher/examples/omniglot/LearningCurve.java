package org.higher.examples.omniglot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How training went, point by point. */
final class LearningCurve {
    private static final String HEADER =
            "meta-step,seconds,training loss,training accuracy,held-out accuracy";

    private final List<Point> points = new ArrayList<>();

    void add(Point point) {
        points.add(point);
    }

    List<Point> points() {
        return Collections.unmodifiableList(points);
    }

    /** One line for each point, after a header; numbers keep their last bit. */
    String toCsv() {
        return Stream.concat(Stream.of(HEADER), points.stream().map(Point::toCsv))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /**
     * Reads {@link #toCsv}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static LearningCurve ofCsv(String csv) {
        LearningCurve curve = new LearningCurve();
        csv.lines().skip(1).map(Point::ofCsv).forEach(curve::add);
        return curve;
    }

    /**
     * A point of the curve.
     *
     * @param step the meta-steps until here
     * @param seconds of training until here
     * @param loss the mean query loss in training since the point before
     * @param accuracy the mean query accuracy in training since the point before, from 0 to 1
     * @param heldOut the accuracy on held-out characters, from 0 to 1
     */
    record Point(long step, double seconds, double loss, double accuracy, double heldOut) {
        private String toCsv() {
            return step + "," + seconds + "," + loss + "," + accuracy + "," + heldOut;
        }

        private static Point ofCsv(String line) {
            String[] cells = line.split(",", -1);
            if (cells.length != 5) {
                throw new IllegalArgumentException("learning curve: no line of five: " + line);
            }
            return new Point(
                    Long.parseLong(cells[0]),
                    Double.parseDouble(cells[1]),
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4]));
        }
    }
}
