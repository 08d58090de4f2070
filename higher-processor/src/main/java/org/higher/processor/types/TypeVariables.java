package org.higher.processor.types;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.WildcardTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Type parameters of models: kept in their twins, bounded by bound twins where by modules. */
public final class TypeVariables {
    /** What is wrong with a parameter that {@link #hasOneModule} is false for. */
    public static final String SEVERAL = "is bounded by several modules, and no bound twin is all";

    /** What to do about it. */
    public static final String ONE =
            "let it extend one @Functional interface that has the methods of all";

    private TypeVariables() {}

    /** The classes and interfaces that bound a variable; not their type arguments. */
    static Stream<TypeElement> bounds(TypeVariable variable) {
        TypeMirror bound = variable.getUpperBound();
        if (bound instanceof TypeVariable other) {
            return bounds(other);
        }
        return parts(bound).flatMap(b -> Annotations.element(b).stream());
    }

    private static Stream<? extends TypeMirror> parts(TypeMirror bound) {
        return bound instanceof IntersectionType both
                ? both.getBounds().stream()
                : Stream.of(bound);
    }

    /** The module that any value of a variable is. */
    static Optional<TypeElement> module(TypeVariable variable) {
        return bounds(variable).filter(Annotations::isFunctional).findFirst();
    }

    /** Whether the type of a field depends on type arguments that generated code keeps. */
    public static boolean isIn(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return isIn(array.getComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return wildcard.getExtendsBound() != null && isIn(wildcard.getExtendsBound())
                    || wildcard.getSuperBound() != null && isIn(wildcard.getSuperBound());
        }
        return type instanceof TypeVariable
                || type instanceof DeclaredType d
                        && (Annotations.isFunctional(d.asElement())
                                        && !d.getTypeArguments().isEmpty()
                                || d.getTypeArguments().stream().anyMatch(TypeVariables::isIn));
    }

