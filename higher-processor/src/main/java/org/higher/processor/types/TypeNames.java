package org.higher.processor.types;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import com.palantir.javapoet.WildcardTypeName;
import java.util.List;
import java.util.function.Function;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import org.higher.annotations.support.GeneratedName;

/** Types as generated code writes them, some classes replaced by others. */
public record TypeNames(Function<TypeElement, ClassName> naming) {
    /** The generated class for a type. */
    public static ClassName generated(GeneratedName name, TypeElement type) {
        ClassName original = ClassName.get(type);
        return ClassName.get(original.packageName(), name.simpleName(original.simpleNames()));
    }

    public ClassName of(TypeElement type) {
        return naming.apply(type);
    }

    public TypeName of(TypeMirror type) {
        if (type instanceof DeclaredType d) {
            ClassName name = of((TypeElement) d.asElement());
            return d.getTypeArguments().isEmpty()
                    ? name
                    : ParameterizedTypeName.get(
                            name,
                            d.getTypeArguments().stream().map(this::of).toArray(TypeName[]::new));
        }
        if (type instanceof ArrayType a) {
            return ArrayTypeName.of(of(a.getComponentType()));
        }
        if (type instanceof WildcardType w) {
            return wildcard(w);
        }
        return TypeName.get(type);
    }

    private TypeName wildcard(WildcardType type) {
        if (type.getExtendsBound() != null) {
            return WildcardTypeName.subtypeOf(of(type.getExtendsBound()));
        }
        return type.getSuperBound() != null
                ? WildcardTypeName.supertypeOf(of(type.getSuperBound()))
                : TypeName.get(type);
    }

    /** A type variable with its bounds. */
    public TypeVariableName of(TypeVariable variable) {
        TypeMirror bound = variable.getUpperBound();
        List<? extends TypeMirror> bounds =
                bound instanceof IntersectionType both ? both.getBounds() : List.of(bound);
        return TypeVariableName.get(
                variable.asElement().getSimpleName().toString(),
                bounds.stream()
                        .map(this::of)
                        .filter(b -> !b.equals(ClassName.OBJECT))
                        .toArray(TypeName[]::new));
    }

    /** A method's type parameter with its bounds. */
    public TypeVariableName of(TypeParameterElement parameter) {
        return TypeVariableName.get(
                parameter.getSimpleName().toString(),
                parameter.getBounds().stream()
                        .map(this::of)
                        .filter(bound -> !bound.equals(ClassName.OBJECT))
                        .toArray(TypeName[]::new));
    }
}
