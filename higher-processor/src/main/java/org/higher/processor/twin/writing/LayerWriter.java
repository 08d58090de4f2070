package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.DEFAULT;
import static javax.lang.model.element.Modifier.NON_SEALED;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.SEALED;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.TypeVariableName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;
import org.higher.processor.codegen.ClassAnnotations;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.hierarchy.EntryPoints;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TwinNames;

/** Writes the twin of an interface, which the twins of its implementations implement. */
public final class LayerWriter {
    private final Elements elements;
    private final TwinModel model;

    private LayerWriter(Elements elements, TwinModel model) {
        this.elements = elements;
        this.model = model;
    }

    public static JavaFile write(Elements elements, TwinModel model) {
        return new LayerWriter(elements, model).write();
    }

    private JavaFile write() {
        TypeVariableName p = TypeVariableName.get("P", model.params());
        TypeVariableName b = TypeVariableName.get("B", model.bound());
        TypeSpec.Builder twin =
                TypeSpec.interfaceBuilder(model.twin())
                        .addOriginatingElement(model.type())
                        .addModifiers(Signatures.topLevelVisibility(model.type()))
                        .addAnnotations(ClassAnnotations.of(model.type(), elements))
                        .addJavadoc(
                                """
                                The stateless twin of a $L, whichever it is.

                                @param <P> the parameters of the implementation
                                @param <B> the implementation over given parameters
                                """,
                                model.link())
                        .addTypeVariable(p)
                        .addTypeVariable(b);
        superinterfaces().forEach(i -> twin.addSuperinterface(ParameterizedTypeName.get(i, p, b)));
        twin.addMethod(of());
        model.methods().stream()
                .map(TwinMethod::element)
                .filter(EntryPoints::arePromisedBy)
                .map(m -> entry(m, p))
                .forEach(twin::addMethod);
        twin.addType(params()).addType(bound());
        return JavaFile.builder(model.twin().packageName(), twin.build())
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private List<ClassName> superinterfaces() {
        return model.layerTypes().isEmpty()
                ? List.of(RuntimeTypes.FUNCTIONAL_MODULE)
                : model.layerTypes().stream().map(TwinNames::twin).toList();
    }

    private MethodSpec of() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc("The twin of a model of any class that implements $L.\n", model.link())
                .addModifiers(PUBLIC, STATIC)
                .addParameter(model.originalType(), "model")
                .returns(ParameterizedTypeName.get(model.twin(), model.params(), model.bound()))
                .addStatement(
                        "return $T.of(model, $T.class)", RuntimeTypes.TWIN_LOOKUP, model.twin())
                .build();
    }

    private MethodSpec entry(ExecutableElement method, TypeVariableName p) {
        String name = method.getSimpleName().toString();
        MethodSpec.Builder entry =
                MethodSpec.methodBuilder(name)
                        .addJavadoc(
                                "Runs $L with the given parameters.\n",
                                Signatures.link(model.type(), method))
                        .addModifiers(PUBLIC, DEFAULT)
                        .varargs(method.isVarArgs())
                        .returns(TwinNames.inside(model.type()).of(method.getReturnType()))
                        .addParameter(p, "params");
        Signatures.keepQuiet(method, entry);
        for (VariableElement argument : method.getParameters()) {
            entry.addParameter(
                    TwinNames.inside(model.type()).of(argument.asType()),
                    argument.getSimpleName().toString());
        }
        method.getThrownTypes().forEach(t -> entry.addException(TypeName.get(t)));
        String start = method.getReturnType().getKind() == TypeKind.VOID ? "" : "return ";
        String names =
                method.getParameters().stream()
                        .map(a -> a.getSimpleName().toString())
                        .collect(Collectors.joining(", "));
        return entry.addStatement("$Lbind(params).$L($L)", start, name, names).build();
    }

    private TypeSpec params() {
        TypeSpec.Builder params =
                TypeSpec.interfaceBuilder(model.params().simpleName())
                        .addJavadoc("The parameters of some $L.\n", model.link())
                        .addModifiers(PUBLIC, STATIC);
        ParamsWriter.superinterfaces(model).forEach(params::addSuperinterface);
        return params.addMethod(
                        MethodSpec.methodBuilder("unflatten")
                                .addAnnotation(Override.class)
                                .addModifiers(PUBLIC, ABSTRACT)
                                .addParameter(RuntimeTypes.LEAF_SOURCE, "in")
                                .returns(model.params())
                                .build())
                .build();
    }

    private TypeSpec bound() {
        TypeSpec.Builder bound =
                TypeSpec.interfaceBuilder(model.bound().simpleName())
                        .addJavadoc("The code of some $L over given parameters.\n", model.link())
                        .addModifiers(PUBLIC, STATIC);
        BoundWriter.superinterfaces(model).forEach(bound::addSuperinterface);
        List<TypeElement> permitted = Sealing.permitted(model.type());
        if (!permitted.isEmpty()) {
            bound.addModifiers(SEALED);
            permitted.forEach(t -> bound.addPermittedSubclass(TwinNames.bound(t)));
        } else if (model.layerTypes().stream().anyMatch(t -> !Sealing.permitted(t).isEmpty())) {
            bound.addModifiers(NON_SEALED);
        }
        bound.addMethod(
                MethodSpec.methodBuilder("params")
                        .addAnnotation(Override.class)
                        .addModifiers(PUBLIC, ABSTRACT)
                        .returns(model.params())
                        .build());
        model.methods().forEach(m -> bound.addMethod(copy(m)));
        return bound.build();
    }

    private MethodSpec copy(TwinMethod method) {
        MethodSpec.Builder copy = BoundWriter.signature(method, model.types(), elements);
        Set<Modifier> modifiers = method.element().getModifiers();
        Stream.of(ABSTRACT, DEFAULT).filter(modifiers::contains).forEach(copy::addModifiers);
        method.body().ifPresent(copy::addCode);
        return copy.build();
    }
}
