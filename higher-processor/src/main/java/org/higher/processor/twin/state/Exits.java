package org.higher.processor.twin.state;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/** Statements that leave the code around them, to go on elsewhere. */
final class Exits {
    private Exits() {}

    /** Whether some may be in a part of a method; one that only leaves a loop in there counts. */
    static boolean areIn(Tree code) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null) {
                    return null;
                }
                return switch (tree.getKind()) {
                    case RETURN, BREAK, CONTINUE -> {
                        found[0] = true;
                        yield null;
                    }
                    case LAMBDA_EXPRESSION, CLASS, INTERFACE, ENUM, RECORD -> null;
                    default -> super.scan(tree, null);
                };
            }
        }.scan(code, null);
        return found[0];
    }
}
