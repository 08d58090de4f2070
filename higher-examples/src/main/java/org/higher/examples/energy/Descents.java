package org.higher.examples.energy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.higher.examples.Canvas;
import org.higher.examples.energy.Descent.Stage;
import org.higher.examples.energy.Experiment.Results;
import org.higher.examples.energy.Experiment.Trained;
import org.higher.examples.energy.data.Digits;
import org.higher.tensor.Tensor;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/**
 * Draws what predictions look like from inside: for each energy, how its mean over test digits
 * falls with the steps, and how the probabilities of the classes move for some of them.
 */
final class Descents {
    /** Test digits that are looked at. */
    private static final int SEEN = 1000;

    private static final int WIDTH = 420;
    private static final int HEIGHT = 360;

    /** Pixels of a chart where the probabilities 1 and 0 are. */
    private static final int TOP = 40;

    private static final int BOTTOM = 268;
    private static final int ZOOM = 2;
    private static final float LINE = 2.5f;
    private static final Color TRUTH = new Color(0xCC3311);
    private static final Color RIVAL = new Color(0x0077BB);
    private static final Color OTHERS = new Color(0xD5D5D5);
    private static final Color ENERGY = new Color(0x222222);
    private static final Color MARK = new Color(0xBBBBBB);

    /** Steps that are drawn: beyond those of training, to see where the descent is heading. */
    private final int steps;

    private final int trainedSteps;
    private final Digits digits;

    private Descents(Digits test, int innerSteps) {
        digits = test.range(0, Math.min(SEEN, test.count()));
        trainedSteps = innerSteps;
        steps = 2 * innerSteps;
    }

    /** A row of panels for each energy. */
    static BufferedImage draw(Results results, Digits test, int innerSteps) {
        return new Descents(test, innerSteps).rows(results.energies());
    }

    private BufferedImage rows(List<Trained<EnergyLearner>> energies) {
        Tensor images = digits.images();
        List<List<BufferedImage>> rows = new ArrayList<>();
        for (Trained<EnergyLearner> trained : energies) {
            EnergyLearner learner = trained.learner();
            Descended descent = new Descended(learner.name(), learner.stages(images, steps));
            double[] truth = new double[digits.count()];
            Arrays.setAll(truth, i -> descent.probability(trainedSteps, i, digits.labels()[i]));
            double median = Arrays.stream(truth).sorted().toArray()[truth.length / 2];
            rows.add(
                    List.of(
                            energyPanel(descent),
                            digitPanel(descent, "a typical digit", nearest(median, truth)),
                            digitPanel(descent, "a close call", nearest(0.5, truth)),
                            digitPanel(descent, "furthest off", nearest(0, truth))));
        }
        return Canvas.grid(rows);
    }

    private static int nearest(double wanted, double... values) {
        int nearest = 0;
        for (int i = 1; i < values.length; i++) {
            if (Math.abs(values[i] - wanted) < Math.abs(values[nearest] - wanted)) {
                nearest = i;
            }
        }
        return nearest;
    }

    private BufferedImage energyPanel(Descended descent) {
        String title = descent.name + ": mean energy";
        XYChart chart = Canvas.chart(WIDTH, HEIGHT, title, "inner steps", "");
        double[] energy = new double[steps + 1];
        Arrays.setAll(energy, k -> descent.stages.get(k).energy().mean().item());
        Canvas.line(chart, "as in training", head(numbers()), head(energy), ENERGY, LINE);
        Canvas.line(chart, "further on", tail(numbers()), tail(energy), MARK, LINE);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) steps);
        return Canvas.image(chart);
    }

    private BufferedImage digitPanel(Descended descent, String what, int digit) {
        int truth = digits.labels()[digit];
        int rival = descent.best(trainedSteps, digit, truth);
        XYChart chart =
                Canvas.chart(WIDTH, HEIGHT, descent.name + ": " + what, "inner steps", "P(class)");
        Canvas.line(
                        chart,
                        "end of training",
                        new double[] {trainedSteps, trainedSteps},
                        new double[] {0, 1},
                        MARK,
                        1)
                .setShowInLegend(false);
        for (int c = 0; c < Digits.CLASSES; c++) {
            if (c != truth && c != rival) {
                line(chart, descent, digit, c, OTHERS).setShowInLegend(false);
            }
        }
        line(chart, descent, digit, rival, RIVAL);
        line(chart, descent, digit, truth, TRUTH).setLabel(truth + ", the truth");
        chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) steps);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        BufferedImage image = Canvas.image(chart);
        paint(digit, image, quietest(descent, digit));
        return image;
    }

    private XYSeries line(XYChart chart, Descended descent, int digit, int c, Color color) {
        double[] probabilities = new double[steps + 1];
        Arrays.setAll(probabilities, k -> descent.probability(k, digit, c));
        return Canvas.line(chart, Integer.toString(c), numbers(), probabilities, color, LINE);
    }

    /** The height, as a probability, where a digit at the right end hides least of the lines. */
    private double quietest(Descended descent, int digit) {
        double quietest = 0.5;
        double most = 0;
        for (double height : new double[] {0.5, 0.75, 0.25}) {
            double least = 1;
            for (int k = steps - steps / 4; k <= steps; k++) {
                for (int c = 0; c < Digits.CLASSES; c++) {
                    double distance = Math.abs(descent.probability(k, digit, c) - height);
                    least = Math.min(least, distance);
                }
            }
            if (least > most) {
                most = least;
                quietest = height;
            }
        }
        return quietest;
    }

    /** Paints a digit over the lines; its paper is transparent. */
    private void paint(int digit, BufferedImage image, double height) {
        int left = WIDTH - ZOOM * Digits.SIDE - 20;
        int top = (int) (BOTTOM - height * (BOTTOM - TOP)) - ZOOM * Digits.SIDE / 2;
        Graphics2D pen = image.createGraphics();
        for (int row = 0; row < Digits.SIDE; row++) {
            for (int column = 0; column < Digits.SIDE; column++) {
                pen.setColor(new Color(0, 0, 0, digits.ink(digit, row, column)));
                pen.fillRect(left + ZOOM * column, top + ZOOM * row, ZOOM, ZOOM);
            }
        }
        pen.dispose();
    }

    private double[] numbers() {
        double[] numbers = new double[steps + 1];
        Arrays.setAll(numbers, k -> k);
        return numbers;
    }

    private double[] head(double[] values) {
        return Arrays.copyOfRange(values, 0, trainedSteps + 1);
    }

    private double[] tail(double[] values) {
        return Arrays.copyOfRange(values, trainedSteps, steps + 1);
    }

    /** The ways of all digits. */
    private static final class Descended {
        private final String name;
        private final List<Stage> stages;

        /** For each number of steps, the probabilities of classes, row-major. */
        private final List<double[]> probabilities;

        Descended(String name, List<Stage> stages) {
            this.name = name;
            this.stages = stages;
            probabilities = stages.stream().map(s -> s.y().softmax(1).toDoubles()).toList();
        }

        double probability(int steps, int digit, int c) {
            return probabilities.get(steps)[digit * Digits.CLASSES + c];
        }

        /** The most probable class but one. */
        int best(int steps, int digit, int but) {
            int best = but == 0 ? 1 : 0;
            for (int c = 0; c < Digits.CLASSES; c++) {
                if (c != but && probability(steps, digit, c) > probability(steps, digit, best)) {
                    best = c;
                }
            }
            return best;
        }
    }
}
