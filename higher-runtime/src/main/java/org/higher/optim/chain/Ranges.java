package org.higher.optim.chain;

/** Checks that the settings of a link are in their range; NaN never is. */
final class Ranges {
    private Ranges() {}

    static void notNegative(String link, String name, double value) {
        check(value >= 0, link, name, value, "at least 0");
    }

    static void above(String link, String name, double value, double low) {
        check(value > low, link, name, value, "above " + low);
    }

    static void decayRate(String link, String name, double value) {
        check(value >= 0 && value < 1, link, name, value, "at least 0 and below 1");
    }

    private static void check(boolean fact, String link, String name, double value, String range) {
        if (!fact) {
            throw new IllegalArgumentException(
                    link + ": " + name + " is " + value + "; it must be " + range);
        }
    }
}
