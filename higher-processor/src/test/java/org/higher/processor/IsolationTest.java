package org.higher.processor;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.optimizer.OptimizerCompiling.compile;
import static org.higher.processor.optimizer.OptimizerCompiling.compileAgainst;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.optimizer.OptimizerCompiling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A generated file depends on its class and on what that names, so that a build tool that knows
 * what has changed can process that alone: what Gradle calls isolating.
 */
class IsolationTest {
    @TempDir private static Path classes;

    private static Compilation together;

    static Stream<JavaFileObject> files() {
        return Stream.concat(
                Stream.of("Layer", "Linear", "Scale", "Sequential", "Ensemble", "Learned")
                        .map(Compiling::model),
                Stream.of("Sgd", "Adam").map(OptimizerCompiling::runtimeRule));
    }

    @BeforeAll
    static void compileTogether() throws IOException {
        together = compile(files().toArray(JavaFileObject[]::new));
        assertThat(together).succeededWithoutWarnings();
        Compiling.writeClasses(together, classes);
    }

    private static Map<String, String> generated(Compilation compilation) {
        Map<String, String> texts = new TreeMap<>();
        compilation.generatedSourceFiles().forEach(f -> texts.put(f.getName(), Compiling.text(f)));
        return texts;
    }

    /** The others are class files, as they are where one file is compiled anew. */
    @ParameterizedTest
    @MethodSource("files")
    void sameFileAloneAndTogether(JavaFileObject file) {
        Map<String, String> alone = generated(compileAgainst(classes, file));
        assertWithMessage(file.getName()).that(alone).hasSize(1);
        alone.forEach((name, text) -> assertThat(generated(together)).containsEntry(name, text));
    }

    private static JavaFileObject withOtherLinear(JavaFileObject file) {
        String other = Compiling.text(file).replace("x.mul(weight)", "weight.mul(x)");
        return file.getName().endsWith("/Linear.java")
                ? Compiling.file("models.Linear", other)
                : file;
    }

    @Test
    void aChangedModelChangesItsOwnFile() {
        JavaFileObject[] changed =
                files().map(IsolationTest::withOtherLinear).toArray(JavaFileObject[]::new);
        Map<String, String> before = generated(together);
        Map<String, String> after = generated(compile(changed));
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.keySet().stream().filter(f -> !after.get(f).equals(before.get(f))))
                .containsExactly("/SOURCE_OUTPUT/models/FunctionalLinear.java");
    }

    @Test
    void isSaidToGradle() throws IOException {
        try (var file =
                HigherProcessor.class.getResourceAsStream(
                        "/META-INF/gradle/incremental.annotation.processors")) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo(HigherProcessor.class.getName() + ",isolating");
        }
    }
}
