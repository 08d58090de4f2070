package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.codegen.ClassAnnotations;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.hierarchy.EntryPoints;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TwinNames;

/** Writes the twin of a class or record. */
public final class TwinWriter {
    private final Elements elements;
    private final Types types;
    private final TwinModel model;
    private final ModelReads reads;

    private TwinWriter(Elements elements, Types types, TwinModel model, ModelReads reads) {
        this.elements = elements;
        this.types = types;
        this.model = model;
        this.reads = reads;
    }

    /** {@code interfaces} are those of the user's that {@code Bound} implements. */
    public static JavaFile write(
            Elements elements, Types types, TwinModel model, List<TypeName> interfaces) {
        return new TwinWriter(elements, types, model, ModelReads.of(model, elements, types))
                .write(interfaces);
    }

    private JavaFile write(List<TypeName> interfaces) {
        TypeSpec.Builder twin =
                TypeSpec.classBuilder(model.twin())
                        .addOriginatingElement(model.type())
                        .addModifiers(Signatures.topLevelVisibility(model.type()))
                        .addModifiers(FINAL)
                        .addAnnotations(ClassAnnotations.withLines(model.type(), elements))
                        .addTypeVariables(model.variables())
                        .addSuperinterfaces(superinterfaces())
                        .addJavadoc(
                                "The stateless twin of $L: its parameters are an argument.\n",
                                model.link());
        TypeSpec params = new ParamsWriter(model, reads.fields()).write();
        reads.handles().forEach(twin::addField);
        twin.addField(model.originalType(), "model", PRIVATE, FINAL)
                .addMethod(constructor())
                .addMethod(of())
                .addMethod(modelMethod())
                .addMethod(params())
                .addMethod(bind());
        model.methods().stream()
                .filter(
                        m ->
                                m.isOpen()
                                        && (EntryPoints.contain(model.type(), m.element())
                                                || ArrayEntries.isOne(model, m)))
                .flatMap(
                        m -> Stream.concat(Stream.of(entry(m)), ArrayEntries.of(model, m).stream()))
                .forEach(twin::addMethod);
        twin.addType(params)
                .addType(BoundWriter.of(elements, types, model, reads).write(interfaces));
        return JavaFile.builder(model.twin().packageName(), twin.build())
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private List<TypeName> superinterfaces() {
        Stream<ClassName> interfaces =
                model.layerTypes().isEmpty()
                        ? Stream.of(RuntimeTypes.FUNCTIONAL_MODULE)
                        : model.layerTypes().stream().map(TwinNames::twin);
        return interfaces
                .<TypeName>map(i -> ParameterizedTypeName.get(i, model.params(), model.boundType()))
                .toList();
    }

    private MethodSpec constructor() {
        MethodSpec.Builder constructor =
                MethodSpec.constructorBuilder()
                        .addModifiers(PRIVATE)
                        .addParameter(model.originalType(), "model");
        if (model.variables().isEmpty()) {
            constructor.addStatement(
                    "this.model = $T.exactly($L, model)",
                    RuntimeTypes.ACCESS,
                    FieldReads.literal(model.type(), elements));
        } else {
            constructor
                    .addStatement(
                            "$T.exactly($L, model)",
                            RuntimeTypes.ACCESS,
                            FieldReads.literal(model.type(), elements))
                    .addStatement("this.model = model");
        }
        model.fields().stream()
                .filter(f -> f.opaque() && f.isReadAsIs())
                .forEach(f -> constructor.addStatement(reads.checked(f)));
        model.unread().forEach(f -> constructor.addStatement(reads.known(f)));
        return constructor.build();
    }

    private MethodSpec of() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc(
                        "The twin of a model, whose parameters and configuration it reads when"
                                + " asked.\n")
                .addModifiers(PUBLIC, STATIC)
                .addTypeVariables(model.variables())
                .addParameter(model.originalType(), "model")
                .returns(model.twinType())
                .addStatement("return new $T$L(model)", model.twin(), diamond())
                .build();
    }

    private String diamond() {
        return model.variables().isEmpty() ? "" : "<>";
    }

    private MethodSpec modelMethod() {
        return override("model", model.originalType()).addStatement("return model").build();
    }

    private MethodSpec params() {
        List<CodeBlock> components =
                model.components().stream()
                        .map(
                                f ->
                                        ShapeCode.params(
                                                f.shape().orElseThrow(),
                                                reads.present(f),
                                                f.leaf()))
                        .toList();
        return override("params", model.params())
                .addStatement("return new $T($L)", model.params(), CodeBlock.join(components, ", "))
                .build();
    }

    private MethodSpec bind() {
        return override("bind", model.boundType())
                .addParameter(model.params(), "params")
                .addParameter(RuntimeTypes.BINDER, "binder")
                .addStatement(
                        "return new $T$L($L)",
                        model.bound(),
                        diamond(),
                        String.join(", ", BoundWriter.needs(model)))
                .build();
    }

    private static MethodSpec.Builder override(String name, TypeName result) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(PUBLIC)
                .returns(result);
    }

    /** An entry point with the parameters before its arguments. */
    private MethodSpec entry(TwinMethod twinMethod) {
        ExecutableElement method = twinMethod.element();
        List<String> names =
                method.getParameters().stream().map(p -> p.getSimpleName().toString()).toList();
        String params = free("params", names);
        String name = method.getSimpleName().toString();
        MethodSpec.Builder entry =
                MethodSpec.methodBuilder(name)
                        .addJavadoc(
                                "Runs $L with the given parameters.\n",
                                Signatures.link(model.type(), method))
                        .addModifiers(Signatures.visibility(method))
                        .varargs(method.isVarArgs())
                        .returns(
                                TwinNames.inside(model.type())
                                        .of(twinMethod.type().getReturnType()))
                        .addParameter(model.params(), params);
        if (twinMethod.overridesEntry()) {
            entry.addAnnotation(Override.class);
        }
        Signatures.keepQuiet(method, entry);
        Signatures.addTypes(method, twinMethod.type(), TwinNames.inside(model.type()), entry);
        String start = method.getReturnType().getKind() == TypeKind.VOID ? "" : "return ";
        return entry.addStatement(
                        "$Lbind($N).$L($L)", start, params, name, String.join(", ", names))
                .build();
    }

    static String free(String wanted, List<String> taken) {
        String name = wanted;
        while (taken.contains(name)) {
            name = "model" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
        return name;
    }
}
