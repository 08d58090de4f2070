package org.higher.processor.twin.analysis;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.pipeline.Context;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.state.NewParameters;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;

/**
 * Classes of the user's whose objects are made of tensors and of nothing else that counts: records,
 * and classes with final fields that a constructor is given by their names.
 *
 * <p>A twin makes such objects anew of its own tensors and calls their methods as they are.
 */
final class ValueTypes {
    private final TypeElement model;
    private final Context context;
    private final PrivateTypes privateTypes;

    /** The classes that are being looked at. */
    private final Set<TypeElement> within = new HashSet<>();

    ValueTypes(Context context, TypeElement model, PrivateTypes privateTypes) {
        this.model = model;
        this.context = context;
        this.privateTypes = privateTypes;
    }

    /** The shape of a type that is one of these classes, or a container of them. */
    Optional<Shape> shape(TypeMirror type) {
        return tensors(type).filter(s -> s.values().findAny().isPresent());
    }

    /** The shape of any type that holds tensors or modules. */
    Optional<Shape> tensors(TypeMirror type) {
        return Shape.of(type, this::value);
    }

    /** Whether the code of a class makes parameters, or says that a part is one. */
    boolean isOfParameters(Shape.ValueOf value) {
        return value.parts().stream().anyMatch(p -> Annotations.isTrainable(p.field()))
                || NewParameters.areMadeBy(value.type(), context.javac().trees());
    }

    private Optional<Shape> value(DeclaredType type) {
        TypeElement element = (TypeElement) type.asElement();
        if (!element.getTypeParameters().isEmpty()
                || JdkMethods.isOfJdk(element)
                || !within.add(element)) {
            return Optional.empty();
        }
        Optional<List<Shape.Part>> parts =
                parts(element)
                        .map(list -> list.stream().map(this::part).toList())
                        .filter(list -> list.stream().allMatch(this::isSupported))
                        .filter(list -> list.stream().anyMatch(p -> p.shape().isPresent()));
        within.remove(element);
        return parts.flatMap(list -> value(element, list));
    }

    private Optional<Shape> value(TypeElement type, List<Shape.Part> parts) {
        if (Inaccessible.ofType(type, model, context.elements()).isEmpty()) {
            return Optional.of(new Shape.ValueOf(type, ClassName.get(type), false, parts));
        }
        return privateTypes
                .counterpart(type.asType())
                .map(copy -> new Shape.ValueOf(type, (ClassName) copy, true, parts));
    }

    private Shape.Part part(VariableElement field) {
        return new Shape.Part(field, tensors(field.asType()));
    }

    /**
     * Lists and maps are made anew, too, so that nobody else can change them; arrays could be. What
     * else a value keeps is looked into when the twin reads it.
     */
    private boolean isSupported(Shape.Part part) {
        return part.shape()
                .map(s -> !s.holdsModules() && !s.isOfItsOwn() && !holdsArrays(s))
                .orElseGet(() -> Shape.mentioned(part.field().asType()).noneMatch(this::isPart));
    }

    /** Whether objects of a class are parts in some other way. */
    private boolean isPart(TypeElement type) {
        return within.contains(type) || Annotations.isFunctional(type);
    }

    private static boolean holdsArrays(Shape shape) {
        return shape instanceof Shape.ArrayOf
                || shape.isContainer() && holdsArrays(shape.element());
    }

    /** The fields of an object, in the order of a constructor that is given all of them. */
    private Optional<List<VariableElement>> parts(TypeElement type) {
        List<VariableElement> fields = fields(type, false);
        if (fields(type, true).stream().anyMatch(f -> tensors(f.asType()).isPresent())) {
            return Optional.empty(); // its methods may use tensors that are no parts
        }
        if (type.getKind() == ElementKind.RECORD) {
            return Optional.of(fields);
        }
        boolean fixed =
                type.getKind() == ElementKind.CLASS
                        && !type.getModifiers().contains(Modifier.ABSTRACT)
                        && !Nesting.isInner(type)
                        && type.getSuperclass().toString().equals("java.lang.Object")
                        && fields.stream().allMatch(f -> f.getModifiers().contains(Modifier.FINAL));
        return fixed ? constructed(type, fields) : Optional.empty();
    }

    private static List<VariableElement> fields(TypeElement type, boolean isStatic) {
        return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                .filter(f -> f.getModifiers().contains(Modifier.STATIC) == isStatic)
                .toList();
    }

    private Optional<List<VariableElement>> constructed(
            TypeElement type, List<VariableElement> fields) {
        return ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                .filter(c -> Inaccessible.of(c, model, context.elements()).isEmpty())
                .map(c -> given(c, fields))
                .filter(given -> given.size() == fields.size())
                .findFirst();
    }

    /** The fields whose names and types the parameters of a constructor have. */
    private List<VariableElement> given(
            ExecutableElement constructor, List<VariableElement> fields) {
        return constructor.getParameters().size() == fields.size()
                ? constructor.getParameters().stream()
                        .flatMap(p -> fields.stream().filter(f -> isGiven(f, p)))
                        .toList()
                : List.of();
    }

    private boolean isGiven(VariableElement field, VariableElement parameter) {
        return field.getSimpleName().equals(parameter.getSimpleName())
                && TypeName.get(field.asType()).equals(TypeName.get(parameter.asType()));
    }
}
