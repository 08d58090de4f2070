package org.higher.processor.ecj;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.higher.processor.diagnostics.Message;

/**
 * What javac has found in a file.
 *
 * @param file empty if it is about no file
 * @param ours whether the processor has said it, rather than javac itself
 * @param start the offset of the first character
 * @param end the offset after the last character
 */
record Found(
        Optional<URI> file,
        Diagnostic.Kind kind,
        boolean ours,
        String text,
        int start,
        int end,
        int line,
        int column) {
    /** What javac calls the messages of processors. */
    private static final String OURS = ".proc.messager";

    static Found of(Diagnostic<? extends JavaFileObject> diagnostic) {
        return new Found(
                Optional.ofNullable(diagnostic.getSource()).map(JavaFileObject::toUri),
                diagnostic.getKind(),
                diagnostic.getCode().endsWith(OURS),
                diagnostic.getMessage(Locale.ROOT),
                (int) diagnostic.getStartPosition(),
                (int) diagnostic.getEndPosition(),
                (int) diagnostic.getLineNumber(),
                (int) diagnostic.getColumnNumber());
    }

    boolean isError() {
        return kind == Diagnostic.Kind.ERROR;
    }

    /** Whether it is a message of the processor's. */
    boolean isAbout(Message message) {
        return text.startsWith("[" + message.tag() + "]");
    }

    /** The same place and kind with another text. */
    Found saying(String other) {
        return new Found(file, kind, ours, other, start, end, line, column);
    }
}
