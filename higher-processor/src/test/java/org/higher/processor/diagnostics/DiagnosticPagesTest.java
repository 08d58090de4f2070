package org.higher.processor.diagnostics;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No message without a page that explains it and a test that provokes it. */
class DiagnosticPagesTest {
    private static final Path PAGES = Path.of("../docs/diagnostics");
    private static final Path TESTS = Path.of("src/test/java");

    @ParameterizedTest
    @EnumSource
    void hasAPage(Message message) throws IOException {
        Path page = PAGES.resolve(message.tag() + ".md");
        assertWithMessage("page of %s", message).that(Files.exists(page)).isTrue();
        assertThat(Files.readAllLines(page).get(0)).isEqualTo("# " + message.tag());
        assertThat(Files.readString(PAGES.resolve("README.md")))
                .contains("* [" + message.tag() + "](" + message.tag() + ".md): ");
    }

    @ParameterizedTest
    @EnumSource
    void hasATest(Message message) throws IOException {
        String mention = "Message." + message.name();
        boolean tested = false;
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                tested |= Files.readString(file).matches("(?s).*" + mention + "\\b.*");
            }
        }
        assertWithMessage("test of %s", message).that(tested).isTrue();
    }

    @Test
    void noPageOutlivesItsMessage() throws IOException {
        List<String> tags = Arrays.stream(Message.values()).map(Message::tag).toList();
        try (Stream<Path> pages = Files.list(PAGES)) {
            List<String> names =
                    pages.map(p -> p.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README"))
                            .toList();
            assertThat(names).containsExactlyElementsIn(tags);
        }
    }
}
