package org.higher.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/parity.md says of tests is so. */
class ParityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "parity.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final List<String> PACKAGES =
            List.of("", ".functional", ".golden", ".optim", ".parity", ".tensor");

    @Test
    void everyTestItNamesExists() throws IOException {
        Matcher named = TEST.matcher(Files.readString(PAGE));
        List<String> missing = new ArrayList<>();
        int found = 0;
        while (named.find()) {
            found++;
            if (!exists(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(50);
    }

    private static boolean exists(String type, String method) {
        return PACKAGES.stream().anyMatch(p -> declares("org.higher" + p + "." + type, method));
    }

    private static boolean declares(String type, String method) {
        try {
            return Arrays.stream(Class.forName(type).getDeclaredMethods())
                    .filter(m -> m.getAnnotations().length > 0) // it is a test, not a helper
                    .map(Method::getName)
                    .anyMatch(method::equals);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Test
    void itsCountsAddUp() throws IOException {
        int tests = 0;
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|");
            if (cells.length == 5 && cells[3].strip().matches("\\d+")) {
                tests += Integer.parseInt(cells[3].strip());
            }
        }
        assertThat(tests).isEqualTo(174);
        assertThat(Files.readString(PAGE)).contains("The reference has " + tests + " tests");
    }
}
