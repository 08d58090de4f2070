package org.higher.processor.optimizer;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.optimizer.OptimizerCompiling.compile;
import static org.higher.processor.optimizer.OptimizerCompiling.runtimeRule;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import org.higher.processor.Compiling;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The text of a generated optimizer")
class OptimizerGoldenTest {
    @Test
    void ofTheRuntimesOwnRules() throws IOException {
        Compilation compilation = compile(runtimeRule("Sgd"), runtimeRule("Adam"));

        assertThat(compilation).succeededWithoutWarnings();
        Compiling.assertGolden(compilation, "org.higher.optim.rules.DifferentiableSgd");
        Compiling.assertGolden(compilation, "org.higher.optim.rules.DifferentiableAdam");
    }

    @Test
    void ofARuleWithTensorsAndModules() throws IOException {
        Compilation compilation =
                compile(
                        Compiling.model("Layer"),
                        Compiling.model("Linear"),
                        Compiling.model("Scale"),
                        Compiling.model("Sequential"),
                        Compiling.model("Learned"));

        assertThat(compilation).succeededWithoutWarnings();
        Compiling.assertGolden(compilation, "models.DifferentiableLearned");
    }

    @Test
    void ofAClassWithPrivateFieldsAndANestedState() throws IOException {
        Compilation compilation = compile(Compiling.model("Schedules"));

        assertThat(compilation).succeededWithoutWarnings();
        Compiling.assertGolden(compilation, "models.DifferentiableSchedulesWarm");
    }
}
