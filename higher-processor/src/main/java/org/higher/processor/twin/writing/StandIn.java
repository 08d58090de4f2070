package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.TypeVariableName;
import java.util.List;
import javax.lang.model.element.TypeElement;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.types.TwinNames;

/**
 * Writes types by the names of a twin for a model that has errors.
 *
 * <p>The build fails by those errors alone then: without, each import of the twin, and each twin of
 * a model that holds this one, would have an error as well.
 */
public final class StandIn {
    private StandIn() {}

    public static JavaFile write(TypeElement model) {
        ClassName twin = TwinNames.twin(model);
        List<TypeVariableName> variables =
                model.getTypeParameters().stream().map(TwinNames.BOUND::of).toList();
        TypeSpec.Builder type =
                TypeSpec.interfaceBuilder(twin)
                        .addOriginatingElement(model)
                        .addModifiers(Signatures.topLevelVisibility(model))
                        .addTypeVariables(variables)
                        .addJavadoc(
                                "The twin of {@link $T} is missing: the model has errors.\n", model)
                        .addType(part(TwinNames.params(model), List.of()))
                        .addType(part(TwinNames.bound(model), variables));
        return JavaFile.builder(twin.packageName(), type.build())
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private static TypeSpec part(ClassName name, List<TypeVariableName> variables) {
        return TypeSpec.interfaceBuilder(name)
                .addModifiers(PUBLIC, STATIC)
                .addTypeVariables(variables)
                .build();
    }
}
