package org.higher.processor.text;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.higher.processor.javac.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * Copies source text, comments, layout and all, except for the trees that {@link #rewrite}
 * replaces.
 *
 * <p>The body's own indentation is taken off, since the writer of the generated file adds its own.
 * {@link LineMarks} say where a line of the original begins.
 */
public abstract class Splicer {
    private final SourceFile file;
    private final Indentation indentation;
    private final boolean marked;

    protected Splicer(SourceFile file, Tree method, BlockTree body) {
        this.file = file;
        this.indentation = Indentation.of(file, method, body);
        this.marked = isMarked(file);
    }

    private static boolean isMarked(SourceFile file) {
        return !MethodText.isPrinted(file) && !LineMarks.areTaken(file.text());
    }

    /** For a whole member of a class. */
    protected Splicer(SourceFile file, Tree member) {
        this.file = file;
        this.indentation = Indentation.of(file, member);
        this.marked = isMarked(file);
    }

    /** The replacement of a tree; nothing to copy its text and look inside. */
    protected abstract Optional<CodeBlock> rewrite(Tree tree);

    /** The text of a tree, rewritten. */
    protected final CodeBlock emit(Tree tree) {
        return rewrite(tree).orElseGet(() -> splice(tree, file.start(tree), file.end(tree)));
    }

    /** The statements of a block without its braces, comments before and after them included. */
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
                        .add(splice(block, from, to))
                        .add("$L\n", LineMarks.END)
                        .build();
    }

    /** The text of a member, rewritten. */
    public final CodeBlock member(Tree member) {
        CodeBlock code = splice(member, file.start(member), file.end(member));
        if (!marked) {
            return code;
        }
        String place = file.name() + ":" + file.line(file.start(member));
        return CodeBlock.of("$L$L$L", LineMarks.mark(place), code, LineMarks.END);
    }

    private CodeBlock splice(Tree root, int from, int to) {
        NavigableMap<Integer, Map.Entry<Integer, CodeBlock>> edits = new TreeMap<>();
        NavigableSet<Integer> starts = new TreeSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null) {
                    return null;
                }
                if (EnumConstants.isConstant(tree, file)) {
                    return scan(EnumConstants.parts(tree), null);
                }
                addStart(tree, starts);
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
            copy(at, edit.getKey(), starts, out);
            out.add(edit.getValue().getValue());
            at = edit.getValue().getKey();
        }
        copy(at, to, starts, out);
        return out.build();
    }

    /** Notes where a tree begins, and where the dot is before what it selects. */
    private void addStart(Tree tree, NavigableSet<Integer> starts) {
        if (!marked || !file.isWritten(tree)) {
            return;
        }
        starts.add(file.start(tree));
        if (tree instanceof MemberSelectTree select) {
            int dot = file.end(tree) - select.getIdentifier().length() - 1;
            if (dot > file.start(tree) && file.text().charAt(dot) == '.') {
                starts.add(dot);
            }
        }
    }

    /** Copies text, with a mark where a line has the first start of a tree. */
    private void copy(int from, int to, NavigableSet<Integer> starts, CodeBlock.Builder out) {
        StringBuilder text = new StringBuilder();
        int at = from;
        int line = 0;
        for (int start : starts.subSet(from, true, to, true)) {
            int next = file.line(start);
            if (next != line) {
                text.append(indentation.dedented(at, start));
                text.append(LineMarks.mark(String.valueOf(next)));
                at = start;
                line = next;
            }
        }
        out.add("$L", text.append(indentation.dedented(at, to)));
    }
}
