package org.higher.processor.javac;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import java.util.regex.Pattern;

/** A source file: its tree, its text, and where in the text each tree is. */
public record SourceFile(CompilationUnitTree unit, CharSequence text, SourcePositions positions) {
    private static final Pattern LONE_RETURN = Pattern.compile("\\r(?!\n)");

    /** A text in which {@code \r} never ends a line alone; of the same length. */
    static String lines(CharSequence text) {
        return LONE_RETURN.matcher(text).replaceAll("\n");
    }

    public int start(Tree tree) {
        return (int) positions.getStartPosition(unit, tree);
    }

    public int end(Tree tree) {
        return (int) positions.getEndPosition(unit, tree);
    }

    /** False for what the compiler made up, such as a default constructor. */
    public boolean isWritten(Tree tree) {
        return start(tree) >= 0 && end(tree) > start(tree);
    }

    public String text(Tree tree) {
        return text.subSequence(start(tree), end(tree)).toString();
    }

    /** The line that a position is in, counted from 1. */
    public int line(int position) {
        return (int) unit.getLineMap().getLineNumber(position);
    }

    /** The name of the file, without those of its folders. */
    public String name() {
        String path = unit.getSourceFile().getName();
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    /** The last character before a tree that is no blank; a blank at the start of the file. */
    public char before(Tree tree) {
        int i = start(tree) - 1;
        while (i > 0 && Character.isWhitespace(text.charAt(i))) {
            i--;
        }
        return i < 0 ? ' ' : text.charAt(i);
    }

    /** Where the line begins that holds a position. */
    public int lineStart(int position) {
        int start = position;
        while (start > 0 && text.charAt(start - 1) != '\n') {
            start--;
        }
        return start;
    }
}
