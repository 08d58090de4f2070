package org.higher.processor.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Rules that are compiled at once, each a class {@code O} in a package of its own.
 *
 * <p>A mark stands at the end of the line that an error is expected at.
 */
final class NumberedRules {
    private static final String MARK = "//!";

    private final Compilation compilation;

    private NumberedRules(Compilation compilation) {
        this.compilation = compilation;
    }

    /** Compiles sources, which follow their numbers. */
    static NumberedRules compile(Stream<Arguments> numbered) {
        JavaFileObject[] files =
                numbered.map(
                                c ->
                                        Compiling.file(
                                                packageOf((int) c.get()[0]) + ".O",
                                                (String) c.get()[1]))
                        .toArray(JavaFileObject[]::new);
        return new NumberedRules(OptimizerCompiling.compile(files));
    }

    static String packageOf(int number) {
        return "p" + number;
    }

    /** Asserts one error, on the marked line if there is a mark. */
    void assertRefused(int number, String source, Message message) {
        List<Diagnostic<? extends JavaFileObject>> errors = errors(number);
        assertThat(errors).as(source).hasSize(1);
        assertThat(errors.get(0).getMessage(Locale.ROOT)).startsWith("[" + message.tag() + "] ");
        if (source.contains(MARK)) {
            assertThat(errors.get(0).getLineNumber())
                    .as(source)
                    .isEqualTo(source.substring(0, source.indexOf(MARK)).lines().count());
        }
    }

    void assertAccepted(int number, String source) {
        assertThat(errors(number)).as(source).isEmpty();
    }

    private List<Diagnostic<? extends JavaFileObject>> errors(int number) {
        String file = packageOf(number) + "/O.java";
        return compilation.errors().stream()
                .filter(e -> e.getSource() == null || e.getSource().getName().endsWith(file))
                .toList();
    }
}
