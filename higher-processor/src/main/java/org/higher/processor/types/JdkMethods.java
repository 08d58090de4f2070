package org.higher.processor.types;

import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** What methods of the JDK do with objects that they are given or called on. */
public final class JdkMethods {
    /** Methods of the JDK that make text or a number of an object. */
    private static final Set<String> TEXT =
            Set.of(
                    "append",
                    "deepHashCode",
                    "deepToString",
                    "format",
                    "formatted",
                    "hash",
                    "hashCode",
                    "identityHashCode",
                    "print",
                    "printf",
                    "println",
                    "toString",
                    "valueOf");

    /** Methods of the JDK for which one object is as good as another. */
    private static final Set<String> HARMLESS = Set.of("isNull", "nonNull");

    private static final Set<String> CLASS_TESTS = Set.of("isInstance", "cast");

    /** Methods that need an order. */
    private static final Set<String> COMPARING =
            Set.of("binarySearch", "max", "min", "naturalOrder", "sort", "sorted");

    private JdkMethods() {}

    public static boolean isOfJdk(TypeElement owner) {
        return owner.getQualifiedName().toString().startsWith("java.");
    }

    /** Whether a method is one of the JDK. */
    public static boolean declares(@Nullable Element method) {
        return method != null && method.getEnclosingElement().toString().startsWith("java.");
    }

    /** Whether a method makes text or a number of an object. */
    public static boolean makesText(String name) {
        return TEXT.contains(name);
    }

    /** Whether a method with a parameter for anything compares it. */
    public static boolean compares(String name, TypeMirror parameter) {
        return isAnything(parameter) && !TEXT.contains(name) && !HARMLESS.contains(name);
    }

    /** {@code isInstance} and {@code cast} of a class. */
    public static boolean isClassTest(TypeElement owner, String name) {
        return owner.getQualifiedName().contentEquals("java.lang.Class") && isClassTest(name);
    }

    /** The same, as far as the name says. */
    public static boolean isClassTest(String name) {
        return CLASS_TESTS.contains(name);
    }

    /** Whether a method uses the order that elements have of their own, or another. */
    public static boolean needsOrder(Element method) {
        return declares(method) && COMPARING.contains(method.getSimpleName().toString());
    }

    /** Whether a parameter of a method is declared as a functional interface. */
    public static boolean takesFunction(ExecutableElement method, int index) {
        int last = method.getParameters().size() - 1;
        VariableElement parameter = method.getParameters().get(Math.min(index, last));
        return Annotations.element(parameter.asType())
                .filter(t -> t.getAnnotation(FunctionalInterface.class) != null)
                .isPresent();
    }

    /** {@code Object}, or a collection of anything: methods with such parameters compare. */
    private static boolean isAnything(TypeMirror parameter) {
        String text = parameter.toString();
        return text.equals("java.lang.Object")
                || text.equals("java.lang.Object...")
                || text.equals("java.lang.Object[]")
                || text.equals("java.util.Collection<?>");
    }
}
