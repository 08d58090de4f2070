package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page on the architecture")
class ArchitecturePageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("`@?([^`\n]+)`");
    private static final Pattern TYPE =
            Pattern.compile("(?:[a-z]\\w*\\.)*([A-Z]\\w*[a-z]\\w*)(\\..*)?");
    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:class|record|interface|enum|@interface) (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("org\\.higher(?:\\.[a-z]\\w*)+");

    /** Of the JDK and other libraries, and what is made from a user's class. */
    private static final Set<String> OTHERS =
            Set.of(
                    "ClassValue",
                    "Object",
                    "OutOfMemoryError",
                    "Optional",
                    "Math",
                    "FunctionalNet",
                    "Bound",
                    "Params",
                    "DoubleFormulas",
                    "DifferentiableSgd",
                    "Pointer");

    private final String page;

    ArchitecturePageTest() throws IOException {
        page = Files.readString(ROOT.resolve("docs/architecture.md"));
    }

    @Test
    @DisplayName("names types that exist")
    void types() throws IOException {
        Set<String> declared = new TreeSet<>(OTHERS);
        for (Path file : sources()) {
            Matcher found = DECLARED.matcher(Files.readString(file));
            while (found.find()) {
                declared.add(found.group(1));
            }
        }
        assertThat(named(CODE).map(TYPE::matcher).filter(Matcher::matches).map(m -> m.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(declared).contains(name));
    }

    @Test
    @DisplayName("names packages that exist")
    void packages() throws IOException {
        Set<String> existing =
                sources().stream()
                        .map(file -> file.getParent().toString().replace('/', '.'))
                        .filter(folder -> folder.contains("org.higher"))
                        .map(folder -> folder.substring(folder.indexOf("org.higher")))
                        .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        Matcher found = PACKAGE.matcher(page);
        while (found.find()) {
            named.add(found.group());
        }
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(
                        name ->
                                assertThat(existing)
                                        .anyMatch(other -> (other + ".").startsWith(name + ".")));
    }

    private Stream<String> named(Pattern pattern) {
        return pattern.matcher(page).results().map(found -> found.group(1));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> f.toString().contains("/src/"))
                    .toList();
        }
    }
}
