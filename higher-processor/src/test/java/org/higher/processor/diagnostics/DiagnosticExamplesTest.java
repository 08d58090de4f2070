package org.higher.processor.diagnostics;

import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.common.truth.TruthJUnit.assume;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.EcjCompilation;
import org.higher.processor.HigherProcessor;
import org.higher.processor.Running;
import org.higher.processor.optimizer.OptimizerCompiling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages call wrong is refused on the line that they mark; the remedies work. */
class DiagnosticExamplesTest {
    /** Those that no code alone provokes. */
    private static final Set<Message> WITHOUT_CODE =
            EnumSet.of(
                    Message.NO_SOURCE_TREES,
                    Message.JAVAC_REFUSES,
                    Message.NO_JAVAC,
                    Message.UNKNOWN_ECLIPSE,
                    Message.CANNOT_WRITE,
                    Message.PROCESSOR_FAULT,
                    Message.NOT_FORMATTED);

    /** {@code LombokTest} has these. */
    private static final Set<Message> WITH_LOMBOK = EnumSet.of(Message.UNREADABLE_METHOD);

    /** Those about what came after Java 17. */
    private static final Set<Message> NEWER = EnumSet.of(Message.DECONSTRUCTS_MODEL);

    static Stream<Message> messages() {
        return Arrays.stream(Message.values())
                .filter(m -> !WITHOUT_CODE.contains(m) && !WITH_LOMBOK.contains(m));
    }

    private static Compilation compile(boolean ofRule, JavaFileObject... files) {
        return Compiling.compiler()
                .withClasspath(
                        ofRule ? OptimizerCompiling.classPathFiles() : Compiling.classPathFiles())
                .withOptions("-Xlint:all,-processing,-options,-auxiliaryclass", "-Werror")
                .compile(files);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void wrongCodeIsRefused(Message message) throws IOException {
        assume().that(NEWER.contains(message) && Runtime.version().feature() < 21).isFalse();
        List<PageExample> examples = PageExample.of(message);
        assertWithMessage(
                        "an example of what is wrong and one of what to write, on the page of %s",
                        message)
                .that(examples.size())
                .isAtLeast(2);
        PageExample wrong = examples.get(0);
        wrong.assertWrongIn(compile(wrong.isOfRule(), wrong.file()));
    }

    /** The lines under Eclipse's compiler, where a javac beside it finds them. */
    @ParameterizedTest
    @MethodSource("messages")
    void wrongCodeIsRefusedUnderEcj(Message message, @TempDir Path folder) throws IOException {
        assume().that(NEWER.contains(message)).isFalse(); // compiled as Java 17
        PageExample wrong = PageExample.of(message).get(0);
        wrong.assertWrong(compileWithEcj(folder, wrong.isOfRule(), wrong.file()).diagnostics());
    }

    private static EcjCompilation compileWithEcj(
            Path folder, boolean ofRule, JavaFileObject... files) throws IOException {
        return EcjCompilation.of(
                folder,
                ofRule ? OptimizerCompiling.classPathFiles() : Compiling.classPathFiles(),
                List.of(new HigherProcessor()),
                files);
    }

    @Test
    void remediesCompile() throws IOException {
        assertRight(false);
    }

    @Test
    void remediesForRulesCompile() throws IOException {
        assertRight(true);
    }

    private static void assertRight(boolean ofRule) throws IOException {
        List<PageExample> right =
                messages()
                        .flatMap(DiagnosticExamplesTest::remedies)
                        .filter(e -> e.isOfRule() == ofRule)
                        .toList();
        JavaFileObject[] files =
                right.stream().map(PageExample::file).toArray(JavaFileObject[]::new);
        Compilation compilation = compile(ofRule, files);
        assertThat(compilation).succeededWithoutWarnings();
        Running running = new Running(compilation);
        assertAll(
                right.stream()
                        .filter(PageExample::canRun)
                        .map(
                                e ->
                                        () -> {
                                            String net = e.packageName() + ".Net";
                                            assertWithMessage(net)
                                                    .that(running.twin(net, 3))
                                                    .isEqualTo(running.model(net, 3));
                                        }));
    }

    private static Stream<PageExample> remedies(Message message) {
        try {
            return PageExample.of(message).stream().skip(1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
