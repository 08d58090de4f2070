package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.PUBLIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import org.higher.processor.codegen.Layout;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TwinNames;

/** Writes the record {@code Params}: a component for each parameter, buffer and submodule. */
final class ParamsWriter {
    private static final String MAPPER = "mapper";

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
        return params.addMethod(map()).build();
    }

    static List<ClassName> superinterfaces(TwinModel model) {
        return model.layerTypes().isEmpty()
                ? List.of(RuntimeTypes.PARAM_TREE)
                : model.layerTypes().stream().map(TwinNames::params).toList();
    }

    private MethodSpec map() {
        MethodSpec.Builder map =
                MethodSpec.methodBuilder("map")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC)
                        .addParameter(RuntimeTypes.LEAF_MAPPER, MAPPER)
                        .returns(model.params());
        List<CodeBlock> mapped = model.components().stream().map(ParamsWriter::mapped).toList();
        return mapped.isEmpty()
                ? map.addStatement("return this").build()
                : map.addStatement(
                                Layout.arguments(
                                        CodeBlock.of("return new $T", model.params()), mapped, 12))
                        .build();
    }

    private static CodeBlock mapped(ModelField field) {
        String leaf = field.role() == ModelField.Role.BUFFER ? "buffer" : "param";
        CodeBlock value =
                field.name().equals(MAPPER)
                        ? CodeBlock.of("this.$N", MAPPER)
                        : CodeBlock.of("$N", field.name());
        CodeBlock name = CodeBlock.of("$S", field.name());
        return ShapeCode.map(field.shape().orElseThrow(), name, value, leaf, 0);
    }
}