    /** A type as code can name it that does not know the variables in it. */
    public static TypeName open(TypeMirror type, Types types) {
        if (type instanceof TypeVariable) {
            return unbounded(types.erasure(type));
        }
        if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
            return WildcardTypeName.subtypeOf(open(wildcard.getExtendsBound(), types));
        }
        if (!(type instanceof DeclaredType d) || d.getTypeArguments().isEmpty() || !isIn(type)) {
            return TypeName.get(isIn(type) ? types.erasure(type) : type);
        }
        return ParameterizedTypeName.get(
                ClassName.get((TypeElement) d.asElement()),
                d.getTypeArguments().stream()
                        .map(a -> argument(a, types))
                        .toArray(TypeName[]::new));
    }

    /** A class with wildcards for all its type arguments. */
    private static TypeName unbounded(TypeMirror erased) {
        TypeName name = TypeName.get(erased);
        int count = erased instanceof DeclaredType d ? parameters(d).size() : 0;
        return count == 0
                ? name
                : ParameterizedTypeName.get(
                        (ClassName) name,
                        Stream.generate(() -> WildcardTypeName.subtypeOf(ClassName.OBJECT))
                                .limit(count)
                                .toArray(TypeName[]::new));
    }

    private static List<? extends TypeParameterElement> parameters(DeclaredType type) {
        return ((TypeElement) type.asElement()).getTypeParameters();
    }

    private static TypeName argument(TypeMirror argument, Types types) {
        TypeName open = open(argument, types);
        return isIn(argument) && !(open instanceof WildcardTypeName)
                ? WildcardTypeName.subtypeOf(open)
                : open;
    }

    /**
     * A type that is given for a parameter of a model that stands for modules.
     *
     * @param parameter the parameter
     * @param given the class that is given, or its bound
     */
    public record Argument(TypeParameterElement parameter, TypeElement given) {
        /** Whether what is given has a twin. */
        public boolean hasTwin() {
            return Annotations.isFunctional(given);
        }

        /** Whether {@code Bound} of what is given is within the bounds of the twin's parameter. */
        public boolean fits() {
            return parameter.getBounds().stream()
                    .flatMap(b -> Annotations.element(b).stream())
                    .allMatch(b -> b.getKind().isInterface() || b.equals(given));
        }

        /** Whether the twin of the type does not take what is given. */
        public boolean isMisfit() {
            return !hasTwin() || !fits();
        }

        /** Why what is given is not for the parameter, in words that follow its name. */
        public String misfit() {
            return "is of bound twins of "
                    + parameter.getBounds().get(0)
                    + ", "
                    + (hasTwin()
                            ? "which " + given.getSimpleName() + ".Bound is not"
                            : "and " + given.getSimpleName() + " has none");
        }

        /** What to do about it. */
        public String remedy() {
            return hasTwin()
                    ? "let it extend a @Functional interface that both classes implement"
                    : "annotate " + given.getSimpleName() + " @Functional";
        }
    }

    /** What is given in a type for parameters of models that stand for modules. */
    public static Stream<Argument> arguments(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return arguments(array.getComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Stream.ofNullable(wildcard.getExtendsBound()).flatMap(TypeVariables::arguments);
        }
        if (!(type instanceof DeclaredType d)) {
            return Stream.of();
        }
        return Stream.concat(
                d.getTypeArguments().stream().flatMap(TypeVariables::arguments), own(d));
    }

    /** What is given in a type and is not for its parameter in the twin. */
    public static Stream<Argument> misfits(TypeMirror type) {
        return arguments(type).filter(Argument::isMisfit);
    }

    /** The same as the arguments, but not what is given in these. */
    public static Stream<Argument> own(@Nullable TypeMirror type) {
        if (!(type instanceof DeclaredType d) || !Annotations.isFunctional(d.asElement())) {
            return Stream.of();
        }
        List<Argument> found = new ArrayList<>();
        for (int i = 0; i < d.getTypeArguments().size(); i++) {
            TypeParameterElement parameter = parameters(d).get(i);
            if (ofModules(parameter)) {
                given(d.getTypeArguments().get(i))
                        .map(t -> new Argument(parameter, t))
                        .forEach(found::add);
            }
        }
        return found.stream();
    }

    private static Stream<TypeElement> given(TypeMirror argument) {
        if (argument instanceof WildcardType wildcard) {
            return Stream.ofNullable(wildcard.getExtendsBound()).flatMap(TypeVariables::given);
        }
        return argument instanceof TypeVariable variable
                ? bounds(variable)
                : Annotations.element(argument).stream();
    }

    /** A parameter stays one in the twin: any, or one of bound twins of a layer type. */
    public static boolean canStay(TypeParameterElement parameter) {
        boolean layers = parameter.getBounds().stream().allMatch(TypeVariables::isModule);
        boolean plain =
                parameter.getBounds().stream()
                        .flatMap(Shape::mentioned)
                        .noneMatch(
                                t ->
                                        Annotations.isFunctional(t)
                                                || Annotations.isTensor(t.asType()));
        return layers && hasOneModule(parameter) || plain;
    }

    /**
     * Whether one class or interface among the modules that bound a parameter is all the others,
     * too: bound twins of unrelated ones have parameters of different types.
     */
    public static boolean hasOneModule(TypeParameterElement parameter) {
        List<TypeElement> modules =
                parameter.getBounds().stream()
                        .flatMap(b -> Annotations.element(b).stream())
                        .filter(Annotations::isFunctional)
                        .toList();
        return modules.isEmpty()
                || modules.stream()
                        .anyMatch(
                                m ->
                                        modules.stream()
                                                .allMatch(
                                                        o ->
                                                                o.equals(m)
                                                                        || Inheritance.isAbove(
                                                                                o, m)));
    }

    private static boolean isModule(TypeMirror bound) {
        return bound instanceof DeclaredType d
                && d.getTypeArguments().isEmpty()
                && Annotations.isFunctional(d.asElement());
    }

    /** Whether the bounds of a parameter are modules, in any way. */
    public static boolean ofModules(TypeParameterElement parameter) {
        return parameter.getBounds().stream()
                .flatMap(Shape::mentioned)
                .anyMatch(Annotations::isFunctional);
    }

    /**
     * A model's own type, with the parameters that stand for modules open; {@code Object} where
     * generated code cannot name it.
     */
    public static TypeName original(TypeElement model) {
        if (Nesting.isPrivate(model)) {
            return ClassName.OBJECT;
        }
        ClassName name = ClassName.get(model);
        return model.getTypeParameters().isEmpty()
                ? name
                : ParameterizedTypeName.get(
                        name,
                        model.getTypeParameters().stream()
                                .map(
                                        p ->
                                                ofModules(p)
                                                        ? WildcardTypeName.subtypeOf(
                                                                ClassName.OBJECT)
                                                        : TypeName.get(p.asType()))
                                .toArray(TypeName[]::new));
    }

    /** A generated class with the model's type parameters. */
    public static TypeName of(TypeElement model, ClassName generated) {
        List<? extends TypeParameterElement> parameters = model.getTypeParameters();
        return parameters.isEmpty()
                ? generated
                : ParameterizedTypeName.get(
                        generated,
                        parameters.stream()
                                .map(p -> TypeName.get(p.asType()))
                                .toArray(TypeName[]::new));
    }
}
