package org.higher.processor.codegen.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.higher.processor.codegen.format.expressions.Expressions;
import org.higher.processor.codegen.format.layout.Doc;
import org.higher.processor.codegen.format.layout.DocBuilder;
import org.higher.processor.codegen.format.layout.Lines;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.FormatException;
import org.higher.processor.codegen.format.tokens.Token;

/**
 * The statements in braces, line by line as they are written; those that are too long are laid out
 * anew.
 */
final class Bodies {
    private static final Set<String> HEADS =
            Set.of("if", "while", "for", "switch", "synchronized", "catch", "try");

    private static final Set<String> WITHOUT_HEAD = Set.of("else", "do", "try", "finally");

    private static final Set<String> CONTINUING = Set.of("else", "catch", "finally");

    private static final Set<String> NESTED =
            Set.of("if", "while", "for", "switch", "synchronized", "try", "do", "{");

    private final Code code;
    private final Unformatted unformatted;

    Bodies(Code code, Unformatted unformatted) {
        this.code = code;
        this.unformatted = unformatted;
    }

    /** Text in the place of other text. */
    private record Edit(int start, int end, String text) {}

    /** One run over the text between two braces, whose lines move to the right by some columns. */
    private final class Run {
        private final int shift;
        private final List<Edit> edits = new ArrayList<>();

        Run(int shift) {
            this.shift = shift;
        }

        // ---- statements

        void statements(int from, int to) {
            int i = from;
            while (i < to) {
                i = statement(i, to);
            }
        }

        /** One statement or the beginning of one; where the next is. */
        private int statement(int i, int to) {
            if (code.is(i, "{")) {
                statements(i + 1, code.partner(i));
                return code.after(i);
            }
            if (WITHOUT_HEAD.contains(code.text(i)) && !code.is(i + 1, "(")) {
                return i + 1;
            }
            if (HEADS.contains(code.text(i)) && code.is(i + 1, "(")) {
                return headed(i, to);
            }
            if (code.is(i, "case") || code.is(i, "default")) {
                return label(i, to);
            }
            if (code.isWord(i) && code.is(i + 1, ":")) {
                return i + 2;
            }
            int declared = declaredType(i, to);
            if (declared < to) {
                type(i, declared);
                return code.after(declared);
            }
            return unit(i, Math.min(to, code.find(i, to, ";") + 1));
        }

        private int headed(int i, int to) {
            int next = code.after(i + 1);
            if (code.is(next, "{") && isCrowded(next)) {
                return unit(i, code.after(next));
            }
            if (code.is(next, "{")) {
                unit(i, next + 1);
                statements(next + 1, code.partner(next));
                return code.after(next);
            }
            return NESTED.contains(code.text(next))
                    ? unit(i, next)
                    : unit(i, Math.min(to, code.find(next, to, ";") + 1));
        }

        private int label(int i, int to) {
            int end = code.find(i, to, "->", ":");
            if (code.is(end, ":")) {
                return unit(i, end + 1);
            }
            if (code.is(end + 1, "{")) {
                unit(i, end + 2);
                statements(end + 2, code.partner(end + 1));
                return code.after(end + 1);
            }
            return unit(i, Math.min(to, code.find(i, to, ";") + 1));
        }

        /** The brace of a class that is declared here, or {@code to}. */
        private int declaredType(int from, int to) {
            int i = Declarations.modifiersEnd(code, from);
            return Declarations.isType(code, i) ? code.find(i, to, "{") : to;
        }

        /** A class in a method; the constants of an enum stay as they are. */
        private void type(int from, int open) {
            int close = code.partner(open);
            boolean constants = code.is(Declarations.modifiersEnd(code, from), "enum");
            members(constants ? code.find(open + 1, close, ";") + 1 : open + 1, close);
        }

        /** The members of a class in a method. */
        private void members(int from, int to) {
            int i = from;
            while (i < to) {
                int declared = declaredType(i, to);
                int end = code.find(i, to, ";", "{", "=");
                if (declared < to) {
                    type(i, declared);
                    i = code.after(declared);
                } else if (code.is(end, "{")) {
                    statements(end + 1, code.partner(end));
                    i = code.after(end);
                } else {
                    int start = Declarations.annotationsEnd(code, i);
                    end = Math.min(to, code.find(end, to, ";") + 1);
                    i =
                            code.is(end - 2, ")") && code.find(start, end, "=") == end
                                    ? end // the signature of a method
                                    : unit(start, end);
                }
            }
        }

