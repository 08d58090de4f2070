package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;

/**
 * References: which variables, fields and methods expressions name, of this rule or another one.
 */
public record References(ClassSource source) {
    /** The local variable or field that an expression names. */
    Optional<Object> declaration(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id && source.names().of(id) instanceof Meaning.Local l) {
            return Optional.of(l.declaration());
        }
        return field(e).map(f -> f);
    }

    /** A variable that can be a source: constants are none. */
    Optional<Object> variable(ExpressionTree e) {
        return declaration(e)
                .filter(
                        d ->
                                !(d instanceof VariableElement f)
                                        || f.getEnclosingElement().equals(source.type())
                                                && !f.getModifiers().contains(Modifier.STATIC));
    }

    /** The field that an expression names: of this rule, of another one, of any class. */
    public Optional<VariableElement> field(ExpressionTree e) {
        if (e instanceof IdentifierTree id && source.names().of(id) instanceof Meaning.Field f) {
            return Optional.of(f.field());
        }
        if (!(e instanceof MemberSelectTree s)) {
            return Optional.empty();
        }
        return source.names()
                .type(s.getExpression())
                .or(() -> ofRule(s.getExpression()))
                .flatMap(t -> source.names().field(t, s.getIdentifier()));
    }

    /** The rule's class, if an expression is a rule: {@code this}, {@code other}. */
    Optional<TypeElement> ofRule(ExpressionTree e) {
        return source.isThis(e)
                ? Optional.of(source.type())
                : source.typing().of(e).flatMap(Annotations::element).filter(source.type()::equals);
    }

    /** The methods of the rule, of this object or another one, that a call may mean. */
    List<ExecutableElement> own(MethodInvocationTree call) {
        return source.typing().candidates(call).stream()
                .filter(m -> m.getEnclosingElement().equals(source.type()))
                .toList();
    }

    /** The field that is read by a call of a record's implicit accessor, of this or another one. */
    public Optional<VariableElement> accessed(MethodInvocationTree call) {
        return own(call).stream()
                .filter(m -> m.getParameters().isEmpty() && source.body(m).isEmpty())
                .flatMap(m -> source.names().field(source.type(), m.getSimpleName()).stream())
                .findFirst();
    }

    /** The variable that an access path begins with. */
    Optional<Object> root(ExpressionTree expression) {
        for (ExpressionTree e = expression;
                AccessPaths.isPath(e);
                e = AccessPaths.inner(e).orElseThrow()) {
            ExpressionTree before = AccessPaths.inner(e).orElseThrow();
            Optional<Object> declaration = variable(before);
            if (declaration.isPresent()) {
                return declaration;
            }
        }
        return Optional.empty();
    }
}
