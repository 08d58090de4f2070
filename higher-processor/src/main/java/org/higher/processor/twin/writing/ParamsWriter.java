package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.PUBLIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TwinNames;

/** Writes the record {@code Params}: a component for each parameter, buffer and submodule. */
final class ParamsWriter {
    private final TwinModel model;

    ParamsWriter(TwinModel model) {
        this.model = model;
    }

    TypeSpec write() {
        MethodSpec.Builder components = MethodSpec.constructorBuilder();
        model.components().forEach(f -> components.addParameter(f.paramsType(), f.name()));
        TypeSpec.Builder params =
                TypeSpec.recordBuilder(model.params().simpleName())
                        .addJavadoc("The parameters of {@link $T}.\n", model.original())
                        .addModifiers(PUBLIC)
                        .recordConstructor(components.build());
        superinterfaces(model).forEach(params::addSuperinterface);
        return params.addMethod(flatten()).addMethod(unflatten()).build();
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
                            leaf(field)));
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
                                                leaf(f)))
                        .toList();
        return unflatten
                .addStatement("return new $T($L)", model.params(), CodeBlock.join(components, ", "))
                .build();
    }

    private static String leaf(ModelField field) {
        return field.role() == ModelField.Role.BUFFER ? "buffer" : "parameter";
    }

    /** A component, which a parameter of the method may hide. */
    private static CodeBlock component(ModelField field, String parameter) {
        return field.name().equals(parameter)
                ? CodeBlock.of("this.$N", parameter)
                : CodeBlock.of("$N", field.name());
    }
}
