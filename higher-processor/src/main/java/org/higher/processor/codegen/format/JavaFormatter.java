package org.higher.processor.codegen.format;

import java.util.List;
import java.util.function.BiFunction;
import org.higher.processor.codegen.format.tokens.Code;

/**
 * Formats generated source files as google-java-format does in AOSP style, which cannot run inside
 * a user's javac without options.
 *
 * <p>Declarations are laid out anew. The lines of methods stay as they are, comments and blank
 * lines included; only statements with a line of more than 100 columns are laid out anew, too. What
 * the formatter does not know stays as it is written.
 */
public final class JavaFormatter {
    private JavaFormatter() {}

    /**
     * A text that is formatted, apart from what could not be.
     *
     * @param text has the tokens of the original, in the same order
     * @param unformatted what stayed as it was, each with the reason
     */
    public record Formatted(String text, List<String> unformatted) {
        public Formatted {
            unformatted = List.copyOf(unformatted);
        }
    }

    /** Formats the text of a file; never fails. */
    public static Formatted format(String source) {
        return format(source, (code, unformatted) -> new Declarations(code, unformatted).file());
    }

    /** Formats a text by a layout that is not trusted. */
    static Formatted format(String source, BiFunction<Code, Unformatted, String> layout) {
        Unformatted unformatted = new Unformatted();
        String text =
                unformatted.attempt(
                        "the file",
                        () -> {
                            Code code = Code.of(source);
                            String laidOut = layout.apply(code, unformatted);
                            Code.of(laidOut).requireTokensOf(code);
                            return laidOut;
                        },
                        () -> source);
        return new Formatted(text, unformatted.texts());
    }
}
