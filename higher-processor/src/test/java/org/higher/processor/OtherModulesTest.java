package org.higher.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.processor.optimizer.OptimizerCompiling.compile;
import static org.higher.processor.optimizer.OptimizerCompiling.compileAgainst;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Path;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Rules and models of another module, of which there are class files only")
class OtherModulesTest {
    private static final JavaFileObject NET =
            Compiling.file(
                    "theirs.Net",
                    """
                    package theirs;
                    import org.higher.annotations.*;
                    import org.higher.tensor.Tensor;
                    @Functional public final class Net {
                        @Trainable private final Tensor weight = Tensor.scalar(1);
                        public Tensor forward(Tensor x) { return x.mul(weight); }
                    }
                    """);

    private static final JavaFileObject RULE =
            Compiling.file(
                    "theirs.Rule",
                    """
                    package theirs;
                    import org.higher.annotations.*;
                    import org.higher.optim.*;
                    import org.higher.tensor.Tensor;
                    public record Rule(@Trainable double lr, @Trainable Net net)
                            implements UpdateRule<Tensor> {
                        @Override public Tensor init(Tensor p) { return p; }
                        @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                            return new Step<>(p.sub(net.forward(g).mul(lr)), s);
                        }
                    }
                    """);

    @TempDir private static Path classes;

    @BeforeAll
    static void buildTheirs() throws IOException {
        Compiling.writeClasses(compile(NET, RULE), classes);
    }

    private static JavaFileObject ours(String members) {
        return Compiling.file(
                "ours.Ours",
                """
                package ours;
                import org.higher.annotations.*;
                import org.higher.optim.*;
                import org.higher.tensor.Tensor;
                import theirs.*;
                public record Ours(@Trainable Net net) implements UpdateRule<Tensor> {
                    @Override public Tensor init(Tensor p) { return p; }
                    @Override public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {
                        return new Step<>(p.sub(net.forward(g)), s);
                    }
                    %s
                }
                """
                        .formatted(members));
    }

    @Test
    void areUsedAsTheyAre() {
        Compilation compilation =
                compileAgainst(
                        classes,
                        ours(
                                """
                                static Overrides<Rule> of(Tensor lr, Net net) {
                                    return Overrides.of(DifferentiableRule.LR, lr)
                                            .with(DifferentiableRule.NET, FunctionalNet.of(net).params());
                                }
                                static Overrides<Ours> of(Net net) {
                                    return Overrides.of(DifferentiableOurs.NET, FunctionalNet.of(net).params());
                                }
                                """));

        assertThat(compilation).succeededWithoutWarnings();
        assertThat(compilation.generatedSourceFiles().stream().map(JavaFileObject::getName))
                .allMatch(name -> name.endsWith("ours/DifferentiableOurs.java"));
    }

    @Test
    void keysOfOtherRulesAndParametersOfOtherModelsDoNotCompile() {
        assertThat(
                        compileAgainst(
                                classes,
                                ours(
                                        "Overrides<Ours> wrong(Net net) { return Overrides.of("
                                                + "DifferentiableRule.NET, FunctionalNet.of(net).params()); }")))
                .hadErrorContaining("incompatible types");
        assertThat(
                        compileAgainst(
                                classes,
                                ours(
                                        "Overrides<Ours> wrong(Tensor t) { return Overrides.of("
                                                + "DifferentiableOurs.NET, t); }")))
                .hadErrorContaining("cannot be converted to");
    }
}
