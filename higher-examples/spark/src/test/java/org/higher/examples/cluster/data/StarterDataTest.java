package org.higher.examples.cluster.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Month;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sales in the starter project are generated as those of this module. */
class StarterDataTest {
    private static final Path FOLDER = Path.of("../starter/data");
    private static final int SHOPS = 100;

    @Test
    void theFilesAreThoseThatAreGeneratedHere() throws IOException {
        SplittableRandom random = new SplittableRandom(14);
        StringBuilder sales = header();
        for (int shop = 1; shop <= SHOPS; shop++) {
            append(sales, String.format(Locale.ROOT, "kiosk-%03d", shop), random);
        }
        check("sales.csv", sales);
        check("new-shop.csv", append(header(), "harbour", random));
    }

    private static StringBuilder header() {
        return new StringBuilder("shop,date,price,temperature,promotion,sales\n");
    }

    private static StringBuilder append(StringBuilder csv, String name, SplittableRandom random) {
        LocalDate monday = LocalDate.of(2026, Month.MARCH, 2);
        for (Shop.Day day : Shop.draw(random).days(random.nextInt(20, 51), random)) {
            LocalDate first = monday.plusDays(Math.floorMod(day.weekday() - day.day(), 7));
            csv.append(
                    String.format(
                            Locale.ROOT,
                            "%s,%s,%.2f,%.1f,%d,%d%n",
                            name,
                            first.plusDays(day.day()),
                            day.price(),
                            day.temperature(),
                            day.promotion(),
                            day.sales()));
        }
        return csv;
    }

    /** Writes the file anew if asked to. */
    private static void check(String name, StringBuilder csv) throws IOException {
        Path file = FOLDER.resolve(name);
        String generated = csv.toString().replace(System.lineSeparator(), "\n");
        if (Boolean.getBoolean("higher.update")) {
            Files.writeString(file, generated);
        }
        assertThat(Files.readString(file)).isEqualTo(generated);
    }
}
