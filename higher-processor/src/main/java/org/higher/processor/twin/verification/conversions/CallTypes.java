package org.higher.processor.twin.verification.conversions;

import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Substitution;
import org.jspecify.annotations.Nullable;

/** The types of the parameters of methods where they are called. */
final class CallTypes {
    private final Types types;
    private final Elements elements;

    CallTypes(Context context) {
        this.types = context.types();
        this.elements = context.elements();
    }

    /** A method or constructor as one of a type, with the arguments of the type. */
    ExecutableType member(@Nullable TypeMirror type, ExecutableElement method) {
        boolean declares =
                type instanceof DeclaredType d
                        && types.isSubtype(
                                types.erasure(d),
                                types.erasure(method.getEnclosingElement().asType()))
                        && (method.getKind() == ElementKind.METHOD
                                || d.asElement().equals(method.getEnclosingElement()));
        return (ExecutableType)
                (declares ? types.asMemberOf((DeclaredType) type, method) : method.asType());
    }

    /** The method of a functional interface. */
    Optional<ExecutableType> function(@Nullable TypeMirror type) {
        return type instanceof DeclaredType d
                ? Annotations.element(type).stream()
                        .flatMap(e -> ElementFilter.methodsIn(elements.getAllMembers(e)).stream())
                        .filter(m -> m.getModifiers().contains(Modifier.ABSTRACT))
                        .filter(m -> !isOfObject(m))
                        .findFirst()
                        .map(m -> (ExecutableType) types.asMemberOf(d, m))
                : Optional.empty();
    }

    private boolean isOfObject(ExecutableElement method) {
        Element object = elements.getTypeElement(Object.class.getName());
        return ElementFilter.methodsIn(object.getEnclosedElements()).stream()
                .anyMatch(m -> elements.overrides(method, m, enclosing(method)));
    }

    private static TypeElement enclosing(ExecutableElement method) {
        return (TypeElement) method.getEnclosingElement();
    }

    /** What an argument is given to; that of one among many is what the array has. */
    static @Nullable TypeMirror parameter(
            ExecutableElement method,
            ExecutableType called,
            int index,
            List<? extends @Nullable TypeMirror> given) {
        List<? extends TypeMirror> parameters = called.getParameterTypes();
        int last = parameters.size() - 1;
        if (last < 0) {
            return null;
        }
        TypeMirror parameter = parameters.get(Math.min(index, last));
        boolean asArray = given.size() == parameters.size() && isArray(given.get(last));
        return method.isVarArgs()
                        && index >= last
                        && !asArray
                        && parameter instanceof ArrayType array
                ? array.getComponentType()
                : parameter;
    }

    private static boolean isArray(@Nullable TypeMirror type) {
        return type != null
                && (type.getKind() == TypeKind.ARRAY || type.getKind() == TypeKind.NULL);
    }

    /** What the type parameters of a method are for a call of it. */
    Substitution inferred(
            ExecutableElement method,
            ExecutableType called,
            @Nullable TypeMirror result,
            List<? extends @Nullable TypeMirror> given) {
        Substitution inferred = Substitution.none(types);
        if (method.getTypeParameters().isEmpty()) {
            return inferred;
        }
        ExecutableType declared = (ExecutableType) method.asType();
        List<? extends TypeMirror> some = declared.getParameterTypes();
        List<? extends TypeMirror> others = called.getParameterTypes();
        for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
            inferred.learn(method, some.get(i), others.get(i));
        }
        inferred.learn(method, declared.getReturnType(), result);
        for (int i = 0; i < given.size(); i++) {
            TypeMirror parameter = parameter(method, declared, i, given);
            if (parameter instanceof TypeVariable) {
                inferred.learn(method, parameter, given.get(i));
            }
        }
        return inferred;
    }
}
