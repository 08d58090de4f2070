package org.higher.processor.optimizer.flow;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Analysis of cut gradients: numbers that are read from tensors and computed with.
 *
 * <p>What is computed with them has no gradient with respect to the tensor. A fixpoint over the
 * methods that are copied, and the classes inside the rule that these name.
 */
public final class CutGradients {
    private final Rule rule;
    private final Map<ExecutableElement, MethodTree> methods;
    private final TensorReads reads;

    private CutGradients(Taint taint, Map<ExecutableElement, MethodTree> methods) {
        this.rule = taint.rule();
        this.methods = methods;
        this.reads = new TensorReads(taint, methods.keySet());
    }

    /**
     * The places where numbers are read that are computed with.
     *
     * @param methods those that are copied
     */
    public static List<Tree> analyze(Taint taint, Map<ExecutableElement, MethodTree> methods) {
        return new CutGradients(taint, methods).run();
    }

    private List<Tree> run() {
        methods.values().forEach(this::findDetached);
        Set<String> named = namedClasses();
        int before;
        do {
            before = reads.size();
            round(named, origin -> {});
        } while (reads.size() > before);
        Set<Tree> cuts = new LinkedHashSet<>();
        round(
                named,
                origin -> {
                    if (!origin.text()) {
                        cuts.add(origin.at());
                    }
                });
        return List.copyOf(cuts);
    }

    private void round(Set<String> named, Consumer<Origin> cuts) {
        methods.forEach(
                (method, tree) ->
                        new ReadFlow(reads, methods, method, cuts).scan(tree.getBody(), null));
        for (Tree member : ((ClassTree) rule.source().tree()).getMembers()) {
            if (member instanceof ClassTree c && named.contains(c.getSimpleName().toString())) {
                new ReadFlow(reads, methods, null, cuts).scan(c, null);
            }
        }
    }

    /** Local variables that are given a detached tensor, and never another. */
    private void findDetached(MethodTree method) {
        Set<VariableTree> written = new HashSet<>();
        ClassSource.eachWrite(method, (target, at) -> rule.local(target).ifPresent(written::add));
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                if (tree.getInitializer() != null
                        && !written.contains(tree)
                        && reads.isDetached(tree.getInitializer())) {
                    reads.addDetached(tree);
                }
                return super.visitVariable(tree, null);
            }
        }.scan(method, null);
    }

    /** The classes inside the rule, but for modules, that steps name. */
    private Set<String> namedClasses() {
        Set<String> named = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                if (rule.source().names().of(tree) instanceof Meaning.Type t
                        && t.type().getEnclosingElement().equals(rule.type())
                        && !Annotations.isFunctional(t.type())) {
                    named.add(tree.getName().toString());
                }
                return null;
            }
        }.scan(methods.values(), null);
        return named;
    }
}
