package org.higher.processor.text;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.higher.processor.javac.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * Copies source text, comments, layout and all, except for the trees that {@link #rewrite}
 * replaces.
 *
 * <p>The body's own indentation is taken off, since the writer of the generated file adds its own.
 */
public abstract class Splicer {
    /** Stands alone on the line before a copied body. */
    public static final String BODY_START = "\ufdd0";

    /** Stands alone on the line after a copied body. */
    public static final String BODY_END = "\ufdd1";

    /** Vertical tab, form feed, next line, line separator, paragraph separator. */
    private static final String OTHER_LINE_ENDS = "\u000b\f\u0085\u2028\u2029";

    private final SourceFile file;
    private final int indent;
    private final NavigableMap<Integer, Integer> textBlocks = new TreeMap<>();

    protected Splicer(SourceFile file, Tree method, BlockTree body) {
        this.file = file;
        this.indent = indentation(body);
        findTextBlocks(method);
    }

    /** The replacement of a tree; nothing to copy its text and look inside. */
    protected abstract Optional<CodeBlock> rewrite(Tree tree);

    /** The text of a tree, rewritten. */
    protected final CodeBlock emit(Tree tree) {
        return rewrite(tree).orElseGet(() -> splice(tree, file.start(tree), file.end(tree)));
    }

    /**
     * The statements of a block without its braces, comments before and after them included,
     * between marks for whoever lays the generated file out.
     */
    public final CodeBlock body(BlockTree block) {
        int from = file.start(block) + 1;
        int to = file.end(block) - 1;
        while (from < to && Character.isWhitespace(file.text().charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(file.text().charAt(to - 1))) {
            to--;
        }
        return from == to
                ? CodeBlock.of("")
                : CodeBlock.builder()
                        .add(BODY_START + "\n")
                        .add(splice(block, from, to))
                        .add("\n" + BODY_END + "\n")
                        .build();
    }

    /** How far the line in which a tree begins is indented within the body. */
    protected final int indentOf(Tree tree) {
        return Math.max(0, blanks(file.lineStart(file.start(tree))) - indent);
    }

    /** Where in its line a tree begins, within the body. */
    protected final int columnOf(Tree tree) {
        return file.start(tree) - file.lineStart(file.start(tree)) - indent;
    }

    private CodeBlock splice(Tree root, int from, int to) {
        NavigableMap<Integer, Map.Entry<Integer, CodeBlock>> edits = new TreeMap<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null) {
                    return null;
                }
                Optional<CodeBlock> edit = tree == root ? Optional.empty() : rewrite(tree);
                if (edit.isEmpty()) {
                    return super.scan(tree, null);
                }
                if (file.isWritten(tree)) {
                    edits.put(file.start(tree), Map.entry(file.end(tree), edit.get()));
                }
                return null;
            }
        }.scan(root, null);
        CodeBlock.Builder out = CodeBlock.builder();
        int at = from;
        for (Map.Entry<Integer, Map.Entry<Integer, CodeBlock>> edit : edits.entrySet()) {
            out.add("$L", text(at, edit.getKey())).add(edit.getValue().getValue());
            at = edit.getValue().getKey();
        }
        return out.add("$L", text(at, to)).build();
    }

    /**
     * The text between two positions without the body's indentation.
     *
     * <p>Characters that end a line elsewhere, but not in Java, are escaped, in whatever they are:
     * no tool on the way shall break the line there.
     */
    private String text(int from, int to) {
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
                int drop = dedent(i + 1);
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
    private int dedent(int position) {
        Map.Entry<Integer, Integer> block = textBlocks.floorEntry(position);
        if (block == null || position >= block.getValue()) {
            return indent;
        }
        int least = indent;
        for (int i = block.getKey(); i < block.getValue(); i++) {
            if (file.text().charAt(i) == '\n') {
                least = Math.min(least, blanks(i + 1));
            }
        }
        return least;
    }

    /** The blanks that a line begins with; all of them if it has nothing else. */
    private int blanks(int lineStart) {
        int i = lineStart;
        while (isBlank(file.text().charAt(i))) {
            i++;
        }
        char end = file.text().charAt(i);
        return end == '\n' || end == '\r' ? Integer.MAX_VALUE : i - lineStart;
    }

    private int indentation(BlockTree body) {
        List<? extends StatementTree> statements = body.getStatements();
        Tree first = statements.isEmpty() ? body : statements.get(0);
        int line = file.lineStart(file.start(first));
        boolean alone = file.text().subSequence(line, file.start(first)).toString().isBlank();
        if (alone) {
            return file.start(first) - line;
        }
        // it begins on the line of the brace: the closing brace's line tells where that one starts
        int last = file.lineStart(file.end(body) - 1);
        return last > file.start(body) ? blanks(last) + 4 : 0;
    }

    private void findTextBlocks(Tree method) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void unused) {
                if (file.isWritten(tree) && file.text(tree).startsWith("\"\"\"")) {
                    textBlocks.put(file.start(tree), file.end(tree));
                }
                return null;
            }
        }.scan(method, null);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
