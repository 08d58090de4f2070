package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.text.ClassSource;

/** Whether two values that are read from one object, say a configuration, are independent. */
public record Siblings(ClassSource source) {
    /** Whether a chain reads something else than another one, given by its text. */
    public boolean areIndependent(ExpressionTree chain, String other) {
        String text = chain.toString();
        boolean overlap =
                text.equals(other)
                        || text.startsWith(other + ".")
                        || other.startsWith(text + ".")
                        || other.startsWith(text + "[")
                        || text.startsWith(other + "[");
        return !overlap && isOnItsOwn(chain);
    }

    /** A plain field, a component of a record, or a setting that is no real number. */
    private boolean isOnItsOwn(ExpressionTree chain) {
        ExpressionTree e = ClassSource.bare(chain);
        if (!(e instanceof MethodInvocationTree call)) {
            return e instanceof MemberSelectTree;
        }
        Optional<TypeMirror> type = source.typing().of(call);
        boolean real =
                type.map(Kinds::of).orElse(Kinds.Kind.REAL) == Kinds.Kind.REAL
                        || type.filter(t -> !t.getKind().isPrimitive()).isPresent()
                                && Kinds.of(type.get()) == Kinds.Kind.OTHER;
        return !real || source.typing().candidates(call).stream().allMatch(Siblings::isComponent);
    }

    /** Whether a method is the accessor of a record's component. */
    public static boolean isComponent(ExecutableElement method) {
        return method.getEnclosingElement().getKind() == ElementKind.RECORD
                && method.getParameters().isEmpty()
                && method.getEnclosingElement().getEnclosedElements().stream()
                        .anyMatch(
                                f ->
                                        f.getKind().isField()
                                                && f.getSimpleName()
                                                        .equals(method.getSimpleName()));
    }
}
