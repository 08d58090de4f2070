package org.higher.processor.twin.containers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.JdkMethods;
import org.jspecify.annotations.Nullable;

/** What values of a type can be and hold of things that can be changed. */
final class HeldTypes {
    private static final Set<String> OF_OBJECT =
            Set.of("equals(java.lang.Object)", "hashCode()", "toString()");

    private final Elements elements;
    private final Types types;

    /** The methods of interfaces that functions implement, as far as they were asked for. */
    private final Map<TypeElement, Optional<ExecutableElement>> functions = new HashMap<>();

    /** Whether enums are constant, as far as that was asked. */
    private final Map<TypeElement, Boolean> constant = new HashMap<>();

    HeldTypes(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    /** Whether a value of a type may be something that can be changed, or hold it. */
    boolean mayHold(@Nullable TypeMirror type) {
        if (type instanceof ArrayType) {
            return true;
        }
        if (!(type instanceof DeclaredType) && !(type instanceof TypeVariable)) {
            return false;
        }
        return Annotations.element(type)
                .filter(
                        t ->
                                Annotations.isFunctional(t)
                                        || Annotations.isTensor(t.asType())
                                        || t.getKind() == ElementKind.ENUM && isConstantEnum(t)
                                        || isConstant(t))
                .isEmpty();
    }

    /** Whether the constants of an enum have nothing that can be changed. */
    private boolean isConstantEnum(TypeElement type) {
        Boolean known = constant.get(type);
        if (known == null) {
            constant.put(type, true); // unless something that it holds is none
            known =
                    ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                            .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                            .allMatch(
                                    f ->
                                            f.getModifiers().contains(Modifier.FINAL)
                                                    && !mayHold(f.asType()));
            constant.put(type, known);
        }
        return known;
    }

    /** Texts, classes and numbers; counters are numbers, too, and are not constant. */
    private static boolean isConstant(TypeElement type) {
        String name = type.getQualifiedName().toString();
        boolean number =
                (name.startsWith("java.lang.") || name.startsWith("java.math."))
                        && Annotations.element(type.getSuperclass())
                                .filter(s -> s.getQualifiedName().contentEquals("java.lang.Number"))
                                .isPresent();
        return number
                || Set.of(
                                "java.lang.Boolean",
                                "java.lang.Character",
                                "java.lang.Class",
                                "java.lang.Number",
                                "java.lang.String")
                        .contains(name);
    }

    /** Whether something that can be changed may be in a value of a type. */
    boolean hasParts(TypeMirror type) {
        return isOpen(type) || parts(type).anyMatch(p -> p instanceof WildcardType || mayHold(p));
    }

    /** The types of what is in an array, a collection, a map. */
    private static Stream<TypeMirror> parts(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return Stream.of(array.getComponentType());
        }
        List<? extends TypeMirror> arguments =
                type instanceof DeclaredType declared ? declared.getTypeArguments() : List.of();
        return arguments.stream().map(HeldTypes::bound);
    }

    private static TypeMirror bound(TypeMirror argument) {
        return argument instanceof WildcardType wildcard && wildcard.getExtendsBound() != null
                ? wildcard.getExtendsBound()
                : argument;
    }

    /** Whether a type does not say what is in its values, as those of containers of the JDK do. */
    private boolean isOpen(TypeMirror type) {
        boolean told =
                type instanceof ArrayType
                        || type instanceof DeclaredType d
                                && !d.getTypeArguments().isEmpty()
                                && JdkMethods.isOfJdk((TypeElement) d.asElement());
        return type instanceof WildcardType || !told && mayHold(type);
    }

    /** Leaves out what a value of a type can't be. */
    Set<Held> prune(Set<Held> held, TypeMirror type) {
        return held.isEmpty() || hasParts(type)
                ? held
                : held.stream()
                        .filter(h -> h.how() != Held.How.COPY && h.how() != Held.How.AROUND)
                        .collect(Collectors.toSet());
    }

    /** Whether a value can be this of something, by the type of that; in a map are its entries. */
    boolean isPossible(Held held) {
        boolean inside = held.how() == Held.How.INNER || held.how() == Held.How.COPY;
        return !inside
                || held.of().type().filter(t -> !hasParts(t) && !isA(t, "java.util.Map")).isEmpty();
    }

    /** Whether a value of a type can be in something of another, or be that itself. */
    boolean mayBe(@Nullable TypeMirror value, TypeMirror whole, boolean itself) {
        boolean array =
                value instanceof ArrayType a && a.getComponentType().getKind().isPrimitive();
        boolean collection = isA(value, "java.util.Collection") || isA(value, "java.util.Map");
        return value == null
                || !array && !collection
                || itself && fits(value, array, whole)
                || isOpen(whole)
                || parts(whole).anyMatch(p -> mayBe(value, p, true));
    }

    /**
     * Arrays of numbers are nothing else; a collection may be a view of another, or of an array.
     */
    private boolean fits(TypeMirror value, boolean array, TypeMirror whole) {
        if (array) {
            return types.isSameType(value, whole);
        }
        return whole instanceof ArrayType a
                ? !a.getComponentType().getKind().isPrimitive()
                : isA(whole, "java.lang.Iterable") || isA(whole, "java.util.Map");
    }

    boolean isSubclass(TypeMirror type, TypeMirror above) {
        return types.isSubtype(types.erasure(type), types.erasure(above));
    }

    boolean isA(@Nullable TypeMirror type, String above) {
        TypeElement element = elements.getTypeElement(above);
        return element != null
                && type != null
                && type.getKind() != TypeKind.NULL
                && !type.getKind().isPrimitive()
                && types.isSubtype(types.erasure(type), types.erasure(element.asType()));
    }

    /** The method that a lambda expression of a type implements. */
    Optional<ExecutableElement> function(@Nullable TypeMirror type) {
        return Annotations.element(type)
                .filter(t -> t.getKind().isInterface())
                .flatMap(t -> functions.computeIfAbsent(t, HeldTypes::openMethod));
    }

    /** How many parameters functions of a type have, or in containers of it; none if it is none. */
    int inputs(TypeMirror type) {
        int own = function(type).map(m -> m.getParameters().size()).orElse(0);
        boolean container =
                type instanceof ArrayType
                        || isA(type, "java.util.Collection")
                        || isA(type, "java.util.Map")
                        || isA(type, "java.util.Optional");
        return own > 0 || !container ? own : parts(type).mapToInt(this::inputs).max().orElse(0);
    }

    private static Optional<ExecutableElement> openMethod(TypeElement type) {
        List<ExecutableElement> open =
                Inheritance.methods(type)
                        .filter(m -> m.getModifiers().contains(Modifier.ABSTRACT))
                        .filter(m -> !OF_OBJECT.contains(m.toString()))
                        .toList();
        return open.stream().findFirst().filter(m -> open.size() == 1);
    }
}
