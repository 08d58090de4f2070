package org.higher.processor.codegen.format;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.generated;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.Test;

/** Java that the formatter does not know is compiled all the same, with a note. */
class UnformattedTest {
    /** A text block in escapes, which only javac reads. */
    private static final String MODEL =
            """
            @Functional class Net {
                @Trainable private final Tensor w = Tensor.scalar(1);
                Tensor forward(Tensor x) {
                    String name = \\u0022\\u0022\\u0022
                            it's\\u0022\\u0022\\u0022;
                    return name.isEmpty() ? x : x.mul(w);
                }
            }
            """;

    @Test
    void isANote() {
        Compilation compilation = compile(source("Net", MODEL));
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(generated(compilation, "p.FunctionalNet"))
                .contains("it's\\u0022\\u0022\\u0022;");
        assertThat(compilation)
                .hadNoteContaining(
                        "["
                                + Message.NOT_FORMATTED.tag()
                                + "] a part of FunctionalNet stays as it was written, since the"
                                + " formatter in higher cannot lay it out: the file (")
                .inFile(compilation.sourceFiles().get(0))
                .onLine(3);
    }
}
