package org.higher.processor.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** What is above a class: the classes that it extends, the interfaces that it implements. */
public final class Inheritance {
    private Inheritance() {}

    /** The direct supertypes of a type, its superclass first. */
    public static Stream<TypeElement> directlyAbove(TypeElement type) {
        Stream<? extends TypeMirror> above =
                Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream());
        return above.flatMap(t -> Annotations.element(t).stream());
    }

    /** Whether a type is another's superclass or superinterface, directly or not. */
    public static boolean isAbove(Element above, Element type) {
        return type instanceof TypeElement t
                && directlyAbove(t).anyMatch(s -> s.equals(above) || isAbove(above, s));
    }

    /** The superclasses of a class but {@code Object} and those of records, nearest first. */
    public static List<TypeElement> superclasses(TypeElement type) {
        List<TypeElement> found = new ArrayList<>();
        Optional<TypeElement> c = Annotations.element(type.getSuperclass());
        while (c.isPresent() && !isOfEvery(c.get())) {
            found.add(c.get());
            c = Annotations.element(c.get().getSuperclass());
        }
        return found;
    }

    /** A class, and its superclasses as above. */
    public static Stream<TypeElement> withSuperclasses(TypeElement type) {
        return Stream.concat(Stream.of(type), superclasses(type).stream());
    }

    /** The types that a sealed interface permits. */
    public static Stream<TypeElement> permitted(TypeElement type) {
        return type.getKind() == ElementKind.INTERFACE
                ? type.getPermittedSubclasses().stream()
                        .flatMap(p -> Annotations.element(p).stream())
                : Stream.of();
    }

    private static boolean isOfEvery(TypeElement type) {
        return type.getQualifiedName().contentEquals("java.lang.Object")
                || type.getQualifiedName().contentEquals("java.lang.Record");
    }

    /** The methods that a type and all above it declare, but those of {@code Object}. */
    public static Stream<ExecutableElement> methods(TypeElement type) {
        return isOfEvery(type)
                ? Stream.of()
                : Stream.concat(
                        ElementFilter.methodsIn(type.getEnclosedElements()).stream(),
                        directlyAbove(type).flatMap(Inheritance::methods).distinct());
    }
}
