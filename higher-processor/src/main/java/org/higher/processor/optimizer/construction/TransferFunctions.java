package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Transfer functions of the data-flow analysis: what holds a frozen value after an assignment or a
 * call.
 *
 * <p>Aliases count: an object that a value may have been put into holds it, under every name.
 */
final class TransferFunctions {
    private final ClassSource source;
    private final References references;
    private final FrozenValues values;
    private final Dependence dependence;
    private final Sources sources;
    private final SideEffects effects;
    private final List<ExecutableElement> constructors;

    TransferFunctions(References references, FrozenValues values, Dependence dependence) {
        this.source = references.source();
        this.references = references;
        this.values = values;
        this.dependence = dependence;
        this.sources = new Sources(references, values);
        this.effects = new SideEffects(source);
        this.constructors = source.constructors();
    }

    /** A value goes into a variable, field or parameter, perhaps in a branch for a cause. */
    void flow(ExpressionTree value, Object to, Optional<Cause> condition) {
        if (values.isSource(to)) {
            sources.add(value, hyperparameter(to));
        }
        boolean ownValue =
                to instanceof VariableElement f
                        && Annotations.isTrainable(f)
                        && !Hyperparameters.holdsModules(f);
        if (ownValue) {
            return;
        }
        cause(List.of(value), condition)
                .ifPresent(c -> values.add(to, passedOn(value).orElse(c.at(value))));
        // what is put into it later is put into what it was made of
        values.of(to).filter(c -> !values.isSource(to)).ifPresent(c -> freeze(value, c));
        values.of(to).ifPresent(c -> parameters(value, c.at(value)));
    }

    /** Functions may be called with what is kept beside them. */
    private void parameters(ExpressionTree functions, Cause cause) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree tree, @Nullable Void unused) {
                tree.getParameters().forEach(p -> values.add(p, cause));
                return super.visitLambdaExpression(tree, null);
            }

            @Override
            public @Nullable Void visitMemberReference(
                    MemberReferenceTree tree, @Nullable Void unused) {
                source.names().methods(source.type(), tree.getName()).stream()
                        .filter(m -> m.getEnclosingElement().equals(source.type()))
                        .flatMap(m -> source.tree(m).stream())
                        .forEach(t -> t.getParameters().forEach(p -> values.add(p, cause)));
                return super.visitMemberReference(tree, null);
            }
        }.scan(functions, null);
    }

    /** A constructor's parameter has its value from where the constructor is called. */
    private Optional<Cause> passedOn(ExpressionTree value) {
        return references
                .declaration(value)
                .filter(d -> !values.isSource(d))
                .filter(
                        d ->
                                constructors.stream()
                                        .flatMap(c -> source.tree(c).stream())
                                        .anyMatch(c -> c.getParameters().contains(d)))
                .flatMap(values::of);
    }

    private VariableElement hyperparameter(Object declaration) {
        return declaration instanceof VariableElement f && Annotations.isTrainable(f)
                ? f
                : values.of(declaration).orElseThrow().hyperparameter();
    }

    /** The cause of the first of some expressions that has one, or else of the branch. */
    Optional<Cause> cause(List<? extends ExpressionTree> of, Optional<Cause> condition) {
        return of.stream().flatMap(e -> dependence.in(e).stream()).findFirst().or(() -> condition);
    }

    /** Aliasing: a call may store anything that it sees in anything else that it sees. */
    void alias(List<? extends ExpressionTree> involved, Tree at, Optional<Cause> condition) {
        boolean alone = involved.stream().filter(e -> !(e instanceof LiteralTree)).count() < 2;
        Optional<Cause> cause = alone ? condition : cause(involved, condition);
        cause.map(c -> c.at(at))
                .ifPresent(
                        c ->
                                involved.forEach(
                                        e -> {
                                            freeze(e, c);
                                            parameters(e, c);
                                        }));
    }

    /** Everything changeable that an expression names holds the value from now on. */
    private void freeze(ExpressionTree expression, Cause cause) {
        if (!source.typing().of(expression).map(SideEffects::canChange).orElse(true)) {
            return;
        }
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                found(tree);
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                found(tree);
                return super.visitMemberSelect(tree, null);
            }

            private void found(ExpressionTree e) {
                if (source.typing().of(e).map(SideEffects::canChange).orElse(true)) {
                    references
                            .declaration(e)
                            .filter(d -> !values.isSource(d))
                            .ifPresent(d -> values.add(d, cause));
                }
            }
        }.scan(expression, null);
    }

    /** Escape: a class may keep in static fields what its constructors and methods are given. */
    void escape(
            TypeElement type, List<? extends ExpressionTree> arguments, Optional<Cause> condition) {
        if (!arguments.isEmpty() && effects.hasMemory(type)) {
            cause(arguments, condition).ifPresent(c -> values.add(type, c.at(arguments.get(0))));
        }
    }

    /** A parameter of a record's compact constructor becomes the value of a component. */
    void component(VariableTree parameter, VariableElement field) {
        if (Annotations.isTrainable(field)) {
            values.addSource(parameter, new Cause(field, parameter));
        } else {
            values.of(parameter).ifPresent(c -> values.add(field, c));
        }
    }
}