        // ---- what is too long

        /** Lays a statement out if a line of it is too long; otherwise looks into its blocks. */
        private int unit(int from, int to) {
            Optional<Token> note = note(to);
            if (isTooLong(from, to)) {
                edit(from, to, () -> layOut(from, to, note));
            } else if (note.isPresent() && lineEnd(note.get()) > Doc.MAX_WIDTH) {
                edit(from, to, () -> layOutIfItHelps(from, to, note));
            } else {
                for (int i = from; i < to; i++) {
                    if (isBlockWithin(i, to)) {
                        block(i);
                        i = code.partner(i);
                    }
                }
            }
            return to;
        }

        private void edit(int from, int to, Supplier<Optional<Edit>> layout) {
            unformatted
                    .attempt(code.source(from, to), layout, Optional::<Edit>empty)
                    .ifPresent(edits::add);
        }

        private void block(int open) {
            if (isClassBody(open)) {
                members(open + 1, code.partner(open));
            } else {
                statements(open + 1, code.partner(open));
            }
        }

        private boolean isTooLong(int from, int to) {
            for (int i = from; i < to; i++) {
                if (lineEnd(code.token(i)) > Doc.MAX_WIDTH) {
                    return true;
                }
                if (isBlockWithin(i, to)) {
                    i = code.partner(i) - 1;
                }
            }
            return false;
        }

        /** The column where a token ends, or its first line does. */
        private int lineEnd(Token token) {
            int line = token.text().indexOf('\n');
            int end = line < 0 ? token.end() : token.start() + line;
            return column(token.start()) + end - token.start();
        }

        private int column(int position) {
            return position - lineStart(position) + shift;
        }

        /** Whether braces are on one line that is too long. */
        private boolean isCrowded(int open) {
            Token close = code.token(code.partner(open));
            return lineStart(close.start()) < code.token(open).start()
                    && lineEnd(close) > Doc.MAX_WIDTH;
        }

        /** A comment after a statement, to the end of the line. */
        private Optional<Token> note(int to) {
            int end = code.token(to - 1).end();
            return code.commentsBefore(to).stream()
                    .limit(1)
                    .filter(c -> c.isLineComment() && lineStart(c.start()) <= end)
                    .findFirst();
        }

        private Optional<Edit> layOutIfItHelps(int from, int to, Optional<Token> note) {
            String text = laidOut(from, to, note).toString();
            return Optional.of(new Edit(start(from), note.orElseThrow().end(), text))
                    .filter(edit -> fits(edit.text()));
        }

        private boolean fits(String text) {
            return text.lines().skip(1).allMatch(line -> line.length() <= Doc.MAX_WIDTH);
        }

        private Optional<Edit> layOut(int from, int to, Optional<Token> note) {
            String text = laidOut(from, to, note).toString();
            int end = note.map(Token::end).orElse(code.token(to - 1).end());
            if (note.isPresent() && !fits(text)) {
                Lines lines = laidOut(from, to, Optional.empty()).append(" ");
                text = lines.comment(note.get().text()).toString();
            }
            return Optional.of(new Edit(start(from), end, text));
        }

        private Lines laidOut(int from, int to, Optional<Token> note) {
            int position = code.token(from).start();
            int columns = Math.max(0, indent(position) + shift);
            DocBuilder doc = new DocBuilder(code, from);
            Expressions expressions = new Expressions(code, doc, Bodies.this::block);
            new Statements(code, doc, expressions).statement(from, to);
            note.ifPresent(doc::note);
            Lines lines =
                    isSecond(from) ? new Lines().newLine(columns) : Lines.from(column(position));
            doc.build(to).write(lines, columns);
            return lines;
        }

        /** Where what is laid out begins; a second statement of a line gets a line of its own. */
        private int start(int from) {
            return isSecond(from) ? code.token(from - 1).end() : code.token(from).start();
        }

        private boolean isSecond(int from) {
            int start = code.token(from).start();
            return start - lineStart(start) > indent(start)
                    && (code.is(from - 1, ";") || code.is(from - 1, "}") && !continues(from))
                    && code.commentsBefore(from).isEmpty();
        }

        /** Whether what comes after a brace belongs to the statement that it closes. */
        private boolean continues(int from) {
            boolean loopEnds = code.is(from, "while") && code.is(code.partner(from - 1) - 1, "do");
            return loopEnds || CONTINUING.contains(code.text(from));
        }

