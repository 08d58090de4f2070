package org.higher.processor.optimizer.construction;

import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;

/** Side effects: which types can change, and which calls may keep what they are given. */
final class SideEffects {
    /** Loggers only write out what they are given. */
    private static final Set<String> LOGGERS =
            Set.of(
                    "java.io.PrintStream",
                    "java.io.PrintWriter",
                    "java.lang.System.Logger",
                    "java.util.logging.Logger",
                    "org.slf4j.Logger",
                    "org.apache.logging.log4j.Logger",
                    "org.apache.commons.logging.Log");

    private static final Set<String> IMMUTABLE =
            Set.of(
                    "java.lang.Math",
                    "java.lang.StrictMath",
                    "java.lang.Double",
                    "java.lang.Float",
                    "java.lang.String");

    private final ClassSource source;

    SideEffects(ClassSource source) {
        this.source = source;
    }

    /** Whether an object may hold another value later than it does now. */
    static boolean canChange(TypeMirror type) {
        boolean fixed =
                Annotations.element(type)
                        .filter(
                                t ->
                                        t.getKind() == ElementKind.ENUM
                                                || LOGGERS.contains(
                                                        t.getQualifiedName().toString()))
                        .isPresent();
        return !type.getKind().isPrimitive()
                && !Annotations.isTensor(type)
                && ValueKind.of(type) == ValueKind.OTHER
                && !fixed;
    }

    /** Whether a class has static fields that can hold what its methods are given. */
    boolean hasMemory(TypeElement type) {
        boolean platform = type.getQualifiedName().toString().startsWith("java");
        return !platform
                && !type.equals(source.type())
                && ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                        .filter(f -> f.getModifiers().contains(Modifier.STATIC))
                        .anyMatch(
                                f ->
                                        !f.getModifiers().contains(Modifier.FINAL)
                                                || canChange(f.asType()));
    }

    /** Whether a call writes to a log. */
    boolean isLogger(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree s
                && source.typing()
                        .of(s.getExpression())
                        .flatMap(Annotations::element)
                        .filter(t -> LOGGERS.contains(t.getQualifiedName().toString()))
                        .isPresent();
    }

    /** Whether a call changes nothing: of a tensor, a number, a text. */
    boolean isFunction(MethodInvocationTree call) {
        List<ExecutableElement> candidates = source.typing().candidates(call);
        return !candidates.isEmpty()
                && candidates.stream()
                        .allMatch(
                                m ->
                                        Calls.isOperation(m)
                                                || IMMUTABLE.contains(
                                                        m.getEnclosingElement().toString()));
    }
}
