package org.higher.processor.optimizer.validation;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.analysis.AnalyzedRule;
import org.higher.processor.optimizer.construction.Frozen;
import org.higher.processor.optimizer.construction.References;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Steps must not read what was computed from a hyperparameter when the rule was made: in the
 * optimizer it does not follow the tensor that takes the hyperparameter's place.
 */
final class FrozenChecks {
    private final Rule rule;
    private final References references;
    private final Frozen frozen;
    private final Problem.Sink problems;

    FrozenChecks(AnalyzedRule analyzed, Problem.Sink problems) {
        this.rule = analyzed.rule();
        this.references = new References(rule.source());
        this.frozen = analyzed.frozen();
        this.problems = problems;
    }

    /** Checks the code of the methods that a step may call. */
    void check(Collection<MethodTree> methods) {
        checkReads(methods);
        checkModules();
    }

    /** What the code that a step may run reads of it. */
    private void checkReads(Collection<MethodTree> methods) {
        Set<Element> read = new LinkedHashSet<>();
        for (MethodTree method : methods) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                    if (rule.source().names().of(tree) instanceof Meaning.Type t) {
                        read.add(t.type());
                    }
                    references.field(tree).ifPresent(read::add);
                    return null;
                }

                @Override
                public @Nullable Void visitMemberSelect(
                        MemberSelectTree tree, @Nullable Void unused) {
                    references.field(tree).ifPresent(read::add);
                    return super.visitMemberSelect(tree, null);
                }

                @Override
                public @Nullable Void visitMethodInvocation(
                        MethodInvocationTree tree, @Nullable Void unused) {
                    references.accessed(tree).ifPresent(read::add);
                    return super.visitMethodInvocation(tree, null);
                }
            }.scan(method.getBody(), null);
        }
        read.forEach(this::report);
    }

    private void report(Element read) {
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
    private void checkModules() {
        for (VariableElement field : rule.hyperparameters()) {
            if (Hyperparameters.holdsModules(field)) {
                frozen.of(field)
                        .filter(c -> Hyperparameters.isNumber(c.hyperparameter()))
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
