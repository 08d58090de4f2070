package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Running;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that compile in silence, and whose twins compute what they do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwinAgreement {
    private static final List<Double> INPUTS = List.of(3.0, 3.0, -0.5, 2.0, 3.0);

    private final LeafModels models;
    private final List<JavaFileObject> others;
    private Compilation compilation;
    private Running running;

    /** Models, compiled with other files. */
    TwinAgreement(LeafModels models, List<JavaFileObject> others) {
        this.models = models;
        this.others = others;
    }

    List<String> names() {
        return models.names();
    }

    /** The classes that came out. */
    Running running() {
        return running;
    }

    /** The text of a model's twin. */
    String twin(String name) {
        return Compiling.generated(compilation, "p.Functional" + name.replace(".", ""));
    }

    @BeforeAll
    void compileModels() throws IOException {
        List<JavaFileObject> files = new ArrayList<>(models.files());
        files.addAll(others);
        compilation = Compiling.compile(files.toArray(JavaFileObject[]::new));
        running = new Running(compilation);
    }

    @Test
    void compilesInSilence() {
        assertThat(compilation).succeededWithoutWarnings();
    }

    @ParameterizedTest
    @MethodSource("names")
    void twinComputesWhatItsModelDoes(String name) throws ReflectiveOperationException {
        String binary = "p." + name.replace('.', '$');
        assertWithMessage(twin(name))
                .that(running.twins(binary, INPUTS))
                .isEqualTo(running.models(binary, INPUTS));
    }
}
