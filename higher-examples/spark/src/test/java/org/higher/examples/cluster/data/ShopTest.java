package org.higher.examples.cluster.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.higher.examples.cluster.data.Shop.Day;
import org.junit.jupiter.api.Test;

class ShopTest {
    /** 100 drinks on a day on which nothing is special. */
    private static final Shop SHOP = new Shop(100, 2, 0.5, 3, 20, 1.5, 20);

    private static List<Day> days(long seed) {
        return SHOP.days(4000, new SplittableRandom(seed));
    }

    @Test
    void daysAreThoseOfTheSeed() {
        assertThat(days(1)).isEqualTo(days(1)).isNotEqualTo(days(2));
        assertThat(Shop.draw(new SplittableRandom(3)))
                .isEqualTo(Shop.draw(new SplittableRandom(3)));
    }

    @Test
    void weeksGoOn() {
        List<Day> days = days(4);
        for (int i = 1; i < 20; i++) {
            assertThat(days.get(i).weekday()).isEqualTo((days.get(i - 1).weekday() + 1) % 7);
            assertThat(days.get(i).day()).isEqualTo(i);
        }
    }

    @Test
    void salesRespondToConditions() {
        assertThat(mean(day -> day.promotion() == 1) / mean(day -> day.promotion() == 0))
                .isEqualTo(1.5, within(0.1));
        assertThat(mean(day -> day.weekday() == 3) / mean(day -> day.weekday() == 0))
                .isEqualTo(1.5 / (1 + 0.5 * Math.cos(6 * Math.PI / 7)), within(0.2));
        assertThat(mean(day -> day.price() < 0.9)).isGreaterThan(mean(day -> day.price() > 1.1));
        assertThat(mean(day -> Math.abs(day.temperature() - 20) < 2))
                .isGreaterThan(mean(day -> Math.abs(day.temperature() - 20) > 8));
    }

    @Test
    void noiseIsAbout8Percent() {
        double squares =
                days(5).stream()
                        .mapToDouble(day -> Math.pow(Math.log(day.sales() / day.expected()), 2))
                        .average()
                        .orElseThrow();
        assertThat(Math.sqrt(squares)).isEqualTo(0.08, within(0.01));
    }

    private static double mean(Predicate<Day> some) {
        return days(6).stream().filter(some).mapToInt(Day::sales).average().orElseThrow();
    }
}
