package org.higher.processor.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.util.List;
import javax.tools.JavaFileObject;
import org.higher.annotations.support.GeneratedName;
import org.higher.processor.Compiling;
import org.higher.processor.Running;
import org.higher.processor.optimizer.OptimizerCompiling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes have the names by which the library looks for them. */
class GeneratedNamesTest {
    private static final String IMPORTS =
            "import org.higher.annotations.*; import org.higher.tensor.Tensor;\n";

    private static final String NET =
            """
            @Functional %s class %s {
                @Trainable final Tensor w = Tensor.scalar(2);
                Tensor forward(Tensor x) { return x.mul(w); }
            }
            """;

    private static final String RULE =
            """
            %s record %s(@Trainable double lr) implements org.higher.optim.UpdateRule<Tensor> {
                @Override public Tensor init(Tensor p) { return p; }
                @Override public org.higher.optim.Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                    return new org.higher.optim.Step<>(p.sub(g.mul(lr)), s);
                }
            }
            """;

    @ParameterizedTest
    @CsvSource({
        "p.Net,            p.FunctionalNet",
        "Net,              FunctionalNet",
        "p.q.Outer.Net,    p.q.FunctionalOuterNet",
        "Outer.Inner.Net,  FunctionalOuterInnerNet",
        "p.A$B,            p.FunctionalA$B",
        "p.A$B.$Net,       p.FunctionalA$B$Net",
        "p.Net$,           p.FunctionalNet$"
    })
    void ofTwins(String original, String expected) throws Exception {
        Compilation compilation = Compiling.compile(source(original, NET));
        Running running = new Running(compilation);

        Class<?> model = running.loadClass(binaryName(original));
        assertThat(GeneratedName.TWIN.of(model)).isEqualTo(expected);
        assertThat(GeneratedName.OPTIMIZER.of(model))
                .isEqualTo(expected.replace("Functional", "Differentiable"));
        assertThat(running.loadClass(expected).getMethod("of", model)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "p.Rule,           p.DifferentiableRule",
        "Rule,             DifferentiableRule",
        "p.Outer.Rule,     p.DifferentiableOuterRule",
        "p.A$B.C$D,        p.DifferentiableA$BC$D"
    })
    void ofOptimizers(String original, String expected) {
        Compilation compilation = OptimizerCompiling.compile(source(original, RULE));

        assertThat(compilation.generatedSourceFile(expected)).isPresent();
    }

    private static JavaFileObject source(String original, String template) {
        List<String> names = List.of(simpleNames(original).split("\\."));
        int last = names.size() - 1;
        String modifiers = last == 0 ? "" : "static";
        StringBuilder text = new StringBuilder(template.formatted(modifiers, names.get(last)));
        for (int i = last - 1; i >= 0; i--) {
            text.insert(0, (i == 0 ? "" : "static ") + "class " + names.get(i) + " {\n")
                    .append("}");
        }
        String home = home(original);
        String start = home.isEmpty() ? "" : "package " + home + ";\n";
        String file = home.isEmpty() ? names.get(0) : home + "." + names.get(0);
        return Compiling.file(file, start + IMPORTS + text);
    }

    private static String binaryName(String original) {
        String home = home(original);
        String names = simpleNames(original).replace('.', '$');
        return home.isEmpty() ? names : home + "." + names;
    }

    /** Packages begin with a small letter. */
    private static String home(String original) {
        return original.replaceFirst("\\.?(?=[A-Z$]).*|$", "");
    }

    private static String simpleNames(String original) {
        String home = home(original);
        return home.isEmpty() ? original : original.substring(home.length() + 1);
    }
}
