package org.higher.processor.text;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through code, but for parts of it that are not copied. */
public abstract class PartScanner extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Set<Tree> without;

    protected PartScanner(Set<Tree> without) {
        this.without = without;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        return tree == null || without.contains(tree) ? null : super.scan(tree, null);
    }
}
