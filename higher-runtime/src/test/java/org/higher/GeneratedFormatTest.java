package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is generated of the library's and the tests' models and rules is as google-java-format would
 * have it. That holds for copied bodies, too, since their originals are formatted by it.
 */
@DisplayName("The format of generated code")
class GeneratedFormatTest {
    private static final List<Path> GENERATED =
            List.of(
                    Path.of("target/generated-sources/annotations"),
                    Path.of("target/generated-test-sources/test-annotations"));

    private static final int WIDTH = 100;

    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    @TestFactory
    Stream<DynamicTest> isThatOfGoogleJavaFormat() {
        return GENERATED.stream()
                .flatMap(GeneratedFormatTest::javaFiles)
                .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
    }

    private static void check(Path file) throws IOException, FormatterException {
        String text = Files.readString(file);
        assertThat(text.lines()).allMatch(line -> line.length() <= WIDTH);
        assertThat(text).isEqualTo(FORMATTER.formatSource(text));
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
