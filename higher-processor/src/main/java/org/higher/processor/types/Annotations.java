package org.higher.processor.types;

import com.palantir.javapoet.ClassName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import org.jspecify.annotations.Nullable;

/** The annotations and library types that the processor knows, by name. */
public final class Annotations {
    public static final String FUNCTIONAL = "org.higher.annotations.Functional";
    public static final String TRAINABLE = "org.higher.annotations.Trainable";
    public static final String BUFFER = "org.higher.annotations.Buffer";

    /** The annotations that there are. */
    public static final Set<String> OURS = Set.of(FUNCTIONAL, TRAINABLE, BUFFER);

    public static final ClassName TENSOR = ClassName.get("org.higher.tensor", "Tensor");

    private Annotations() {}

    /**
     * Whether a class or interface has a twin: it is annotated, or known to be a part of a model.
     */
    public static boolean isFunctional(Element element) {
        return has(element, FUNCTIONAL) || ModelParts.contain(element);
    }

    /** Whether a class with a twin has none for its own sake, but for models that hold it. */
    public static boolean isPart(Element element) {
        return !has(element, FUNCTIONAL) && ModelParts.contain(element);
    }

    public static boolean isTrainable(Element element) {
        return has(element, TRAINABLE);
    }

    public static boolean isBuffer(Element element) {
        return has(element, BUFFER);
    }

    public static boolean isTensor(TypeMirror type) {
        return element(type)
                .filter(e -> e.getQualifiedName().contentEquals(TENSOR.canonicalName()))
                .isPresent();
    }

    /** The class or interface of a type, or that which bounds it. */
    public static Optional<TypeElement> element(@Nullable TypeMirror type) {
        if (type instanceof TypeVariable variable) {
            return TypeVariables.module(variable)
                    .or(() -> TypeVariables.bounds(variable).findFirst());
        }
        return type instanceof DeclaredType d
                ? Optional.of((TypeElement) d.asElement())
                : Optional.empty();
    }

    /** Whether Lombok has something to do in a class. */
    public static boolean hasLombok(Element element) {
        boolean own =
                element.getAnnotationMirrors().stream()
                        .anyMatch(a -> a.getAnnotationType().toString().startsWith("lombok."));
        Stream<? extends Element> parts =
                element instanceof ExecutableElement method
                        ? method.getParameters().stream()
                        : element.getEnclosedElements().stream();
        return own || parts.anyMatch(Annotations::hasLombok);
    }

    /** The names of methods in {@code @Functional}; none if it names none, or is not there. */
    public static List<String> functionalMethods(Element element) {
        return mirrors(element, FUNCTIONAL)
                .flatMap(a -> a.getElementValues().values().stream())
                .flatMap(v -> v.getValue() instanceof List<?> l ? l.stream() : Stream.of(v))
                .map(v -> ((AnnotationValue) v).getValue().toString())
                .toList();
    }

    private static boolean has(Element element, String annotation) {
        return mirrors(element, annotation).findAny().isPresent();
    }

    private static Stream<? extends AnnotationMirror> mirrors(Element element, String annotation) {
        return element.getAnnotationMirrors().stream()
                .filter(
                        a ->
                                element(a.getAnnotationType())
                                        .filter(t -> t.getQualifiedName().contentEquals(annotation))
                                        .isPresent());
    }
}
