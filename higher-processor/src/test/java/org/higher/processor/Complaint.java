package org.higher.processor;

import static com.google.common.truth.Truth.assertWithMessage;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.higher.processor.diagnostics.Message;

/**
 * Code that the processor must refuse, with a mark at the end of the line that it must complain
 * about.
 */
public record Complaint(Message message, String excerpt, JavaFileObject file) {
    private static final String MARK = "// <<<";

    public static Complaint of(Message message, String excerpt, String className, String text) {
        return new Complaint(message, excerpt, Compiling.source(className, text));
    }

    /** Asserts the message with its tag, in this file and on the marked line. */
    public void assertIn(Compilation compilation) {
        assertIn(compilation, markedLine());
    }

    /** Asserts the message with its tag, in this file and on a given line. */
    public void assertIn(Compilation compilation, long line) {
        List<Diagnostic<? extends JavaFileObject>> here =
                compilation.errors().stream()
                        .filter(d -> d.getSource() != null)
                        .filter(d -> d.getSource().getName().equals(file.getName()))
                        .filter(d -> text(d).contains("[" + message.tag() + "] "))
                        .toList();
        assertWithMessage("%s in %s: %s", message, file.getName(), compilation.diagnostics())
                .that(here)
                .isNotEmpty();
        assertWithMessage(file.getName())
                .that(here.stream().map(Diagnostic::getLineNumber).toList())
                .contains(line);
        assertWithMessage(file.getName())
                .that(here.stream().map(Complaint::text).toList().toString())
                .contains(excerpt);
    }

    private static String text(Diagnostic<?> diagnostic) {
        return diagnostic.getMessage(Locale.ROOT);
    }

    private long markedLine() {
        List<String> lines = Compiling.text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(MARK)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("no mark in " + file.getName());
    }

    @Override
    public String toString() {
        return message.tag() + " in " + file.getName();
    }
}
