package org.higher.processor.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;

/** A source file: its tree, its text, and where in the text each tree is. */
public record SourceFile(CompilationUnitTree unit, CharSequence text, SourcePositions positions) {
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

    /** Where the line begins that holds a position. */
    int lineStart(int position) {
        int start = position;
        while (start > 0 && text.charAt(start - 1) != '\n') {
            start--;
        }
        return start;
    }
}
