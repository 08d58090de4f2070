package org.higher.processor.codegen.format.tokens;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.higher.processor.codegen.format.tokens.Token.Kind;

/** The tokens of a source text, its brackets in pairs. */
public final class Code {
    private static final Set<String> PRIMITIVES =
            Set.of("boolean", "byte", "short", "int", "long", "char", "float", "double", "void");

    private static final Set<String> MODIFIERS =
            Set.of(
                    "public",
                    "protected",
                    "private",
                    "abstract",
                    "static",
                    "final",
                    "default",
                    "strictfp",
                    "native",
                    "synchronized",
                    "transient",
                    "volatile",
                    "sealed",
                    "non-sealed");

    private static final Set<String> CLOSERS = Set.of(")", "]", "}");
    private static final Set<String> IN_TYPE_ARGUMENTS =
            Set.of(".", ",", "?", "&", "[", "]", "@", "<", ">");
    private static final Set<String> BEFORE_TYPE_PARAMETERS =
            Set.of(".", "::", "{", "}", ";", "new");
    private static final Set<String> AFTER_TYPE_ARGUMENTS =
            Set.of("(", ")", ",", ">", "[", ".", "::", "...", "{", "&", ";");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();

    /** The comments before each token, and those at the end. */
    private final List<List<Token>> comments = new ArrayList<>();

    private int[] partners = {};

    /** Tokens from one to another, exclusive. */
    public record Range(int from, int to) {
        boolean isEmpty() {
            return from >= to;
        }
    }

    private Code(String source) {
        this.source = source;
    }

    /**
     * Reads source text.
     *
     * @throws FormatException if it is not made of tokens, or brackets have no partners
     */
    public static Code of(String source) {
        Code code = new Code(source);
        code.read();
        code.pairBrackets();
        code.pairAngles();
        return code;
    }

    private void read() {
        List<Token> pending = new ArrayList<>();
        for (Token token : Lexer.tokens(source)) {
            pending.add(token);
            if (token.kind() != Kind.COMMENT) {
                tokens.add(pending.remove(pending.size() - 1));
                comments.add(pending);
                pending = new ArrayList<>();
            }
        }
        comments.add(pending);
        partners = new int[tokens.size()];
        Arrays.fill(partners, -1);
    }

