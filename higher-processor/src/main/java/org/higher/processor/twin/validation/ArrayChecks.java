package org.higher.processor.twin.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;

/** Checks how a model uses ND4J's arrays. */
final class ArrayChecks {
    private final Hierarchy hierarchy;
    private final ClassSource source;
    private final TwinModel model;
    private final Problem.Sink problems;

    private ArrayChecks(Hierarchy hierarchy, TwinModel model, Problem.Sink problems) {
        this.hierarchy = hierarchy;
        this.source = hierarchy.own();
        this.model = model;
        this.problems = problems;
    }

    /** What is wrong with a model's arrays. */
    static List<Problem> problems(Hierarchy hierarchy, TwinModel model) {
        List<Problem> found = new ArrayList<>();
        ArrayChecks checks = new ArrayChecks(hierarchy, model, found::add);
        if (hierarchy.isOnArrays()) {
            checks.checkTrained();
            checks.checkFields();
            checks.checkTensors();
        } else {
            checks.checkAnnotated();
        }
        return found;
    }

    private void checkTrained() {
        List<ModelField> constants =
                model.declared().stream()
                        .filter(f -> f.isArray() && f.role() == ModelField.Role.CONFIGURATION)
                        .toList();
        boolean none = model.declared().stream().noneMatch(ModelField::isInParams);
        if (none && !constants.isEmpty()) {
            problems.report(
                    Message.ARRAYS_NOT_TRAINED,
                    source.tree(),
                    model.type().getSimpleName(),
                    constants.stream().map(ModelField::name).collect(Collectors.joining(", ")));
        }
    }

    /** Containers of arrays, functions of them, and private types with arrays in them. */
    private void checkFields() {
        for (ModelField field : model.declared()) {
            TypeMirror type = field.element().asType();
            if (!field.isArray() && (Nd4j.mentionsArrays(type) || hasPrivateArrays(type))) {
                problems.report(
                        Message.UNSUPPORTED_ARRAYS,
                        hierarchy.source(field.element()).orElse(source).tree(field.element()),
                        field.name(),
                        field.element().asType());
            }
        }
    }

    /** The twin has a copy of a private type, with tensors; an object of it has arrays. */
    private static boolean hasPrivateArrays(TypeMirror type) {
        return Shape.mentioned(type)
                .filter(t -> t.getModifiers().contains(Modifier.PRIVATE))
                .flatMap(t -> ElementFilter.fieldsIn(t.getEnclosedElements()).stream())
                .anyMatch(f -> Nd4j.mentionsArrays(f.asType()));
    }

    private void checkTensors() {
        for (ModelField field : model.declared()) {
            if (Shape.mentionsTensors(field.element().asType())) {
                reportMixed(field.element(), field.element().asType(), "INDArray");
            }
        }
        for (ExecutableElement method : model.copied()) {
            method.getParameters().stream()
                    .map(Element::asType)
                    .filter(Shape::mentionsTensors)
                    .findFirst()
                    .ifPresent(t -> reportMixed(method, t, "INDArray"));
        }
    }

    private void checkAnnotated() {
        for (ModelField field : model.declared()) {
            TypeMirror type = field.element().asType();
            boolean annotated =
                    Annotations.isTrainable(field.element())
                            || Annotations.isBuffer(field.element());
            if (annotated && Nd4j.isArray(type)) {
                reportMixed(field.element(), type, "Tensor");
            }
        }
    }

    private void reportMixed(Element member, TypeMirror type, String other) {
        problems.report(
                Message.ARRAYS_AND_TENSORS,
                source.tree(),
                member,
                type,
                model.type().getSimpleName(),
                other);
    }
}
