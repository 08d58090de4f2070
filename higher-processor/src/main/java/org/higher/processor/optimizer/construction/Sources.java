package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** Backward data flow: the variables that a hyperparameter's value is computed from. */
record Sources(References references, FrozenValues values) {
    /**
     * The variables that an expression is computed from hold a hyperparameter's value, too: real
     * numbers and objects, and texts only where there is nothing else.
     */
    void add(ExpressionTree value, VariableElement hyperparameter) {
        Set<ExpressionTree> read = atoms(value);
        boolean number = Hyperparameters.isNumber(hyperparameter);
        List<ExpressionTree> objects =
                read.stream()
                        .filter(e -> isObject(e) || number && kind(e) == ValueKind.REAL)
                        .toList();
        List<ExpressionTree> texts =
                read.stream().filter(e -> number && kind(e) == ValueKind.STRING).toList();
        for (ExpressionTree atom : objects.isEmpty() ? texts : objects) {
            addAtom(atom, new Cause(hyperparameter, atom));
        }
    }

    private void addAtom(ExpressionTree atom, Cause cause) {
        Optional<Object> declaration = references.declaration(atom);
        if (declaration.isPresent()) {
            values.addSource(declaration.get(), cause);
        } else {
            references.root(atom).ifPresent(r -> values.addSource(r, atom, cause));
        }
    }

    private ValueKind kind(ExpressionTree e) {
        return references.source().typing().of(e).map(ValueKind::of).orElse(ValueKind.REAL);
    }

    private boolean isObject(ExpressionTree e) {
        return kind(e) == ValueKind.OTHER
                && references
                        .source()
                        .typing()
                        .of(e)
                        .filter(t -> !t.getKind().isPrimitive())
                        .isPresent()
                && references
                        .source()
                        .typing()
                        .of(e)
                        .flatMap(Annotations::element)
                        .filter(t -> t.getKind() == ElementKind.ENUM)
                        .isEmpty();
    }

    /** The variables and access paths that an expression is made of; not the constants. */
    private Set<ExpressionTree> atoms(ExpressionTree value) {
        Set<ExpressionTree> found = new LinkedHashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                boolean atom =
                        tree instanceof ExpressionTree e
                                && (references.variable(e).isPresent()
                                        || AccessPaths.isPath(e) && references.root(e).isPresent());
                if (atom) {
                    found.add((ExpressionTree) tree);
                    return null;
                }
                return super.scan(tree, null);
            }
        }.scan(value, null);
        return found;
    }
}
