package org.higher.processor.text;

import com.palantir.javapoet.CodeBlock;

/** The values of compile-time constants as source text. */
public final class Literals {
    private Literals() {}

    /**
     * The value of a constant, to stand where its name did.
     *
     * @param before the last character before it that is no blank, which tells whether a minus sign
     *     needs parentheses
     */
    public static CodeBlock of(Object value, char before) {
        if (value instanceof String s) {
            return CodeBlock.of("$L", quoted(s, '"'));
        }
        if (value instanceof Character c) {
            return CodeBlock.of("$L", quoted(c.toString(), '\''));
        }
        if (value instanceof Boolean) {
            return CodeBlock.of("$L", value);
        }
        if (isSpecial((Number) value)) {
            return special((Number) value);
        }
        CodeBlock number = CodeBlock.of("$L", value + suffix(value));
        CodeBlock signed =
                number.toString().startsWith("-") && !mayStandBeforeMinus(before)
                        ? CodeBlock.of("($L)", number)
                        : number;
        if (value instanceof Byte || value instanceof Short) {
            String keyword = value instanceof Byte ? "byte" : "short";
            return CodeBlock.of("($L) $L", keyword, number);
        }
        return signed;
    }

    private static String suffix(Object value) {
        return value instanceof Long ? "L" : value instanceof Float ? "f" : "";
    }

    /**
     * After {@code -} a minus sign would make {@code --}, after {@code )} a difference of two. A
     * word before it can only be a keyword such as {@code return}.
     */
    private static boolean mayStandBeforeMinus(char before) {
        return "(,=[{?:;".indexOf(before) >= 0 || Character.isLetter(before);
    }

    private static boolean isSpecial(Number value) {
        return (value instanceof Float || value instanceof Double)
                && !Double.isFinite(value.doubleValue());
    }

    private static CodeBlock special(Number value) {
        double v = value.doubleValue();
        String name = v > 0 ? "POSITIVE_INFINITY" : v < 0 ? "NEGATIVE_INFINITY" : "NaN";
        return CodeBlock.of("$T.$L", value.getClass(), name);
    }

    /** Other than ASCII is escaped: the encodings of the two files may differ. */
    private static String quoted(String text, char quote) {
        StringBuilder out = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(
                    switch (c) {
                        case '\n' -> "\\n";
                        case '\r' -> "\\r";
                        case '\t' -> "\\t";
                        case '\b' -> "\\b";
                        case '\f' -> "\\f";
                        case '\\' -> "\\\\";
                        case '"', '\'' -> c == quote ? "\\" + c : String.valueOf(c);
                        default ->
                                c < ' ' || c > '~'
                                        ? String.format("\\u%04x", (int) c)
                                        : String.valueOf(c);
                    });
        }
        return out.append(quote).toString();
    }
}
