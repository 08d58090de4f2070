package org.higher.processor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;

/** Finds types in a class's declarations that do not exist, at least not yet. */
final class Unresolved {
    private Unresolved() {}

    /** The first type that the declarations of a class mention and that does not exist. */
    static Optional<TypeMirror> in(TypeElement type) {
        Stream<TypeMirror> supertypes =
                Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream());
        Stream<TypeMirror> members =
                type.getEnclosedElements().stream().flatMap(Unresolved::mentioned);
        return Stream.concat(supertypes, members).flatMap(t -> in(t).stream()).findFirst();
    }

    private static Stream<TypeMirror> mentioned(Element member) {
        if (member instanceof ExecutableElement method) {
            return Stream.of(
                            List.of(method.getReturnType()),
                            method.getParameters().stream().map(Element::asType).toList(),
                            method.getThrownTypes())
                    .flatMap(List::stream);
        }
        return member instanceof TypeElement ? Stream.of() : Stream.of(member.asType());
    }

    private static Optional<TypeMirror> in(TypeMirror type) {
        if (type.getKind() == TypeKind.ERROR) {
            return Optional.of(type);
        }
        Stream<? extends TypeMirror> parts = Stream.of();
        if (type instanceof DeclaredType d) {
            parts = d.getTypeArguments().stream();
        } else if (type instanceof ArrayType a) {
            parts = Stream.of(a.getComponentType());
        } else if (type instanceof WildcardType w) {
            parts = Stream.of(w.getExtendsBound(), w.getSuperBound()).filter(b -> b != null);
        }
        return parts.<TypeMirror>map(p -> p).flatMap(p -> in(p).stream()).findFirst();
    }
}
