package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes that the compiler finds because keys and models are typed. */
class WrongKeysTest {
    @TempDir private Path classes;

    @Test
    void theRightKeyCompiles() {
        assertThat(errors("Overrides<Sgd> o = Overrides.of(DifferentiableSgd.MOMENTUM, t);"))
                .isEmpty();
        assertThat(
                        errors(
                                "Higher.innerLoop(net, adam).schedule(DifferentiableAdam.EPS,"
                                        + " Schedule.constant(t)).open();"))
                .isEmpty();
    }

    @Test
    void aKeyOfAnotherRuleIsACompileError() {
        assertThat(errors("Overrides<Adam> o = Overrides.of(DifferentiableSgd.MOMENTUM, t);"))
                .singleElement()
                .asString()
                .contains("incompatible types");
        assertThat(
                        errors(
                                "loop.step(t, StepOptions.overriding(Overrides.of(DifferentiableSgd.LR, t)));"))
                .singleElement()
                .asString()
                .contains("Sgd")
                .contains("Adam");
        assertThat(
                        errors(
                                "Higher.innerLoop(net, adam).schedule(DifferentiableSgd.LR,"
                                        + " Schedule.constant(t));"))
                .singleElement()
                .asString()
                .contains("Key<Sgd> cannot be converted to Key<Adam>");
    }

    @Test
    void aKeyThatARuleDoesNotHaveIsACompileError() {
        assertThat(errors("Object key = DifferentiableAdam.MOMENTUM;"))
                .singleElement()
                .asString()
                .contains("cannot find symbol");
    }

    @Test
    void patchingAFastModelIsACompileError() {
        assertThat(errors("Patch.monkeypatch(Patch.monkeypatch(net));"))
                .singleElement()
                .asString()
                .contains("monkeypatch");
        assertThat(errors("Higher.innerLoop(Patch.monkeypatch(net), adam);")).hasSize(1);
    }

    @Test
    void aValueThatIsNoTensorIsACompileError() {
        assertThat(errors("Patch.monkeypatch(net).replace(\"weight\", 1.0);"))
                .singleElement()
                .asString()
                .contains("double cannot be converted to Tensor");
        assertThat(errors("Overrides.of(DifferentiableSgd.LR, 0.1);")).hasSize(1);
        assertThat(errors("Patch.monkeypatch(net).tracking(1);"))
                .singleElement()
                .asString()
                .contains("int cannot be converted to boolean");
    }

    /** What the compiler says of a statement. */
    private List<String> errors(String statement) {
        String source =
                """
                import org.higher.Higher;
                import org.higher.InnerLoop;
                import org.higher.functional.Patch;
                import org.higher.nn.FunctionalLinear;
                import org.higher.optim.*;
                import org.higher.optim.rules.*;
                import org.higher.tensor.Tensor;

                class Snippet {
                    void run(
                            Tensor t,
                            FunctionalLinear net,
                            Optimizer<Adam> adam,
                            InnerLoop<FunctionalLinear.Params, FunctionalLinear.Bound, Adam> loop) {
                        %s
                    }
                }
                """
                        .formatted(statement);
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        javac.getTask(
                        null,
                        null,
                        found,
                        List.of(
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-classpath",
                                System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        return found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(
                        d ->
                                d.getMessage(Locale.ROOT)
                                        .replaceAll("org[.]higher[.](?:[a-z]\\w*[.])+", ""))
                .toList();
    }
}
