package org.higher.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes over {@code double[]} come from the text of those over {@code float[]}, and only so. */
class DoubleSourcesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path DERIVED = Path.of("target/generated-sources/doubles");

    /** What float and double need different algorithms for; all else is written once. */
    private static final Set<String> BY_HAND = Set.of("DoubleFunctions.java");

    private static final String TEMPLATE =
            """
            package p;

            /** Halves of floats; see {@link FloatFunctions}. */
            @AlsoForDouble
            final class FloatHalves {
                private static final int ONE = Float.floatToRawIntBits(1); // long for double

                static void halve(Object x, float[] out, int n) {
                    for (int i = 0; i < n; i++) out[i] = 0.5f * ((float[]) x)[i] + 1e-3f - 0f;
                    int sign = Float.floatToRawIntBits(out[0]) >> (Integer.SIZE - 1); // long for double
                    out[0] = (float) Math.sqrt(out[0]) * Float.intBitsToFloat(0x7f00);
                }
            }
            """;

    private static final String TWIN =
            """
            /* Derived from FloatHalves.java by DoubleSources: change that. */ package p;

            /** Halves of doubles; see {@link DoubleFunctions}. */
            @javax.annotation.processing.Generated("FloatHalves.java")
            final class DoubleHalves {
                private static final long ONE = Double.doubleToRawLongBits(1);

                static void halve(Object x, double[] out, int n) {
                    for (int i = 0; i < n; i++) out[i] = 0.5 * ((double[]) x)[i] + 1e-3 - 0.0;
                    long sign = Double.doubleToRawLongBits(out[0]) >> (Long.SIZE - 1);
                    out[0] = Math.sqrt(out[0]) * Double.longBitsToDouble(0x7f00);
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void derivesLineByLine() throws IOException {
        Path target = derive("FloatHalves.java", TEMPLATE);
        assertThat(target).hasFileName("DoubleHalves.java").hasContent(TWIN);
        assertThat(target.getParent()).isDirectoryContaining("glob:**DoubleHalves.java");
    }

    @Test
    void deletesWhatNoTemplateGives() throws IOException {
        Path target = derive("FloatHalves.java", TEMPLATE);
        Files.delete(folder.resolve("in/FloatHalves.java"));
        DoubleSources.main(arguments());
        assertThat(target).doesNotExist();
    }

    @Test
    void namesALineThatCantBeDerived() {
        assertThatThrownBy(() -> derive("FloatA.java", "p\n@AlsoForDouble\nx = 0x1p127f;\n"))
                .hasMessage(
                        "FloatA.java:3: a literal in binary notation can't be derived: compute it"
                                + " from constants of java.lang.Float: x = 0x1p127f;");
        assertThatThrownBy(
                        () -> derive("FloatA.java", "p\n@AlsoForDouble\nx(); // long for double"))
                .hasMessage("FloatA.java:3: nothing is an int here: x(); // long for double");
    }

    @Test
    void refusesATwinByHand() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/DoubleHalves.java"), "");
        assertThatThrownBy(() -> derive("FloatHalves.java", TEMPLATE))
                .hasMessageContaining("is derived from FloatHalves.java, but also written by hand");
    }

    @Test
    void whatIsCompiledIsWhatTheTemplatesGive() throws IOException {
        DoubleSources.main(new String[] {SOURCES.toString(), folder.toString()});
        Set<String> names = names(folder);
        assertThat(names).contains("DoubleFormulas.java", "DoubleTiledProduct.java");
        assertThat(names(DERIVED)).isEqualTo(names);
        for (Path fresh : files(folder)) {
            Path compiled = DERIVED.resolve(folder.relativize(fresh));
            assertThat(compiled).hasSameTextualContentAs(fresh);
        }
    }

    /** A class for double that stands beside one for float is derived from it. */
    @Test
    void nothingIsWrittenTwice() throws IOException {
        Set<String> sources = names(SOURCES);
        assertThat(sources)
                .filteredOn(
                        name ->
                                name.startsWith("Double")
                                        && sources.contains(name.replace("Double", "Float")))
                .containsExactlyElementsOf(BY_HAND);
    }

    private Path derive(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in").resolve(name), text);
        DoubleSources.main(arguments());
        return folder.resolve("out").resolve(name.replace("Float", "Double"));
    }

    private String[] arguments() {
        return new String[] {folder.resolve("in").toString(), folder.resolve("out").toString()};
    }

    private static Set<String> names(Path folder) throws IOException {
        return files(folder).stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }
}
