package org.higher.processor.codegen.format.tokens;

import java.util.ArrayList;
import java.util.List;
import org.higher.processor.codegen.format.tokens.Token.Kind;

/**
 * Splits Java source text into tokens.
 *
 * <p>Unicode escapes are read as the characters they stand for, since a copied body may have them
 * anywhere.
 */
final class Lexer {
    /** Symbols of more than one character, longer ones first. */
    private static final List<String> SYMBOLS =
            List.of(
                    ">>>=", "<<=", ">>=", "...", "->", "::", "++", "--", "&&", "||", "==", "!=",
                    "<=", ">=", "+=", "-=", "*=", "/=", "&=", "|=", "^=", "%=", "<<");

    private static final String SINGLE = "(){}[];,.@=<>!~?:+-*/&|^%";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String source) {
        this.source = source;
    }

    /**
     * All tokens of a text, comments included; {@code >>} is two of them.
     *
     * @throws FormatException if the text is not made of tokens
     */
    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        while (lexer.at < source.length()) {
            lexer.next();
        }
        return lexer.tokens;
    }

    private void next() {
        char c = peek();
        if (Character.isWhitespace(c)) {
            skip();
        } else if (c == '/' && follows("//")) {
            add(Kind.COMMENT, lineEnd());
        } else if (c == '/' && follows("/*")) {
            add(Kind.COMMENT, after("*/", at + 2));
        } else if (c == '"') {
            add(Kind.LITERAL, follows("\"\"\"") ? textBlockEnd() : quoteEnd('"'));
        } else if (c == '\'') {
            add(Kind.LITERAL, quoteEnd('\''));
        } else if (isDigit(c) || c == '.' && at + 1 < source.length() && isDigit(charAt(at + 1))) {
            add(Kind.LITERAL, numberEnd());
        } else if (isWordPart(c)) {
            add(Kind.WORD, wordEnd());
        } else {
            add(Kind.SYMBOL, symbolEnd());
        }
    }

    private void add(Kind kind, int end) {
        boolean plain = kind == Kind.LITERAL || kind == Kind.COMMENT;
        String text = source.substring(at, end);
        tokens.add(new Token(kind, plain ? text : decoded(text), at, end));
        at = end;
    }

    private static String decoded(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            out.append(lexer.peek());
            lexer.skip();
        }
        return out.toString();
    }

    // ---- where a token ends

    private int lineEnd() {
        int end = source.indexOf('\n', at);
        return end < 0 ? source.length() : end;
    }

    private int after(String mark, int from) {
        int end = source.indexOf(mark, from);
        if (end < 0) {
            throw unfinished();
        }
        return end + mark.length();
    }

    private int quoteEnd(char quote) {
        int i = at + size(at);
        while (i < source.length() && charAt(i) != '\n') {
            char c = charAt(i);
            i += size(i);
            if (c == quote) {
                return i;
            }
            if (c == '\\') {
                // a backslash after a backslash begins no unicode escape (JLS 3.3)
                i += source.charAt(i - 1) == '\\' ? 1 : size(i);
            }
        }
        throw unfinished();
    }

    private int textBlockEnd() {
        int i = at + 3;
        while (i < source.length()) {
            if (source.startsWith("\"\"\"", i)) {
                return i + 3;
            }
            i += charAt(i) == '\\' ? size(i) + 1 : 1;
        }
        throw unfinished();
    }

    private int numberEnd() {
        int i = at;
        boolean hex = follows("0x") || follows("0X");
        String exponent = hex ? "pP" : "eE";
        while (i < source.length()) {
            char c = charAt(i);
            boolean sign =
                    i > at && (c == '+' || c == '-') && exponent.indexOf(source.charAt(i - 1)) >= 0;
            if (!sign && c != '.' && !Character.isLetterOrDigit(c) && c != '_') {
                break;
            }
            i += size(i);
        }
        return i;
    }

    private int wordEnd() {
        if (follows("non-sealed")) {
            return at + "non-sealed".length();
        }
        int i = at;
        while (i < source.length() && isWordPart(charAt(i))) {
            i += size(i);
        }
        return i;
    }

    private int symbolEnd() {
        for (String symbol : SYMBOLS) {
            if (follows(symbol)) {
                return at + symbol.length();
            }
        }
        if (SINGLE.indexOf(peek()) < 0) {
            throw unfinished();
        }
        return at + size(at);
    }

    private FormatException unfinished() {
        int end = Math.min(source.length(), at + 40);
        return new FormatException("no token begins with: " + source.substring(at, end));
    }

    // ---- characters

    private boolean follows(String text) {
        return source.startsWith(text, at);
    }

    private char peek() {
        return charAt(at);
    }

    private void skip() {
        at += size(at);
    }

    /** The character at a position, that of a unicode escape included. */
    private char charAt(int i) {
        int size = size(i);
        return size == 1
                ? source.charAt(i)
                : (char) Integer.parseInt(source.substring(i + size - 4, i + size), 16);
    }

    /** How many characters of the text are one character of the program. */
    private int size(int i) {
        if (source.charAt(i) != '\\' || !source.startsWith("u", i + 1)) {
            return 1;
        }
        int digits = i + 1;
        while (source.charAt(digits) == 'u') {
            digits++;
        }
        return digits + 4 - i;
    }

    private static boolean isWordPart(char c) {
        return Character.isJavaIdentifierPart(c) || Character.isSurrogate(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
