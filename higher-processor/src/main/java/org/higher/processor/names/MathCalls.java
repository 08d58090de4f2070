package org.higher.processor.names;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** Calls of {@code java.lang.Math}, by the class's name or imported. */
public record MathCalls(Names names) {
    private static final Set<String> MATH = Set.of("java.lang.Math", "java.lang.StrictMath");

    /** The function of {@code java.lang.Math} that is called. */
    public Optional<String> function(MethodInvocationTree call) {
        ExpressionTree select = call.getMethodSelect();
        if (select instanceof MemberSelectTree s) {
            return names.type(s.getExpression())
                    .filter(MathCalls::isMath)
                    .map(t -> s.getIdentifier().toString());
        }
        return select instanceof IdentifierTree id
                        && names.of(id) instanceof Meaning.Methods m
                        && isMath(m.candidates().get(0).getEnclosingElement())
                ? Optional.of(id.getName().toString())
                : Optional.empty();
    }

    private static boolean isMath(Element type) {
        return MATH.contains(((TypeElement) type).getQualifiedName().toString());
    }
}
