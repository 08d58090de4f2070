package org.higher.processor.verification;

import static com.google.common.truth.Truth.assertThat;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Reporter;
import org.higher.processor.javac.Javac;
import org.higher.processor.types.Annotations;
import org.junit.jupiter.api.Test;

/** A fault that shows only once javac has attributed a class. */
class VerifierFaultTest {
    private static final JavaFileObject NESTED =
            Compiling.source(
                    "Outer",
                    """
                    public class Outer {
                        @Functional static class Faulty {
                            Tensor forward(Tensor x) { return x; }
                        }
                        @Functional static class Sound {
                            Tensor forward(Tensor x) { return x; }
                        }
                    }
                    """);

    private static final JavaFileObject OTHER =
            Compiling.source(
                    "Other",
                    "@Functional class Other { Tensor forward(Tensor x) { return x.relu(); } }");

    @Test
    void isReportedAtTheClassThatItIsAbout() {
        Inspecting processor = new Inspecting();
        Compilation compilation = Compiling.with(processor).compile(NESTED, OTHER);
        new Complaint(Message.PROCESSOR_FAULT, "p.Outer.Faulty cannot be processed", NESTED)
                .assertIn(compilation, 4);
        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.notes().toString()).contains("at org.higher.processor.");
        assertThat(processor.inspected).containsExactly("p.Outer.Sound", "p.Other");
    }

    /** Has every model inspected, and throws at one of them. */
    private static final class Inspecting extends AbstractProcessor {
        private final List<String> inspected = new ArrayList<>();

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public Set<String> getSupportedAnnotationTypes() {
            return Set.of(Annotations.FUNCTIONAL);
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            annotations.forEach(
                    a ->
                            ElementFilter.typesIn(round.getElementsAnnotatedWith(a))
                                    .forEach(type -> expect(verifier(processingEnv), type)));
            return false;
        }

        private static Verifier verifier(ProcessingEnvironment environment) {
            Javac javac = Javac.of(environment, type -> {}).orElseThrow();
            Verifier verifier =
                    new Verifier(
                            javac.trees(),
                            environment.getElementUtils(),
                            new Reporter(environment.getMessager()));
            javac.listen(verifier);
            return verifier;
        }

        private void expect(Verifier verifier, TypeElement type) {
            String name = type.getQualifiedName().toString();
            verifier.expect(
                    type,
                    (path, sink) -> {
                        if (name.equals("p.Outer.Faulty")) {
                            throw new IllegalStateException("what nobody thought of");
                        }
                        inspected.add(name);
                    });
        }
    }
}
