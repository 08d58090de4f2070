package org.higher.processor.codegen.format;

import java.util.List;
import java.util.Optional;
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
    private static final String FILE = "the file";

    private JavaFormatter() {}

    /**
     * A text that is formatted, apart from what could not be.
     *
     * @param text has the tokens of the original, in the same order
     * @param unformatted what stayed as it was, each with the reason
     * @param original the tokens of the original; empty if it has none that are known
     * @param tokens those of the text
     */
    public record Formatted(
            String text, List<String> unformatted, Optional<Code> original, Optional<Code> tokens) {
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
        Optional<Code> original =
                unformatted.attempt(
                        FILE, () -> Optional.of(Code.of(source)), Optional::<Code>empty);
        Optional<Code> tokens =
                original.flatMap(
                        code ->
                                unformatted.attempt(
                                        FILE,
                                        () -> Optional.of(laidOut(code, layout, unformatted)),
                                        () -> original));
        String text = tokens.map(Code::source).orElse(source);
        return new Formatted(text, unformatted.texts(), original, tokens);
    }

    private static Code laidOut(
            Code code, BiFunction<Code, Unformatted, String> layout, Unformatted unformatted) {
        Code laidOut = Code.of(layout.apply(code, unformatted));
        laidOut.requireTokensOf(code);
        return laidOut;
    }
}
