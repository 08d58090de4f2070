package com.example.shops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Errors of forecasts on shops that were not trained on. */
final class Evaluation {
    private Evaluation() {}

    /** How a forecaster adapts. */
    record Choice(double rate, int steps, double error) {}

    /**
     * The step size and number of steps with the least error, in drinks a day.
     *
     * <p>Choose them on shops that are used neither for training nor for the final figures.
     */
    static Choice choose(Forecaster forecaster, List<Task> validation, int most, double... rates) {
        List<Choice> choices = new ArrayList<>();
        for (double rate : rates) {
            List<List<double[]>> forecasts =
                    validation.stream()
                            .map(
                                    task ->
                                            forecaster.forecasts(
                                                    task.known(),
                                                    task.others().features(),
                                                    rate,
                                                    most))
                            .toList();
            for (int steps = 0; steps <= most; steps++) {
                double error = 0;
                for (int i = 0; i < validation.size(); i++) {
                    error += error(forecasts.get(i).get(steps), validation.get(i).others());
                }
                choices.add(new Choice(rate, steps, error / validation.size()));
            }
        }
        return choices.stream().min(Comparator.comparingDouble(Choice::error)).orElseThrow();
    }

    /** The error on each task, in drinks a day. */
    static double[] errors(Forecaster forecaster, List<Task> tasks, Choice choice) {
        return tasks.stream()
                .mapToDouble(
                        task ->
                                error(
                                        forecaster
                                                .forecasts(
                                                        task.known(),
                                                        task.others().features(),
                                                        choice.rate(),
                                                        choice.steps())
                                                .get(choice.steps()),
                                        task.others()))
                .toArray();
    }

    /** The errors of who forecasts the mean of the known days. */
    static double[] errorsOfMean(List<Task> tasks) {
        return tasks.stream()
                .mapToDouble(
                        task -> {
                            double[] mean = new double[task.others().sales().size()];
                            Arrays.fill(mean, task.known().sales().mean().item() * Days.UNIT);
                            return error(mean, task.others());
                        })
                .toArray();
    }

    private static double error(double[] forecast, Days days) {
        double[] sales = days.sales().toDoubles();
        double sum = 0;
        for (int i = 0; i < sales.length; i++) {
            sum += Math.abs(forecast[i] - sales[i] * Days.UNIT);
        }
        return sum / sales.length;
    }

    /** The mean with a 95% confidence interval. */
    static String summary(double[] errors) {
        double mean = Arrays.stream(errors).average().orElseThrow();
        double squares = Arrays.stream(errors).map(e -> (e - mean) * (e - mean)).sum();
        double deviation = Math.sqrt(squares / (errors.length - 1));
        return String.format(
                Locale.ROOT, "%5.1f +- %.1f", mean, 1.96 * deviation / Math.sqrt(errors.length));
    }
}
