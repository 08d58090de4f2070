package org.higher.processor.text;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.higher.processor.javac.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * The indentation of a body's lines, which is taken off when they are copied.
 *
 * @param width that of the body's first line
 * @param textBlocks where text blocks begin and end
 */
record Indentation(SourceFile file, int width, NavigableMap<Integer, Integer> textBlocks) {
    /** Vertical tab, form feed, next line, line separator, paragraph separator. */
    private static final String OTHER_LINE_ENDS = "\u000b\f\u0085\u2028\u2029";

    static Indentation of(SourceFile file, Tree method, BlockTree body) {
        return new Indentation(file, width(file, body), textBlocks(file, method));
    }

    /** That of a whole member, which its first line begins with. */
    static Indentation of(SourceFile file, Tree member) {
        return new Indentation(
                file, blanks(file, file.lineStart(file.start(member))), textBlocks(file, member));
    }

    private static int width(SourceFile file, BlockTree body) {
        List<? extends StatementTree> statements = body.getStatements();
        Tree first = statements.isEmpty() ? body : statements.get(0);
        int line = file.lineStart(file.start(first));
        boolean alone = file.text().subSequence(line, file.start(first)).toString().isBlank();
        if (alone) {
            return file.start(first) - line;
        }
        // it begins on the line of the brace: the closing brace's line tells where that one starts
        int last = file.lineStart(file.end(body) - 1);
        return last > file.start(body) ? blanks(file, last) + 4 : 0;
    }

    private static NavigableMap<Integer, Integer> textBlocks(SourceFile file, Tree method) {
        NavigableMap<Integer, Integer> found = new TreeMap<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void unused) {
                if (file.isWritten(tree) && file.text(tree).startsWith("\"\"\"")) {
                    found.put(file.start(tree), file.end(tree));
                }
                return null;
            }
        }.scan(method, null);
        return found;
    }

    /**
     * The text between two positions without the body's indentation.
     *
     * <p>Characters that end a line elsewhere, but not in Java, are escaped, in whatever they are:
     * no tool on the way shall break the line there.
     */
    String dedented(int from, int to) {
        StringBuilder out = new StringBuilder();
        for (int i = from; i < to; i++) {
            char c = file.text().charAt(i);
            if (c == '\r' && i + 1 < to && file.text().charAt(i + 1) == '\n') {
                continue;
            }
            if (OTHER_LINE_ENDS.indexOf(c) >= 0) {
                out.append(String.format("\\u%04x", (int) c));
                continue;
            }
            out.append(c);
            if (c == '\n') {
                int drop = removable(i + 1);
                while (drop > 0 && i + 1 < to && isBlank(file.text().charAt(i + 1))) {
                    i++;
                    drop--;
                }
            }
        }
        return out.toString();
    }

    /**
     * How much may be taken off a line: a text block's lines must keep their relative positions.
     */
    private int removable(int position) {
        Map.Entry<Integer, Integer> block = textBlocks.floorEntry(position);
        if (block == null || position >= block.getValue()) {
            return width;
        }
        int least = width;
        for (int i = block.getKey(); i < block.getValue(); i++) {
            if (file.text().charAt(i) == '\n') {
                least = Math.min(least, blanks(file, i + 1));
            }
        }
        return least;
    }

    /** The blanks that a line begins with; all of them if it has nothing else. */
    private static int blanks(SourceFile file, int lineStart) {
        int i = lineStart;
        while (isBlank(file.text().charAt(i))) {
            i++;
        }
        char end = file.text().charAt(i);
        return end == '\n' || end == '\r' ? Integer.MAX_VALUE : i - lineStart;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
