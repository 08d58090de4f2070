package org.higher.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md and docs show as Java is code that was compiled, so it can't rot. */
class DocumentedCodeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK =
            Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /**
     * Written and generated sources; of the modules for Spark, which are built later, written ones.
     */
    private static final List<String> SOURCES =
            List.of(
                    "higher-examples/src/main/java",
                    "higher-examples/src/test/java/org/higher/examples/howto",
                    "higher-examples/starter/src",
                    "higher-examples/target/generated-sources",
                    "higher-runtime/src/main/java",
                    "higher-runtime/src/test/java/org/higher/architectures/nd4j",
                    "higher-runtime/src/test/java/org/higher/io/weights",
                    "higher-runtime/target/generated-sources",
                    "higher-runtime/spark/src",
                    "higher-examples/spark/src");

    /** Stands in a block for lines left out. */
    private static final Pattern GAP = Pattern.compile("(?m)^\\s*// \\.\\.\\.$");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /** Two pages have tests of their own, and diagnostics show code that does not compile. */
    static List<Path> pagesOfCompiledCode() throws IOException {
        return pages().stream()
                .filter(page -> !page.endsWith("tape-from-scratch.md"))
                .filter(page -> !page.endsWith("existing-classes.md"))
                .filter(page -> !page.getParent().endsWith("diagnostics"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pagesOfCompiledCode")
    void everyJavaBlockIsCompiledCode(Path page) throws IOException {
        List<String> sources = compiledSources();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            for (String piece : GAP.split(block.group(1))) {
                String wanted = withoutSpace(piece);
                assertThat(sources)
                        .as("%s shows code that is in no source:%n%s", page.getFileName(), piece)
                        .anyMatch(source -> source.contains(wanted));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        Matcher link = Pattern.compile("\\]\\((?!https?:)([^)#]+)").matcher(Files.readString(page));
        while (link.find()) {
            assertThat(page.resolveSibling(link.group(1))).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"higher-examples/starter/pom.xml", "docs/cluster.md"})
    void versionsAreThoseOfTheBuild(String page) throws IOException {
        String build = Files.readString(ROOT.resolve("pom.xml"));
        Matcher version =
                Pattern.compile(
                                "<artifactId>(.+?)</artifactId>\\s*<version>([^$]+?)</version>|"
                                        + "<((?:higher|openblas|javacpp)\\.version)>(.+?)</")
                        .matcher(Files.readString(ROOT.resolve(page)));
        List<String> others = List.of("maven-shade-plugin", "commons-csv", "shops");
        int count = 0;
        for (; version.find(); count++) {
            boolean used = version.group(1) == null || !others.contains(version.group(1));
            if (used) {
                String number = version.group(2) == null ? version.group(4) : version.group(2);
                assertThat(build).contains(">" + number + "<");
            }
        }
        assertThat(count).isGreaterThan(3);
    }

    /** What the pages show of a POM is in that of the starter, which users copy. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/your-project.md"})
    void whatIsShownOfAPomIsInTheStarters(String page) throws IOException {
        String pom =
                withoutSpace(Files.readString(ROOT.resolve("higher-examples/starter/pom.xml")));
        Matcher block =
                Pattern.compile("(?ms)^```xml\\n(.*?)^```$")
                        .matcher(Files.readString(ROOT.resolve(page)));
        int count = 0;
        for (; block.find(); count++) {
            assertThat(pom).contains(withoutSpace(block.group(1)));
        }
        assertThat(count).isGreaterThan(1);
    }

    @Test
    void theFirstMistakeIsAnsweredAsShown() throws IOException {
        Optimizer<Sgd> outer = Optimizer.of(FunctionalNet.of(new Net()).parameters(), new Sgd(0.1));
        String answer =
                assertThatIllegalStateException().isThrownBy(outer::step).actual().getMessage();
        for (String page : List.of("docs/how-do-i.md", "docs/tutorial.md")) {
            assertThat(withoutSpace(Files.readString(ROOT.resolve(page))))
                    .contains(withoutSpace(answer));
        }
    }

    /** What they hold, without white space. */
    private static List<String> compiledSources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (String folder : SOURCES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(DocumentedCodeTest::read)
                        .map(DocumentedCodeTest::withoutSpace)
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
