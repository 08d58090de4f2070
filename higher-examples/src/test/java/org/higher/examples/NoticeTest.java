package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The licence of the project is named where tools look for it, and those of all that it uses. */
class NoticeTest {
    private static final Path ROOT = Path.of("..");

    /** What only tests use. */
    private static final Pattern TESTS =
            Pattern.compile(
                    "(junit|assertj|byte-buddy|opentest4j|open-test-reporting|apiguardian|surefire"
                            + "|archunit|ecj|picocli-test)"
                            + ".*");

    @Test
    void theLicenceIsNamed() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("LICENSE")))
                .startsWith("SPDX-License-Identifier: Apache-2.0");
        assertThat(Files.readString(ROOT.resolve("pom.xml"))).contains("<name>Apache-2.0</name>");
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("[Apache-2.0](LICENSE)");
    }

    @Test
    void everyArtifactIsInTheNotice() throws IOException {
        String notice = Files.readString(ROOT.resolve("docs/notice.md"));
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        assertThat(
                        Stream.of(path.split(File.pathSeparator))
                                .filter(entry -> entry.endsWith(".jar"))
                                .map(jar -> Path.of(jar).getFileName().toString())
                                .map(jar -> jar.replaceFirst("-\\d.*", ""))
                                .filter(artifact -> !TESTS.matcher(artifact).matches())
                                .filter(artifact -> !artifact.startsWith("higher-")))
                .contains("nd4j-api", "picocli")
                .allSatisfy(
                        artifact ->
                                assertThat(notice)
                                        .containsPattern("[`:]" + Pattern.quote(artifact) + "`"));
    }
}
