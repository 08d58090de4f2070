package org.higher.optim;

import org.jspecify.annotations.Nullable;

/** Checks of what is given: that there is something, and ranges, which NaN fails. */
final class Checks {
    private Checks() {}

    /**
     * What was given, unless it is null.
     *
     * @param call for the message, with {@code kind}: what null is none of
     */
    static <T> T given(@Nullable T given, String call, String kind) {
        if (given == null) {
            throw new IllegalArgumentException(call + ": null is no " + kind + "; give one");
        }
        return given;
    }

    static void notNegative(String rule, String name, double value) {
        if (!(value >= 0)) {
            throw outside(rule, name, value, "at least 0");
        }
    }

    static void decayRate(String rule, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw outside(rule, name, value, "at least 0 and below 1");
        }
    }

    static void fraction(String rule, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw outside(rule, name, value, "at least 0 and at most 1");
        }
    }

    static void between(String rule, String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw outside(rule, name, value, "above " + low + " and below " + high);
        }
    }

    static void above(String rule, String name, double value, double low) {
        if (!(value > low)) {
            throw outside(rule, name, value, "above " + low);
        }
    }

    private static IllegalArgumentException outside(
            String rule, String name, double value, String range) {
        return new IllegalArgumentException(
                rule + ": " + name + " is " + value + "; it must be " + range);
    }
}
