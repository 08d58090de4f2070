package org.higher.processor.types;

import com.palantir.javapoet.ClassName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** ND4J's arrays: which types they are, and which models are written on them. */
public final class Nd4j {
    public static final ClassName ARRAY = ClassName.get("org.nd4j.linalg.api.ndarray", "INDArray");

    private Nd4j() {}

    public static boolean isArray(TypeMirror type) {
        return Annotations.element(type).filter(Nd4j::isArray).isPresent();
    }

    public static boolean isArray(TypeElement type) {
        return type.getQualifiedName().contentEquals(ARRAY.canonicalName());
    }

    /** Whether a type is that of arrays, or has it as an argument at any depth. */
    public static boolean mentionsArrays(TypeMirror type) {
        return Shape.mentioned(type).anyMatch(Nd4j::isArray);
    }

    /**
     * Whether a {@code @Functional} type computes with arrays, so that its twin has tensors in
     * their place: it has an array that is trained, or a method from arrays to arrays, and none
     * from tensors to tensors.
     */
    public static boolean isWrittenOn(Element model) {
        if (!(model instanceof TypeElement type) || !Annotations.isFunctional(type)) {
            return false;
        }
        List<TypeElement> classes =
                Stream.iterate(
                                Optional.of(type),
                                Optional::isPresent,
                                t -> Annotations.element(t.orElseThrow().getSuperclass()))
                        .map(Optional::orElseThrow)
                        .toList();
        List<ExecutableElement> methods =
                classes.stream()
                        .flatMap(c -> ElementFilter.methodsIn(c.getEnclosedElements()).stream())
                        .filter(m -> !m.getModifiers().contains(Modifier.STATIC))
                        .toList();
        boolean onTensors =
                methods.stream()
                        .anyMatch(
                                m ->
                                        Shape.mentionsTensors(m.getReturnType())
                                                && m.getParameters().stream()
                                                        .anyMatch(
                                                                p ->
                                                                        Shape.mentionsTensors(
                                                                                p.asType())));
        return !onTensors
                && (methods.stream().anyMatch(Nd4j::mapsArrays)
                        || classes.stream()
                                .flatMap(c -> c.getEnclosedElements().stream())
                                .anyMatch(Nd4j::isAnnotatedArray));
    }

    /** Whether a method takes and returns arrays. */
    public static boolean mapsArrays(ExecutableElement method) {
        return mentionsArrays(method.getReturnType())
                && method.getParameters().stream().anyMatch(p -> mentionsArrays(p.asType()));
    }

    /** Whether the signature of a method mentions arrays. */
    public static boolean seesArrays(ExecutableElement method) {
        return Stream.concat(
                        Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(Element::asType))
                .anyMatch(Nd4j::mentionsArrays);
    }

    private static boolean isAnnotatedArray(Element field) {
        return field.getKind().isField()
                && mentionsArrays(field.asType())
                && (Annotations.isTrainable(field) || Annotations.isBuffer(field));
    }
}
