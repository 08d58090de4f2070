package org.higher.examples.cluster.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A kiosk that sells drinks, and how its sales respond.
 *
 * @param level drinks on an ordinary day
 * @param elasticity a price higher by 1% sells fewer drinks by about as many percent
 * @param weekly how far the best day of the week is above the mean, as a part of it
 * @param peak the best day of the week, from 0 for Monday
 * @param bestTemperature at which most is sold, in degrees Celsius: high for lemonade, low for tea
 * @param uplift factor on days with a promotion
 * @param climate the mean temperature
 */
public record Shop(
        double level,
        double elasticity,
        double weekly,
        double peak,
        double bestTemperature,
        double uplift,
        double climate) {
    /** Standard deviation of the logarithm of what no forecast can know. */
    private static final double NOISE = 0.08;

    /** Degrees from the best temperature at which sales are down to 61%. */
    private static final double TOLERANCE = 12;

    /**
     * One day of a shop.
     *
     * @param day from 0
     * @param weekday from 0 for Monday
     * @param price relative to the usual price
     * @param temperature in degrees Celsius
     * @param promotion 1 if there is one, or else 0
     * @param expected mean sales under these conditions, in drinks
     * @param sales drinks sold
     */
    public record Day(
            int day,
            int weekday,
            double price,
            double temperature,
            int promotion,
            double expected,
            int sales) {}

    /** Draws a shop; half of them live on offices, half on leisure. */
    public static Shop draw(SplittableRandom random) {
        boolean offices = random.nextBoolean();
        return new Shop(
                120 * Math.exp(0.4 * random.nextGaussian()),
                random.nextDouble(0.5, 3),
                random.nextDouble(0.1, 0.5),
                (offices ? 2 : 5.5) + 0.5 * random.nextGaussian(),
                random.nextBoolean() ? random.nextDouble(22, 32) : random.nextDouble(-2, 8),
                random.nextDouble(1, 1.8),
                random.nextDouble(10, 20));
    }

    /** Days in a row, the first of which is any day of the week. */
    public List<Day> days(int count, SplittableRandom random) {
        List<Day> days = new ArrayList<>();
        int first = random.nextInt(7);
        double warmth = 5 * random.nextGaussian();
        for (int day = 0; day < count; day++) {
            warmth = 0.7 * warmth + 0.7 * 5 * random.nextGaussian();
            days.add(day(day, (first + day) % 7, climate + warmth, random));
        }
        return days;
    }

    private Day day(int day, int weekday, double temperature, SplittableRandom random) {
        double price = rounded(random.nextDouble(0.8, 1.2), 100);
        double degrees = rounded(temperature, 10);
        int promotion = random.nextInt(5) == 0 ? 1 : 0;
        double expected = expected(weekday, price, degrees, promotion);
        long sales = Math.round(expected * Math.exp(NOISE * random.nextGaussian()));
        return new Day(day, weekday, price, degrees, promotion, expected, (int) sales);
    }

    private double expected(int weekday, double price, double temperature, int promotion) {
        double distance = (temperature - bestTemperature) / TOLERANCE;
        return level
                * Math.pow(price, -elasticity)
                * (1 + weekly * Math.cos(2 * Math.PI * (weekday - peak) / 7))
                * Math.exp(-distance * distance / 2)
                * (promotion == 1 ? uplift : 1);
    }

    private static double rounded(double value, double parts) {
        return Math.round(value * parts) / parts;
    }
}
