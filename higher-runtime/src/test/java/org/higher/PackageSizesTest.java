package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Packages are small enough to be read one at a time")
class PackageSizesTest {
    private static final int MOST_FILES = 20;
    private static final int MOST_LINES = 2500;

    /** A flat list of layers is what users expect; what layers share is elsewhere. */
    private static final Path EXCEPTION = Path.of("org/higher/nn");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../higher-annotations",
                "../higher-processor",
                "../higher-runtime",
                "../higher-runtime/spark",
                "../higher-examples",
                "../higher-examples/spark"
            })
    void everyPackage(String module) throws IOException {
        Path root = Path.of(module, "src/main/java");
        Map<Path, Integer> files = new TreeMap<>();
        Map<Path, Integer> lines = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(f -> f.toString().endsWith(".java")).toList()) {
                Path folder = root.relativize(file.getParent());
                List<String> text = Files.readAllLines(file);
                files.merge(folder, 1, Integer::sum);
                lines.merge(folder, text.size(), Integer::sum);
            }
        }
        files.remove(EXCEPTION);
        lines.remove(EXCEPTION);
        assertThat(files).isNotEmpty();
        assertThat(files).allSatisfy((folder, n) -> assertThat(n).isLessThanOrEqualTo(MOST_FILES));
        assertThat(lines).allSatisfy((folder, n) -> assertThat(n).isLessThanOrEqualTo(MOST_LINES));
    }
}
