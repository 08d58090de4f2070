package org.higher.processor.twin;

import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of whole twins. */
class TwinGoldenTest {
    private static Compilation compilation;

    @BeforeAll
    static void compileAll() {
        compilation =
                Compiling.compile(
                        Stream.concat(models().stream(), Stream.of("Template"))
                                .map(Compiling::model)
                                .toArray(JavaFileObject[]::new));
    }

    @Test
    void compilesWithoutAWarning() {
        assertThat(compilation).succeededWithoutWarnings();
    }

    static List<String> models() {
        return List.of("Layer", "Linear", "Scale", "Sequential", "Ensemble", "Mlp", "Inherited");
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsAsIfWrittenByHand(String model) throws IOException {
        Compiling.assertGolden(compilation, "models.Functional" + model);
    }
}
