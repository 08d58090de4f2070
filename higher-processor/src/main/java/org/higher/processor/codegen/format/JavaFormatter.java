package org.higher.processor.codegen.format;

import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.FormatException;

/**
 * Formats generated source files as google-java-format does in AOSP style, which cannot run inside
 * a user's javac without options.
 *
 * <p>Declarations are laid out anew. The lines of methods stay as they are, comments and blank
 * lines included; only statements with a line of more than 100 columns are laid out anew, too.
 */
public final class JavaFormatter {
    private JavaFormatter() {}

    /**
     * The formatted text of a file.
     *
     * @throws FormatException if the text is not the Java that the formatter knows; nothing is ever
     *     left out
     */
    public static String format(String source) {
        return new Declarations(Code.of(source)).file();
    }
}
