package org.higher.internal;

/** Checks that the numbers of a rule are in their range; NaN never is. */
public final class Ranges {
    private Ranges() {}

    public static void notNegative(String rule, String name, double value) {
        if (!(value >= 0)) {
            throw outside(rule, name, value, "at least 0");
        }
    }

    public static void decayRate(String rule, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw outside(rule, name, value, "at least 0 and below 1");
        }
    }

    public static void fraction(String rule, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw outside(rule, name, value, "at least 0 and at most 1");
        }
    }

    public static void between(String rule, String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw outside(rule, name, value, "above " + low + " and below " + high);
        }
    }

    public static void above(String rule, String name, double value, double low) {
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
