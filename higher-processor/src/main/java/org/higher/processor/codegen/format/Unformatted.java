package org.higher.processor.codegen.format;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.higher.processor.codegen.format.tokens.FormatException;

/** What could not be laid out, and so stays as it is written. */
final class Unformatted {
    /** How much of a text is shown. */
    private static final int SHOWN = 200;

    private final Set<String> texts = new LinkedHashSet<>();

    /**
     * A layout; or, should that fail, the alternative.
     *
     * <p>It may fail in any way, as the formatter has then misread the text: an index out of bounds
     * must not end a build any more than what it refuses.
     *
     * @param text what is laid out
     */
    <T> T attempt(String text, Supplier<T> layout, Supplier<T> asWritten) {
        try {
            return layout.get();
        } catch (RuntimeException | StackOverflowError e) {
            String reason = e instanceof FormatException ? e.getMessage() : e.toString();
            texts.add(shown(text) + " (" + shown(String.valueOf(reason)) + ")");
            return asWritten.get();
        }
    }

    /** The beginning of a text, on one line. */
    private static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }

    /** The texts, each with the reason. */
    List<String> texts() {
        return List.copyOf(texts);
    }
}
