package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/** Writes the record {@code Params}: a component for each parameter, buffer and submodule. */
final class ParamsWriter {
    private final TwinModel model;
    private final FieldReads reads;

    ParamsWriter(TwinModel model, FieldReads reads) {
        this.model = model;
        this.reads = reads;
    }

    TypeSpec write() {
        MethodSpec.Builder components = MethodSpec.constructorBuilder();
        model.components().forEach(f -> components.addParameter(f.paramsType(), f.name()));
        TypeSpec.Builder params =
                TypeSpec.recordBuilder(model.params().simpleName())
                        .addJavadoc("The parameters of $L.\n", model.link())
                        .addModifiers(PUBLIC)
                        .recordConstructor(components.build());
        superinterfaces(model).forEach(params::addSuperinterface);
        params.addMethod(flatten()).addMethod(unflatten());
        for (String leaf : List.of("parameter", "buffer")) {
            model.components().stream()
                    .filter(f -> f.leaf().equals(leaf))
                    .flatMap(f -> f.shape().stream())
                    .flatMap(Shape::values)
                    .distinct()
                    .forEach(v -> params.addMethod(flatten(v, leaf)).addMethod(unflatten(v, leaf)));
        }
        return params.build();
    }

    /** The tensors of an object that is made of some. */
    private MethodSpec flatten(Shape.ValueOf value, String leaf) {
        MethodSpec.Builder flatten =
                MethodSpec.methodBuilder(ShapeCode.partMethod("flatten", leaf))
                        .addModifiers(PRIVATE, STATIC)
                        .addParameter(value.name(), "value")
                        .addParameter(RuntimeTypes.LEAVES, "out");
        for (Shape.Part part : value.parts()) {
            CodeBlock name = CodeBlock.of("$S", part.field().getSimpleName());
            part.shape()
                    .map(s -> ShapeCode.flatten(s, "out", name, read(part), leaf(part, leaf)))
                    .ifPresent(flatten::addStatement);
        }
        return flatten.build();
    }

    private MethodSpec unflatten(Shape.ValueOf value, String leaf) {
        List<CodeBlock> parts =
                value.parts().stream().map(p -> unflatten(p, leaf(p, leaf))).toList();
        return MethodSpec.methodBuilder(ShapeCode.partMethod("unflatten", leaf))
                .addModifiers(PRIVATE, STATIC)
                .addParameter(value.name(), "value")
                .addParameter(RuntimeTypes.LEAF_SOURCE, "in")
                .returns(value.name())
                .addStatement("return new $T($L)", value.name(), CodeBlock.join(parts, ", "))
                .build();
    }

    private CodeBlock unflatten(Shape.Part part, String leaf) {
        CodeBlock own = read(part);
        return part.shape()
                .map(shape -> ShapeCode.unflatten(shape, "in", own, leaf))
                .orElseGet(
                        () ->
                                CodeBlock.of(
                                        "in.constant(value, $S, $L)",
                                        part.field().getSimpleName(),
                                        own));
    }

    private CodeBlock read(Shape.Part part) {
        VariableElement field = part.field();
        return field.getEnclosingElement().getKind() == ElementKind.RECORD
                ? CodeBlock.of("value.$N()", field.getSimpleName().toString())
                : reads.read(field, "value");
    }

    /** What a part's tensors are: buffers if they are annotated so. */
    private static String leaf(Shape.Part part, String leaf) {
        return Annotations.isBuffer(part.field()) ? "buffer" : leaf;
    }

    static List<ClassName> superinterfaces(TwinModel model) {
        return model.layerTypes().isEmpty()
                ? List.of(RuntimeTypes.PARAM_TREE)
                : model.layerTypes().stream().map(TwinNames::params).toList();
    }

    private MethodSpec flatten() {
        MethodSpec.Builder flatten =
                MethodSpec.methodBuilder("flatten")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC)
                        .addParameter(RuntimeTypes.LEAVES, "out");
        for (ModelField field : model.components()) {
            flatten.addStatement(
                    ShapeCode.flatten(
                            field.shape().orElseThrow(),
                            "out",
                            CodeBlock.of("$S", field.name()),
                            component(field, "out"),
                            field.leaf()));
        }
        return flatten.build();
    }

    private MethodSpec unflatten() {
        MethodSpec.Builder unflatten =
                MethodSpec.methodBuilder("unflatten")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC)
                        .addParameter(RuntimeTypes.LEAF_SOURCE, "in")
                        .returns(model.params());
        if (model.components().isEmpty()) {
            return unflatten.addStatement("return this").build();
        }
        List<CodeBlock> components =
                model.components().stream()
                        .map(
                                f ->
                                        ShapeCode.unflatten(
                                                f.shape().orElseThrow(),
                                                "in",
                                                component(f, "in"),
                                                f.leaf()))
                        .toList();
        return unflatten
                .addStatement("return new $T($L)", model.params(), CodeBlock.join(components, ", "))
                .build();
    }

    /** A component, which a parameter of the method may hide. */
    private static CodeBlock component(ModelField field, String parameter) {
        return field.name().equals(parameter)
                ? CodeBlock.of("this.$N", parameter)
                : CodeBlock.of("$N", field.name());
    }
}