    private void pairBrackets() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (is(i, "(") || is(i, "[") || is(i, "{")) {
                open.push(i);
            } else if (tokens.get(i).kind() == Kind.SYMBOL && CLOSERS.contains(text(i))) {
                if (open.isEmpty()) {
                    throw new FormatException("nothing is closed by: " + near(i));
                }
                pair(open.pop(), i);
            }
        }
        if (!open.isEmpty()) {
            throw new FormatException("not closed: " + near(open.peek()));
        }
    }

    private void pair(int open, int close) {
        partners[open] = close;
        partners[close] = open;
    }

    /** Finds those {@code <} that begin type arguments or parameters. */
    private void pairAngles() {
        for (int i = 1; i < tokens.size(); i++) {
            if (is(i, "<") && partners[i] < 0) {
                int end = anglesEnd(i);
                if (end > 0 && isGeneric(i, end)) {
                    pairInside(i, end);
                }
            }
        }
    }

    /** Where angle brackets end if all in them could be types, or -1. */
    private int anglesEnd(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += is(i, "<") ? 1 : is(i, ">") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
            boolean allowed =
                    isWord(i)
                            || tokens.get(i).kind() == Kind.SYMBOL
                                    && IN_TYPE_ARGUMENTS.contains(text(i));
            if (!allowed || is(i, "instanceof")) {
                return -1;
            }
        }
        return -1;
    }

    private boolean isGeneric(int open, int close) {
        int before = open - 1;
        if (BEFORE_TYPE_PARAMETERS.contains(text(before))
                || isModifier(before)
                || isAnnotationsEnd(before)) {
            return true;
        }
        if (!isWord(before)) {
            return false;
        }
        if (is(open + 1, "?") || isTested(before)) {
            return true;
        }
        boolean type = Character.isUpperCase(text(before).codePointAt(0)) || isNamePart(before);
        boolean follows = isWord(close + 1) || AFTER_TYPE_ARGUMENTS.contains(text(close + 1));
        return type && follows && !is(close + 1, "instanceof");
    }

    /** Whether a bracket closes the arguments of an annotation. */
    private boolean isAnnotationsEnd(int close) {
        if (!is(close, ")")) {
            return false;
        }
        int first = partners[close] - 1;
        while (isWord(first) && is(first - 1, ".")) {
            first -= 2;
        }
        return isWord(first) && is(first - 1, "@");
    }

    /** Whether a word is the end of the name of a class that {@code instanceof} asks for. */
    private boolean isTested(int word) {
        int first = word;
        while (is(first - 1, ".") && isWord(first - 2)) {
            first -= 2;
        }
        return is(first - 1, "instanceof") || is(first - 2, "instanceof") && is(first - 1, "final");
    }

    /** Whether a word that looks like a variable's can only be a class's name. */
    private boolean isNamePart(int word) {
        int before = word - 1;
        return before < 0
                || is(before, "{")
                || is(before, "}")
                || is(before, ";")
                || isWord(before)
                        && !is(before, "return")
                        && !is(before, "case")
                        && !is(before, "yield")
                        && !is(before, "assert");
    }

    private void pairInside(int from, int to) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = from; i <= to; i++) {
            if (is(i, "<")) {
                open.push(i);
            } else if (is(i, ">")) {
                pair(open.pop(), i);
            }
        }
    }

    // ---- tokens

    public int size() {
        return tokens.size();
    }

    public Token token(int i) {
        return tokens.get(i);
    }

    public List<Token> commentsBefore(int i) {
        return comments.get(i);
    }

    public String source() {
        return source;
    }

    /** The token as it is written. */
    public String written(int i) {
        return source(i, i + 1);
    }

    /** Some tokens as they are written, with what is between them. */
    public String source(int from, int to) {
        return from < to
                ? source.substring(tokens.get(from).start(), tokens.get(to - 1).end())
                : "";
    }

    /**
     * Compares the tokens with those of another text.
     *
     * @throws FormatException if they are not the same in the same order, {@code > >} and {@code
     *     >>} told apart but in types; or if a comment between them has other words
     */
    public void requireTokensOf(Code other) {
        for (int i = 0; i < Math.min(size(), other.size()); i++) {
            if (!written(i).equals(other.written(i)) || isShift(i) != other.isShift(i)) {
                throw new FormatException("has become " + near(i) + ": " + other.near(i));
            }
        }
        if (size() != other.size()) {
            throw new FormatException("has become " + size() + " of " + other.size() + " tokens");
        }
        for (int i = 0; i <= size(); i++) {
            String words = CommentWords.of(other.commentsBefore(i));
            if (!words.equals(CommentWords.of(commentsBefore(i)))) {
                throw new FormatException("the comment has changed: " + words);
            }
        }
    }

    private boolean isShift(int i) {
        return is(i, ">") && partners[i] < 0 && touches(i) && (is(i + 1, ">") || is(i + 1, ">="));
    }

    public String text(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i).text() : "";
    }

    public boolean is(int i, String text) {
        return text(i).equals(text);
    }

    public boolean isWord(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).kind() == Kind.WORD;
    }

    public boolean isLiteral(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).kind() == Kind.LITERAL;
    }

    public boolean isString(int i) {
        return isLiteral(i) && text(i).startsWith("\"");
    }

    public boolean isPrimitive(int i) {
        return PRIMITIVES.contains(text(i));
    }

    public boolean isModifier(int i) {
        return isWord(i) && MODIFIERS.contains(text(i));
    }

    /** Whether a token touches the next one. */
    public boolean touches(int i) {
        return i + 1 < tokens.size() && tokens.get(i).end() == tokens.get(i + 1).start();
    }

    /** How long the text of some tokens is, as it is written. */
    public int length(Range range) {
        return range.isEmpty()
                ? 0
                : tokens.get(range.to() - 1).end() - tokens.get(range.from()).start();
    }

    public String near(int i) {
        int start = tokens.get(i).start();
        return source.substring(start, Math.min(source.length(), start + 60));
    }

    // ---- groups

    public boolean opens(int i) {
        return i < tokens.size() && partners[i] > i;
    }

    /** The bracket that closes one, or that one closes. */
    public int partner(int i) {
        return partners[i];
    }

    /** The token after one, or after the brackets that it opens. */
    public int after(int i) {
        return opens(i) ? partners[i] + 1 : i + 1;
    }

    /** The first of some symbols outside of brackets, or {@code to}. */
    public int find(int from, int to, String... symbols) {
        List<String> wanted = List.of(symbols);
        int i = from;
        while (i < to && !wanted.contains(text(i))) {
            i = after(i);
        }
        return Math.min(i, to);
    }

    /** The parts between commas, or another separator, outside of brackets. */
    public List<Range> split(int from, int to, String separator) {
        List<Range> parts = new ArrayList<>();
        int start = from;
        while (start < to) {
            int end = find(start, to, separator);
            parts.add(new Range(start, end));
            start = end + 1;
        }
        return parts;
    }

    // ---- types

    /** Where an annotation ends that begins here. */
    public int annotationEnd(int from) {
        int i = from + 2;
        while (is(i, ".") && isWord(i + 1)) {
            i += 2;
        }
        return is(i, "(") ? after(i) : i;
    }

    /** Where a type ends, its dimensions included, or -1 if none begins here. */
    public int typeEnd(int from) {
        int i = from;
        while (is(i, "@") && !is(i + 1, "interface")) {
            i = annotationEnd(i);
        }
        if (!isWord(i)) {
            return -1;
        }
        i++;
        while (is(i, ".") && isWord(i + 1) || is(i, "<") && opens(i)) {
            i = is(i, ".") ? i + 2 : after(i);
        }
        while (is(i, "[") && is(i + 1, "]")) {
            i += 2;
        }
        return i;
    }

    /** Whether a parenthesis begins a cast. */
    public boolean isCast(int open) {
        if (!is(open, "(")) {
            return false;
        }
        int close = partners[open];
        int end = typeEnd(open + 1);
        while (end > 0 && is(end, "&")) {
            end = typeEnd(end + 1);
        }
        int next = close + 1;
        if (end != close) {
            return false;
        }
        boolean operand =
                isWord(next) && !is(next, "instanceof")
                        || isLiteral(next)
                        || is(next, "(")
                        || is(next, "!")
                        || is(next, "~");
        boolean sign = is(next, "+") || is(next, "-") || is(next, "++") || is(next, "--");
        return operand || sign && close == open + 2 && isPrimitive(open + 1);
    }

    /** Where the arrow is of a lambda that begins here, or -1. */
    public int arrow(int from, int to) {
        int after = is(from, "(") ? after(from) : from + 1;
        return (is(from, "(") || isWord(from)) && after < to && is(after, "->") ? after : -1;
    }
}
