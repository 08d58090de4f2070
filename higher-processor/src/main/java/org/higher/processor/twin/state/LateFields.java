package org.higher.processor.twin.state;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/**
 * Layers and parameters that a model creates when it first runs: {@code if (l == null) l = new
 * Linear(...)}. A twin has those that the model has, so that what creates them never runs there.
 */
public final class LateFields {
    private final ClassSource source;
    private final Set<VariableElement> fields = new LinkedHashSet<>();

    /** What stands after conditions, and a field that is created there. */
    private final Map<Tree, VariableElement> branches = new IdentityHashMap<>();

    private LateFields(ClassSource source) {
        this.source = source;
    }

    public static LateFields of(ClassSource source) {
        LateFields late = new LateFields(source);
        Map<ExecutableElement, Creation> builders = new LinkedHashMap<>();
        for (ExecutableElement method : source.methods()) {
            Creation creation = Creation.in(source, source.body(method).orElseThrow(), Map.of());
            if (!creation.created().isEmpty()) {
                builders.put(method, creation);
            }
        }
        source.methods().forEach(m -> late.find(source.body(m).orElseThrow(), builders));
        return late;
    }

    /** Whether a field is created late. */
    public boolean contain(VariableElement field) {
        return fields.contains(field);
    }

    /** The code that never runs in the twin, with a field that it would create. */
    public Map<Tree, VariableElement> branches() {
        return branches;
    }

    private void find(BlockTree body, Map<ExecutableElement, Creation> builders) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
                Creation creation = Creation.in(source, tree.getThenStatement(), builders);
                Optional<VariableElement> tested = tested(tree.getCondition(), creation);
                if (tested.isPresent() && !creation.created().isEmpty()) {
                    fields.addAll(creation.created());
                    VariableElement named =
                            creation.created().contains(tested.get())
                                    ? tested.get()
                                    : creation.created().iterator().next();
                    branches.put(tree.getThenStatement(), named);
                    return scan(tree.getElseStatement(), null);
                }
                return super.visitIf(tree, null);
            }
        }.scan(body, null);
    }

    /** The field that is null, or the flag that is not set, while the creation is to come. */
    private Optional<VariableElement> tested(ExpressionTree condition, Creation creation) {
        ExpressionTree c = ClassSource.bare(condition);
        if (c instanceof BinaryTree equal && equal.getKind() == Tree.Kind.EQUAL_TO) {
            boolean second = isNull(equal.getRightOperand());
            if (second || isNull(equal.getLeftOperand())) {
                return source.ownField(second ? equal.getLeftOperand() : equal.getRightOperand())
                        .filter(creation.created()::contains);
            }
        }
        return c instanceof UnaryTree not && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
                ? source.ownField(not.getExpression()).filter(creation.set()::contains)
                : Optional.empty();
    }

    private static boolean isNull(ExpressionTree tree) {
        return ClassSource.bare(tree).getKind() == Tree.Kind.NULL_LITERAL;
    }
}
