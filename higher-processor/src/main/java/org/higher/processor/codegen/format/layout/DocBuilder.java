package org.higher.processor.codegen.format.layout;

import java.util.ArrayDeque;
import java.util.Deque;
import org.higher.processor.codegen.format.layout.Doc.Break;
import org.higher.processor.codegen.format.layout.Doc.Indent;
import org.higher.processor.codegen.format.layout.Doc.Level;
import org.higher.processor.codegen.format.layout.Doc.Mode;
import org.higher.processor.codegen.format.layout.Doc.Tag;
import org.higher.processor.codegen.format.layout.Doc.Text;
import org.higher.processor.codegen.format.tokens.Code;
import org.higher.processor.codegen.format.tokens.FormatException;
import org.higher.processor.codegen.format.tokens.Token;

/**
 * Builds the tree of levels and breaks of some tokens, each of which has to come once and in order.
 *
 * <p>Text goes to the level of the last break: what closes a level, such as {@code );}, is then
 * counted where that level is found to fit or not.
 */
public final class DocBuilder {
    /** How far a line that goes on is indented. */
    public static final int CONTINUED = 8;

    /** How far what is in braces is indented. */
    public static final int BLOCK = 4;

    private final Code code;
    private final int first;
    private final Level root = new Level(Indent.of(0));
    private final Deque<Level> open = new ArrayDeque<>();
    private Level appended = root;
    private int next;

    /** How many levels were opened since anything was added. */
    private int fresh;

    /** Whether the last thing was a token, after which another could run into it. */
    private boolean afterWord;

    public DocBuilder(Code code, int from) {
        this.code = code;
        this.first = from;
        this.next = from;
        open.push(root);
    }

    /** All that was added, which are the tokens up to one. */
    public Doc build(int to) {
        if (next != to || open.size() != 1) {
            throw new FormatException("not laid out: " + code.near(Math.min(next, to)));
        }
        return root;
    }

    public void open(int columns) {
        open(Indent.of(columns));
    }

    /** Opens a level that is indented by {@link #CONTINUED} if a break was taken. */
    public void openIf(Tag tag) {
        open(new Indent(tag, CONTINUED, 0));
    }

    public void open(Indent indent) {
        open.push(new Level(indent));
        fresh++;
    }

    public void close() {
        Level level = open.pop();
        open.element().add(level);
        fresh = 0;
    }

    /** A break that is taken with the others of its level. */
    public void breakAll(String flat) {
        add(new Break(Mode.ALL, flat, 0, new Tag()));
    }

    /** A break that is taken if what follows does not fit. */
    public void breakFill(String flat) {
        breakFill(flat, new Tag());
    }

    public void breakFill(String flat, Tag tag) {
        add(new Break(Mode.FILL, flat, 0, tag));
    }

    public void breakLine() {
        add(new Break(Mode.FORCED, "", 0, new Tag()));
    }

    public void breakBy(Mode mode, Tag tag) {
        add(new Break(mode, "", 0, tag));
    }

    /** A break before what closes a block, which is indented less. */
    public void breakBack() {
        add(new Break(Mode.ALL, "", -BLOCK, new Tag()));
    }

    private void add(Break b) {
        appended = open.element();
        appended.add(b);
        afterWord = false;
        fresh = 0;
    }

    public void space() {
        text(" ");
        fresh = 0;
        afterWord = false;
    }

    /** The next token; with the comments before it, but for those before the first. */
    public void token(int i) {
        if (i != next) {
            throw new FormatException("laid out of order: " + code.near(Math.min(i, next)));
        }
        comments();
        fresh = 0;
        boolean word = code.isWord(i) || code.isLiteral(i);
        if (word && afterWord) {
            throw new FormatException("laid out as one word: " + code.near(i - 1));
        }
        text(code.written(i));
        afterWord = word;
        next = i + 1;
    }

    public void token(int i, String expected) {
        if (!code.is(i, expected)) {
            throw new FormatException("expected " + expected + " at: " + code.near(i));
        }
        token(i);
    }

    /** The comments before the next token, outside of the levels that open with it. */
    private void comments() {
        if (next == first || code.commentsBefore(next).isEmpty()) {
            return;
        }
        Deque<Level> opened = new ArrayDeque<>();
        for (int i = 0; i < fresh; i++) {
            opened.push(open.pop());
        }
        code.commentsBefore(next).forEach(this::comment);
        opened.forEach(open::push);
    }

    private void comment(Token comment) {
        if (!comment.isLineComment()) {
            breakAll("");
            text(comment.text());
            text(" ");
            return;
        }
        if (code.token(next - 1).end() > code.source().lastIndexOf('\n', comment.start())) {
            text(" ");
        } else {
            breakLine();
        }
        appended.add(new Doc.LineComment(comment.text()));
        breakLine();
    }

    /** A comment at the end. */
    public void note(Token comment) {
        text(" ");
        text(comment.text());
    }

    /** Tokens in braces, which are written by others. */
    public void block(int from, int to, Lines.Writer lines) {
        if (from != next) {
            throw new FormatException("laid out of order: " + code.near(from));
        }
        breakLine();
        appended.add(new Doc.Block(lines));
        next = to;
    }

    private void text(String text) {
        appended.add(new Text(text));
    }
}
