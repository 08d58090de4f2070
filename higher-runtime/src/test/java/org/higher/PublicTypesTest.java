package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The public types of the runtime")
class PublicTypesTest {
    private static final Path LIST = Path.of("src/test/resources/api/public-types.txt");

    /** Few enough to be read through; a new one is shown to users on a page or in a sample. */
    private static final int MOST = 180;

    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]+`");

    private static final Path ANNOTATIONS =
            Path.of("../higher-annotations/src/main/java/org/higher/annotations");

    private static final Path SPARK = Path.of("spark/src/main/java/org/higher/spark");

    private static final Pattern TYPE =
            Pattern.compile("^public .*\\b(class|interface|record|enum)\\b");

    /** Comments and strings of Java. */
    private static final Pattern WORDS =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*|\"(?:\\\\.|[^\"\\\\])*\"");

    private static final List<String> TYPES =
            new ClassFileImporter()
                            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                            .importPackages("org.higher")
                            .stream()
                            .filter(type -> type.isTopLevelClass())
                            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                            .filter(type -> type.getSource().isPresent())
                            .map(JavaClass::getName)
                            .filter(name -> isOfRuntime(name) && !name.contains(".internal."))
                            .sorted()
                            .toList();

    /** What the processor writes is the user's to name; it is known by having no source of ours. */
    private static boolean isOfRuntime(String name) {
        return Files.exists(Path.of("src/main/java", name.replace('.', '/') + ".java"));
    }

    @Test
    @DisplayName("are those of the list; -Dhigher.update=true writes it anew")
    void areListed() throws IOException {
        if (Boolean.getBoolean("higher.update")) {
            Files.createDirectories(LIST.getParent());
            Files.writeString(LIST, String.join("\n", TYPES) + "\n");
        }
        assertThat(TYPES).isEqualTo(Files.readAllLines(LIST));
    }

    @Test
    @DisplayName("are few, besides those that generated code calls")
    void areFew() {
        assertThat(shown()).hasSizeLessThanOrEqualTo(MOST);
    }

    @Test
    @DisplayName("are each shown on a page or in a sample")
    void areShown() throws IOException {
        String pages = text(Path.of("../README.md"), ".md") + text(Path.of("../docs"), ".md");
        String samples = text(Path.of("../higher-examples/src/main/java"), ".java");
        String all = code(pages) + WORDS.matcher(samples).replaceAll(" ");
        assertThat(shown())
                .allSatisfy(
                        name -> {
                            String simple = name.substring(name.lastIndexOf('.') + 1);
                            assertThat(Pattern.compile("\\b" + simple + "\\b").matcher(all).find())
                                    .as(name)
                                    .isTrue();
                        });
    }

    @Test
    @DisplayName("are as many as the page on architecture says")
    void areCounted() throws IOException {
        assertThat(Files.readString(Path.of("../docs/architecture.md")))
                .contains("| for users | %d of at most %d |".formatted(shown().size(), MOST))
                .contains("| for generated code | %d |".formatted(TYPES.size() - shown().size()))
                .contains("| annotations | %d, and a class".formatted(publicTypes(ANNOTATIONS)))
                .contains("| for clusters | %d |".formatted(publicTypes(SPARK)));
    }

    /** Of a folder of another module, without those below it. */
    private static long publicTypes(Path folder) throws IOException {
        long count = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                count += Files.readAllLines(file).stream().anyMatch(TYPE.asPredicate()) ? 1 : 0;
            }
        }
        return count;
    }

    /** What a page has between backticks: many types are also words of a sentence. */
    private static String code(String pages) {
        return CODE.matcher(pages)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> shown() {
        return TYPES.stream().filter(name -> !name.contains(".support.")).toList();
    }

    private static String text(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(ending)).sorted().toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }
}
