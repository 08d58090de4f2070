package com.example.shops;

import java.time.LocalDate;

/**
 * A day of a shop.
 *
 * @param price relative to the usual price
 * @param temperature in degrees Celsius
 * @param sales drinks sold; not a number if that is not known yet
 */
record Day(LocalDate date, double price, double temperature, boolean promotion, double sales) {
    /** How many numbers {@link #features} has. */
    static final int FEATURES = 5;

    /** What is known before the day: numbers of about the size of 1, which networks like best. */
    double[] features() {
        double angle = 2 * Math.PI * date.getDayOfWeek().getValue() / 7;
        return new double[] {
            (price - 1) / 0.12,
            (temperature - 15) / 6,
            promotion ? 1 : 0,
            Math.sqrt(2) * Math.sin(angle),
            Math.sqrt(2) * Math.cos(angle)
        };
    }
}
