package org.higher.processor.types;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** What type parameters stand for at some place. */
public final class Substitution {
    private final Types types;
    private final Map<Element, TypeMirror> given = new HashMap<>();

    private Substitution(Types types) {
        this.types = types;
    }

    /** None yet. */
    public static Substitution none(Types types) {
        return new Substitution(types);
    }

    /** What a class makes of the parameters of its superclasses. */
    public static Substitution ofSuperclasses(TypeElement type, Types types) {
        Substitution found = new Substitution(types);
        TypeMirror above = type.getSuperclass();
        while (above instanceof DeclaredType d) {
            TypeElement superclass = (TypeElement) d.asElement();
            if (superclass.getTypeParameters().size() == d.getTypeArguments().size()) {
                for (int i = 0; i < d.getTypeArguments().size(); i++) {
                    TypeMirror argument = found.in(d.getTypeArguments().get(i));
                    found.given.put(superclass.getTypeParameters().get(i), argument);
                }
            }
            above = superclass.getSuperclass();
        }
        return found;
    }

    /** Learns what the parameters of a method stand for where a type of it became another. */
    public void learn(Element method, TypeMirror declared, @Nullable TypeMirror actual) {
        if (actual == null || actual instanceof TypeVariable same && isOf(method, same)) {
            return;
        }
        if (declared instanceof TypeVariable variable) {
            if (isOf(method, variable) && !actual.getKind().isPrimitive()) {
                given.putIfAbsent(variable.asElement(), actual);
            }
        } else if (declared instanceof ArrayType some && actual instanceof ArrayType others) {
            learn(method, some.getComponentType(), others.getComponentType());
        } else if (declared instanceof WildcardType some && actual instanceof WildcardType others) {
            learnBounds(method, some, others);
        } else if (declared instanceof DeclaredType some && actual instanceof DeclaredType other) {
            learnArguments(method, some, other);
        }
    }

    private void learnBounds(Element method, WildcardType some, WildcardType others) {
        if (some.getExtendsBound() != null) {
            learn(method, some.getExtendsBound(), others.getExtendsBound());
        }
        if (some.getSuperBound() != null) {
            learn(method, some.getSuperBound(), others.getSuperBound());
        }
    }

    private void learnArguments(Element method, DeclaredType declared, DeclaredType actual) {
        List<? extends TypeMirror> some = declared.getTypeArguments();
        List<? extends TypeMirror> others = actual.getTypeArguments();
        if (declared.asElement().equals(actual.asElement()) && some.size() == others.size()) {
            for (int i = 0; i < some.size(); i++) {
                learn(method, some.get(i), others.get(i));
            }
        }
    }

    private static boolean isOf(Element method, TypeVariable variable) {
        return variable.asElement() instanceof TypeParameterElement parameter
                && parameter.getGenericElement().equals(method);
    }

    /** What a parameter stands for, as far as it is known. */
    public Optional<TypeMirror> of(TypeParameterElement parameter) {
        return Optional.ofNullable(given.get(parameter));
    }

    /** A type with what the parameters in it stand for. */
    public TypeMirror in(TypeMirror type) {
        if (given.isEmpty()) {
            return type;
        }
        if (type instanceof TypeVariable variable) {
            return given.getOrDefault(variable.asElement(), type);
        }
        if (type instanceof ArrayType array) {
            return types.getArrayType(in(array.getComponentType()));
        }
        if (type instanceof WildcardType w) {
            return types.getWildcardType(bound(w.getExtendsBound()), bound(w.getSuperBound()));
        }
        if (!(type instanceof DeclaredType d)
                || type.getKind() == TypeKind.ERROR
                || d.getTypeArguments().isEmpty()
                || d.getEnclosingType().getKind() == TypeKind.DECLARED) {
            return type;
        }
        return types.getDeclaredType(
                (TypeElement) d.asElement(),
                d.getTypeArguments().stream().map(this::in).toArray(TypeMirror[]::new));
    }

    private @Nullable TypeMirror bound(@Nullable TypeMirror bound) {
        return bound == null ? null : in(bound);
    }
}
