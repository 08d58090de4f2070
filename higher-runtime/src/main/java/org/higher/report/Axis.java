package org.higher.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From numbers to places on a line. */
record Axis(double low, double high, boolean isLogarithmic) {
    private static final int TICKS = 5;

    /** What is lost by rounding in a place that is a tick. */
    private static final double ROUNDING = 1e-9;

    /** So many digits after the point are written out. */
    private static final int PLAIN = 4;

    static Axis linear(double low, double high) {
        double size = Math.max(Math.abs(low), Math.abs(high));
        double margin = high - low > Math.max(1e-300, 1e-9 * size) ? 0 : Math.max(size / 10, 1e-12);
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
        double step = step();
        for (long i = (long) Math.ceil(low / step - ROUNDING);
                i * step <= high + ROUNDING * step;
                i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** From a tick of a linear axis to the next. */
    private double step() {
        double raw = (high - low) / TICKS;
        double unit = Math.pow(10, Math.floor(Math.log10(raw)));
        return unit * (raw / unit < 1.5 ? 1 : raw / unit < 3.5 ? 2 : raw / unit < 7.5 ? 5 : 10);
    }

    /** A tick's number, with the digits in which it differs from the next. */
    String label(double tick) {
        double largest = Math.max(Math.abs(low), Math.abs(high));
        int last = isLogarithmic ? power(tick) : power(step());
        boolean plain = last >= -PLAIN && largest < 1e6;
        return plain
                ? String.format(Locale.ROOT, "%." + Math.max(0, -last) + "f", tick)
                : String.format(
                        Locale.ROOT,
                        "%." + (tick == 0 ? 0 : Math.max(0, power(tick) - last)) + "e",
                        tick);
    }

    private static int power(double number) {
        return (int) Math.floor(Math.log10(Math.abs(number)) + ROUNDING);
    }
}
