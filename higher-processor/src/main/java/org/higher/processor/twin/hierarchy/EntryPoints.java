package org.higher.processor.twin.hierarchy;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;

/**
 * The methods that a model is run by; its twin has each of them with the parameters before the
 * arguments.
 *
 * <p>They are those that the annotation names; else those called {@code forward}; else all that
 * take tensors and return some. Private methods are none: nobody could call those of the twin.
 */
public final class EntryPoints {
    private EntryPoints() {}

    /** Whether a method is an entry point of a class, which declares or inherits it. */
    public static boolean contain(TypeElement type, ExecutableElement method) {
        List<String> named = Annotations.functionalMethods(type);
        if (!isOpen(method)) {
            return false;
        }
        if (!named.isEmpty()) {
            return named.contains(method.getSimpleName().toString());
        }
        return MethodKinds.isForward(method)
                || mapsTensors(method) && methods(type).noneMatch(MethodKinds::isForward);
    }

    /** Whether a class has an entry point. */
    public static boolean isIn(TypeElement type) {
        return methods(type).anyMatch(m -> contain(type, m));
    }

    /** The names in a class's annotation that none of its methods that can be entry points has. */
    public static List<String> missing(TypeElement type) {
        return Annotations.functionalMethods(type).stream()
                .filter(name -> methods(type).noneMatch(m -> m.getSimpleName().contentEquals(name)))
                .toList();
    }

    /** Whether the twin of an interface has a method with the parameters before its arguments. */
    public static boolean arePromisedBy(ExecutableElement method) {
        return method.getModifiers().contains(ABSTRACT)
                && method.getTypeParameters().isEmpty()
                && Annotations.isFunctional(method.getEnclosingElement())
                && contain((TypeElement) method.getEnclosingElement(), method)
                && method.getParameters().stream()
                        .noneMatch(p -> p.getSimpleName().contentEquals("params"));
    }

    private static Stream<ExecutableElement> methods(TypeElement type) {
        return Inheritance.methods(type).filter(EntryPoints::isOpen);
    }

    private static boolean isOpen(ExecutableElement method) {
        return !method.getModifiers().contains(STATIC) && !method.getModifiers().contains(PRIVATE);
    }

    private static boolean mapsTensors(ExecutableElement method) {
        return hasTensors(method.getReturnType())
                && method.getParameters().stream()
                        .map(Element::asType)
                        .anyMatch(EntryPoints::hasTensors);
    }

    private static boolean hasTensors(TypeMirror type) {
        return Shape.mentioned(type)
                .anyMatch(t -> Annotations.isTensor(t.asType()) || Nd4j.isArray(t));
    }
}
