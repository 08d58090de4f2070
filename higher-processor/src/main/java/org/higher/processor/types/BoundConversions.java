package org.higher.processor.types;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/**
 * Conversions that models can do and their twins cannot: of a module class to a superclass that is
 * a module, too. {@code Bound} of the one extends nothing, and {@code Bound} of the other least.
 */
public record BoundConversions(Types types) {
    /** A conversion that a twin lacks: a module class, and the superclass that is wanted. */
    public record Lost(TypeElement from, TypeElement to) {}

    /** What a twin lacks of a conversion that a model does; empty if it has all. */
    public Optional<Lost> lost(@Nullable TypeMirror from, @Nullable TypeMirror to) {
        if (from == null || to == null || types.isSameType(from, to)) {
            return Optional.empty();
        }
        if (to instanceof WildcardType wildcard) {
            return lost(from, bound(wildcard));
        }
        if (to instanceof TypeVariable variable) {
            TypeMirror lower = variable.getLowerBound();
            return lower.getKind() == TypeKind.NULL ? Optional.empty() : lost(from, lower);
        }
        if (from instanceof WildcardType wildcard) {
            return lost(wildcard.getExtendsBound(), to);
        }
        if (from instanceof TypeVariable variable) {
            return lost(variable.getUpperBound(), to);
        }
        if (from instanceof IntersectionType both) {
            return ofAny(both.getBounds(), to);
        }
        if (from instanceof ArrayType some && to instanceof ArrayType others) {
            return lost(some.getComponentType(), others.getComponentType());
        }
        return from instanceof DeclaredType some && to instanceof DeclaredType others
                ? ofDeclared(some, others)
                : Optional.empty();
    }

    /** A type as one of its supertypes, with the arguments that it has there. */
    public Optional<DeclaredType> as(TypeElement wanted, TypeMirror type) {
        if (type instanceof TypeVariable variable) {
            return as(wanted, variable.getUpperBound());
        }
        if (type instanceof DeclaredType d && d.asElement().equals(wanted)) {
            return Optional.of(d);
        }
        return type instanceof DeclaredType || type instanceof IntersectionType
                ? types.directSupertypes(type).stream()
                        .flatMap(s -> as(wanted, s).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static @Nullable TypeMirror bound(WildcardType wildcard) {
        return wildcard.getExtendsBound() != null
                ? wildcard.getExtendsBound()
                : wildcard.getSuperBound();
    }

    private Optional<Lost> ofAny(List<? extends TypeMirror> parts, TypeMirror to) {
        boolean one = parts.stream().anyMatch(p -> types.isSameType(p, to));
        return one
                ? Optional.empty()
                : parts.stream().flatMap(p -> lost(p, to).stream()).findFirst();
    }

    private Optional<Lost> ofDeclared(DeclaredType from, DeclaredType to) {
        TypeElement given = (TypeElement) from.asElement();
        TypeElement wanted = (TypeElement) to.asElement();
        if (!given.equals(wanted) && isModuleClass(given) && isModuleClass(wanted)) {
            return types.isSubtype(types.erasure(from), types.erasure(to))
                    ? Optional.of(new Lost(given, wanted))
                    : Optional.empty();
        }
        return as(wanted, from)
                .map(DeclaredType::getTypeArguments)
                .filter(arguments -> arguments.size() == to.getTypeArguments().size())
                .flatMap(arguments -> ofArguments(arguments, to.getTypeArguments()));
    }

    private Optional<Lost> ofArguments(
            List<? extends TypeMirror> given, List<? extends TypeMirror> wanted) {
        return Stream.iterate(0, i -> i < given.size(), i -> i + 1)
                .filter(i -> wanted.get(i) instanceof WildcardType)
                .flatMap(i -> contained(given.get(i), (WildcardType) wanted.get(i)).stream())
                .findFirst();
    }

    /** What {@code ? extends Leaf} or {@code ? super Leaf} lets in, but not in a twin. */
    private Optional<Lost> contained(TypeMirror given, WildcardType wanted) {
        if (wanted.getExtendsBound() != null) {
            return lost(given, wanted.getExtendsBound());
        }
        TypeMirror least = given instanceof WildcardType w ? w.getSuperBound() : given;
        return lost(wanted.getSuperBound(), least);
    }

    /** The module class that values of a type are of, or of subclasses of it. */
    public static Optional<TypeElement> moduleClass(@Nullable TypeMirror type) {
        return Annotations.element(type).filter(BoundConversions::isModuleClass);
    }

    private static boolean isModuleClass(TypeElement type) {
        return type.getKind().isClass() && Annotations.isFunctional(type);
    }
}
