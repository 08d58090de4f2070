package org.higher.processor.twin.nd4j;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.StatementTree;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;

/**
 * The fields in which a model keeps an array of its last run, such as its input.
 *
 * <p>In the twin they are fields of {@code Bound}: what one method puts there, another one of the
 * same {@code Bound} finds.
 */
public final class ArrayCaches {
    private ArrayCaches() {}

    /** The fields of arrays that methods assign, always where they do so at all. */
    public static Set<VariableElement> in(ClassSource source) {
        if (!Nd4j.isWrittenOn(source.type())) {
            return Set.of();
        }
        Set<VariableElement> always = new HashSet<>();
        Set<VariableElement> otherwise = new HashSet<>();
        for (var method : source.methods()) {
            BlockTree body = source.body(method).orElseThrow();
            Set<ExpressionTree> plain = new HashSet<>();
            for (StatementTree statement : body.getStatements()) {
                assigned(statement).ifPresent(plain::add);
            }
            ClassSource.eachWrite(
                    body,
                    (target, assignment) ->
                            source.written(target)
                                    .ifPresent(
                                            plain.contains(target) ? always::add : otherwise::add));
        }
        always.removeAll(otherwise);
        always.removeIf(f -> !isCache(f));
        return always;
    }

    /** What a statement assigns a value to; for one that does nothing but that. */
    private static Optional<ExpressionTree> assigned(StatementTree statement) {
        return statement instanceof ExpressionStatementTree e
                        && e.getExpression() instanceof AssignmentTree a
                ? Optional.of(a.getVariable())
                : Optional.empty();
    }

    private static boolean isCache(VariableElement field) {
        return Nd4j.isArray(field.asType())
                && !Annotations.isTrainable(field)
                && !Annotations.isBuffer(field)
                && !field.getModifiers().contains(Modifier.FINAL);
    }
}
