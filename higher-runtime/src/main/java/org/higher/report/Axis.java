package org.higher.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From numbers to places on a line. */
record Axis(double low, double high, boolean isLogarithmic) {
    private static final int TICKS = 5;

    static Axis linear(double low, double high) {
        double margin = high > low ? 0 : Math.max(Math.abs(low) / 10, 1e-12);
        return new Axis(low - margin, high + margin, false);
    }

    /** {@code low} is above 0. */
    static Axis logarithmic(double low, double high) {
        return new Axis(low, high, true);
    }

    double place(double value, double from, double to) {
        double part =
                isLogarithmic
                        ? Math.log(value / low) / Math.log(high / low)
                        : (value - low) / (high - low);
        return from + part * (to - from);
    }

    /** Round numbers within. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (isLogarithmic) {
            for (int power = (int) Math.ceil(Math.log10(low));
                    Math.pow(10, power) <= high;
                    power++) {
                ticks.add(Math.pow(10, power));
            }
            return ticks;
        }
        double raw = (high - low) / TICKS;
        double unit = Math.pow(10, Math.floor(Math.log10(raw)));
        double step =
                unit * (raw / unit < 1.5 ? 1 : raw / unit < 3.5 ? 2 : raw / unit < 7.5 ? 5 : 10);
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    static String label(double value) {
        double size = Math.abs(value);
        if (size >= 1e6 || size > 0 && size < 1e-3) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
