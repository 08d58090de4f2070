package org.higher.processor.codegen.format.tokens;

/**
 * A word, literal, symbol or comment of Java source text.
 *
 * @param text what it says, without unicode escapes unless it is a literal or a comment
 * @param start where it begins in the source
 * @param end where it ends, exclusive
 */
public record Token(Kind kind, String text, int start, int end) {
    public enum Kind {
        /** An identifier or keyword. */
        WORD,
        /** A number, character, string or text block. */
        LITERAL,
        /** An operator or separator. */
        SYMBOL,
        COMMENT
    }

    public boolean isJavadoc() {
        return kind == Kind.COMMENT && text.startsWith("/**") && text.length() > 4;
    }

    public boolean isLineComment() {
        return kind == Kind.COMMENT && text.startsWith("//");
    }
}
