package org.higher.processor.text;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
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
    private final SourceFile file;
    private final Indentation indentation;

    protected Splicer(SourceFile file, Tree method, BlockTree body) {
        this.file = file;
        this.indentation = Indentation.of(file, method, body);
    }

    /** For a whole member of a class. */
    protected Splicer(SourceFile file, Tree member) {
        this.file = file;
        this.indentation = Indentation.of(file, member);
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
                : CodeBlock.builder().add(splice(block, from, to)).add("\n").build();
    }

    /** The text of a member, rewritten. */
    public final CodeBlock member(Tree member) {
        return splice(member, file.start(member), file.end(member));
    }

    private CodeBlock splice(Tree root, int from, int to) {
        NavigableMap<Integer, Map.Entry<Integer, CodeBlock>> edits = new TreeMap<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null) {
                    return null;
                }
                if (EnumConstants.isConstant(tree, file)) {
                    return scan(EnumConstants.parts(tree), null);
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
            out.add("$L", indentation.dedented(at, edit.getKey())).add(edit.getValue().getValue());
            at = edit.getValue().getKey();
        }
        return out.add("$L", indentation.dedented(at, to)).build();
    }
}
