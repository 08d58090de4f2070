package org.higher.optim;

/** Range checks of hyperparameters, which NaN fails. */
final class Checks {
    private Checks() {}

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

    private static IllegalArgumentException outside(
            String rule, String name, double value, String range) {
        return new IllegalArgumentException(
                rule + ": " + name + " is " + value + "; it must be " + range);
    }
}