        private int indent(int position) {
            int line = lineStart(position);
            int i = line;
            while (Character.isWhitespace(code.source().charAt(i))) {
                i++;
            }
            return i - line;
        }

        // ---- comments

        void comments(int from, int to) {
            List<Edit> laidOut = List.copyOf(edits);
            for (int i = from; i <= to; i++) {
                for (Token comment : code.commentsBefore(i)) {
                    boolean kept =
                            laidOut.stream()
                                    .noneMatch(
                                            e ->
                                                    e.start() <= comment.start()
                                                            && comment.end() <= e.end());
                    if (kept) {
                        wrapped(comment)
                                .map(text -> new Edit(comment.start(), comment.end(), text))
                                .ifPresent(edits::add);
                    }
                }
            }
        }

        private Optional<String> wrapped(Token comment) {
            int column = column(comment.start());
            if (!comment.isLineComment()) {
                return BlockComments.wrapped(comment.text(), column, shift);
            }
            return lineEnd(comment) > Doc.MAX_WIDTH
                    ? Optional.of(Lines.from(column).comment(comment.text()).toString())
                    : Optional.empty();
        }

        /** The text between two positions, edited, without blanks at its ends. */
        String text(int from, int to) {
            edits.sort(Comparator.comparingInt(Edit::start));
            StringBuilder out = new StringBuilder();
            int at = from;
            for (Edit edit : edits) {
                if (edit.start() < at || edit.end() > to) {
                    throw new FormatException("laid out twice: " + edit.text());
                }
                copy(at, edit.start(), out);
                out.append(edit.text());
                at = edit.end();
            }
            copy(at, to, out);
            return out.toString().strip();
        }

        private void copy(int from, int to, StringBuilder out) {
            String text = code.source().substring(from, to);
            out.append(shift == 0 || text.contains("\"\"\"") ? text : Bodies.shifted(text, shift));
        }
    }

    /** Moves all lines but the first. */
    static String shifted(String text, int columns) {
        if (columns == 0) {
            return text;
        }
        return columns > 0
                ? text.replaceAll("\n(?=[^\n])", "\n" + " ".repeat(columns))
                : text.replaceAll("\n {1," + -columns + "}", "\n");
    }

    /** What is in braces, at an indentation. */
    void write(Lines out, int open, int indent) {
        int from = code.token(open).end();
        int close = code.partner(open);
        int to = code.token(close).start();
        int shift = indent - indentation(from, to, indent);
        out.append(
                unformatted.attempt(
                        code.source().substring(from, to),
                        () -> {
                            Run run = new Run(shift);
                            run.block(open);
                            run.comments(open + 1, close);
                            return run.text(from, to);
                        },
                        () -> new Run(shift).text(from, to)));
    }

    private Lines.Writer block(int open) {
        return (out, indent) -> write(out, open, indent);
    }

    /** How far the first line is indented, or the second if that begins with a brace. */
    private int indentation(int from, int to, int otherwise) {
        int i = from;
        while (i < to && Character.isWhitespace(code.source().charAt(i))) {
            i++;
        }
        int line = lineStart(i);
        if (line > from) {
            return i - line;
        }
        int next = code.source().indexOf('\n', i);
        return next < 0 || next >= to ? otherwise : indentation(next, to, otherwise);
    }

    private int lineStart(int position) {
        return code.source().lastIndexOf('\n', position - 1) + 1;
    }

    /** Whether a brace begins statements or members that belong to a statement around them. */
    private boolean isBlockWithin(int i, int to) {
        return code.is(i, "{")
                && code.partner(i) < to
                && (code.is(i - 1, "->") || code.is(i - 1, ")"));
    }

    /** The body of an anonymous class comes after arguments, that of a switch after a selector. */
    private boolean isClassBody(int open) {
        return code.is(open - 1, ")")
                && !HEADS.contains(code.text(code.partner(open - 1) - 1))
                && isCreation(code.partner(open - 1));
    }

    private boolean isCreation(int arguments) {
        int i = arguments - 1;
        while (i > 0 && !code.is(i, "new")) {
            boolean type = code.isWord(i) || code.is(i, ".") || code.is(i, ">");
            if (!type) {
                return false;
            }
            i = code.is(i, ">") && code.partner(i) >= 0 ? code.partner(i) - 1 : i - 1;
        }
        return i > 0;
    }
}
