package org.higher.processor.optimizer.validation;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.construction.Frozen;
import org.higher.processor.optimizer.construction.FrozenFlow;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is computed from a hyperparameter when a rule is made: in the optimizer it would not
 * follow the tensor that takes the hyperparameter's place.
 */
public final class DerivedFields {
    private final ClassSource source;
    private final Frozen frozen;
    private final Problem.Sink problems;

    private DerivedFields(ClassSource source, Frozen frozen, Problem.Sink problems) {
        this.source = source;
        this.frozen = frozen;
        this.problems = problems;
    }

    /**
     * Reports what the code of some methods reads of it.
     *
     * @param methods those that steps may call
     */
    public static void check(
            Rule rule, Map<ExecutableElement, MethodTree> methods, Problem.Sink problems) {
        ClassSource source = rule.source();
        Frozen frozen = new Frozen(source, rule.hyperparameters().get(0));
        DerivedFields check = new DerivedFields(source, frozen, problems);
        check.spread();
        check.report(methods);
        check.checkModules(rule);
    }

    private void spread() {
        List<? extends Tree> members = ((ClassTree) source.tree()).getMembers();
        for (Tree member : members) {
            if (member instanceof VariableTree v && v.getInitializer() != null) {
                source.names().resolve(v.getInitializer());
            } else if (member instanceof BlockTree
                    || member instanceof ClassTree
                    || member instanceof MethodTree m && m.getReturnType() == null) {
                source.names().resolve(member);
            }
        }
        FrozenFlow flow = new FrozenFlow(source, frozen);
        int before;
        do {
            before = frozen.size();
            members.forEach(flow::look);
        } while (frozen.size() > before);
    }

    private void report(Map<ExecutableElement, MethodTree> methods) {
        Map<Element, Tree> read = new LinkedHashMap<>();
        for (MethodTree method : methods.values()) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                    if (source.names().of(tree) instanceof Meaning.Type t) {
                        read.putIfAbsent(t.type(), tree);
                    }
                    frozen.field(tree).ifPresent(f -> read.putIfAbsent(f, tree));
                    return null;
                }

                @Override
                public @Nullable Void visitMemberSelect(
                        MemberSelectTree tree, @Nullable Void unused) {
                    frozen.field(tree).ifPresent(f -> read.putIfAbsent(f, tree));
                    return super.visitMemberSelect(tree, null);
                }

                @Override
                public @Nullable Void visitMethodInvocation(
                        MethodInvocationTree tree, @Nullable Void unused) {
                    frozen.accessed(tree).ifPresent(f -> read.putIfAbsent(f, tree));
                    return super.visitMethodInvocation(tree, null);
                }
            }.scan(method.getBody(), null);
        }
        read.forEach(this::report);
    }

    private void report(Element read, Tree at) {
        if (Annotations.isTrainable(read)) {
            return;
        }
        String what =
                read instanceof TypeElement
                        ? "what class " + read.getSimpleName() + " keeps"
                        : "field " + read.getSimpleName();
        frozen.of(read)
                .ifPresent(
                        cause ->
                                problems.report(
                                        Message.DERIVED_FIELD,
                                        cause.at(),
                                        what,
                                        cause.hyperparameter().getSimpleName()));
    }

    /** A module is learned by its own parameters only. */
    private void checkModules(Rule rule) {
        for (VariableElement field : rule.hyperparameters()) {
            if (Rule.holdsModules(field)) {
                frozen.of(field)
                        .filter(c -> Rule.isNumber(c.hyperparameter()))
                        .ifPresent(
                                c ->
                                        problems.report(
                                                Message.DERIVED_FIELD,
                                                c.at(),
                                                "field " + field.getSimpleName(),
                                                c.hyperparameter().getSimpleName()));
            }
        }
    }
}
