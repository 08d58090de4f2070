package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/** Methods and constructors of the classes inside a rule. */
final class InnerMethods {
    private final Map<String, List<MethodTree>> byName = new HashMap<>();

    private InnerMethods() {}

    static InnerMethods of(ClassSource source) {
        InnerMethods found = new InnerMethods();
        new TreeScanner<@Nullable Void, String>() {
            @Override
            public @Nullable Void visitClass(ClassTree tree, String around) {
                return super.visitClass(tree, tree.getSimpleName().toString());
            }

            @Override
            public @Nullable Void visitMethod(MethodTree tree, String around) {
                boolean own = around.contentEquals(source.type().getSimpleName());
                String name = tree.getReturnType() == null ? around : tree.getName().toString();
                if (!own) {
                    found.byName.computeIfAbsent(name, n -> new ArrayList<>()).add(tree);
                }
                return super.visitMethod(tree, around);
            }
        }.scan(source.tree(), "");
        return found;
    }

    /** The methods of a name, of whichever class; constructors have that of their class. */
    List<MethodTree> named(CharSequence name) {
        return byName.getOrDefault(name.toString(), List.of());
    }
}
