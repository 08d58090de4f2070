package org.higher.processor.twin.writing;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.codegen.CopiedType;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.text.LineMarks;
import org.higher.processor.text.Literals;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeNames;

/** Writes the class {@code Bound}: the model's fields by their names, and its methods. */
final class BoundWriter {
    private final Elements elements;
    private final Types types;
    private final TwinModel model;
    private final ModelReads reads;

    private BoundWriter(Elements elements, Types types, TwinModel model, ModelReads reads) {
        this.elements = elements;
        this.types = types;
        this.model = model;
        this.reads = reads;
    }

    static BoundWriter of(Elements elements, Types types, TwinModel model, ModelReads reads) {
        return new BoundWriter(elements, types, model, reads);
    }

    /** What the constructor needs: some of model, params and binder. */
    static List<String> needs(TwinModel model) {
        List<String> needs = new ArrayList<>();
        if (model.assigned().stream().anyMatch(f -> f.role() == Role.MODULE || f.isReadAsIs())) {
            needs.add("model");
        }
        if (!model.components().isEmpty()) {
            needs.add("params");
        }
        if (model.has(Role.MODULE)) {
            needs.add("binder");
        }
        return needs;
    }

    /** {@code interfaces} are further ones, of the user's. */
    TypeSpec write(List<TypeName> interfaces) {
        TypeSpec.Builder bound =
                TypeSpec.classBuilder(model.bound().simpleName())
                        .addJavadoc("$L's code over given parameters.\n", model.link())
                        .addModifiers(PUBLIC, STATIC, FINAL)
                        .addTypeVariables(model.variables());
        superinterfaces(model).forEach(bound::addSuperinterface);
        interfaces.forEach(bound::addSuperinterface);
        model.statics().forEach(f -> bound.addField(constant(f)));
        model.fields().forEach(f -> bound.addField(field(f)));
        bound.addMethod(constructor(needs(model), this::ofModel));
        if (needs(model).contains("model")) {
            bound.addMethod(constructor(likeInPlaceOfModel(), BoundWriter::ofLike));
        }
        bound.addMethod(params()).addMethod(sameOver());
        model.accessors().forEach(a -> bound.addMethod(accessor(a)));
        model.fields().stream().filter(ModelField::offered).forEach(f -> bound.addMethod(offer(f)));
        model.methods().forEach(m -> bound.addMethod(copy(m)));
        model.helpers().forEach(h -> bound.addMethod(helper(h)));
        model.copiedTypes().forEach(t -> bound.addType(CopiedType.of(t.name(), t.code())));
        return bound.build();
    }

    static List<ClassName> superinterfaces(TwinModel model) {
        return model.layerTypes().isEmpty()
                ? List.of(RuntimeTypes.BOUND_MODULE)
                : model.layerTypes().stream().map(TwinNames::bound).toList();
    }

    /** The value of a private static field of the original, or a handle if it may change. */
    private FieldSpec constant(StaticRead read) {
        VariableElement field = read.field();
        CodeBlock type =
                read.converted()
                        ? CodeBlock.of("")
                        : CodeBlock.of(", $T.class", TypeName.get(types.erasure(field.asType())));
        CodeBlock value =
                CodeBlock.of(
                        "$T.$L($T.lookup(), $L, $S$L)",
                        RuntimeTypes.ACCESS,
                        read.isShared() ? "staticField" : "constant",
                        MethodHandles.class,
                        FieldReads.literal((TypeElement) field.getEnclosingElement(), elements),
                        field.getSimpleName().toString(),
                        type);
        CodeBlock converted =
                read.converted()
                        ? CodeBlock.of(
                                "$T.counterpart($T.lookup(), $T.class, $L)",
                                RuntimeTypes.ACCESS,
                                MethodHandles.class,
                                read.type(),
                                value)
                        : value;
        TypeName declared = read.isShared() ? TypeName.get(VarHandle.class) : read.type();
        return FieldSpec.builder(declared, read.name(), PRIVATE, STATIC, FINAL)
                .initializer(converted)
                .build();
    }

    private static FieldSpec field(ModelField field) {
        FieldSpec.Builder spec =
                FieldSpec.builder(field.boundType(), field.name())
                        .addModifiers(Signatures.visibility(field.element()));
        field.constant().ifPresent(value -> spec.initializer(Literals.of(value, '=')));
        boolean assigned =
                field.role() == Role.STATE
                        || field.role() == Role.BUFFER
                                && !field.element().getModifiers().contains(FINAL);
        return assigned ? spec.build() : spec.addModifiers(FINAL).build();
    }

    /** Gives each field what it gets from the model, or from another {@code Bound}. */
    private MethodSpec constructor(List<String> arguments, Function<ModelField, CodeBlock> given) {
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder().addModifiers(PRIVATE);
        for (String argument : arguments) {
            constructor.addParameter(
                    switch (argument) {
                        case "model" -> model.originalType();
                        case "like" -> model.boundType();
                        case "params" -> model.params();
                        default -> RuntimeTypes.BINDER;
                    },
                    argument);
        }
        for (ModelField field : model.assigned()) {
            String target = arguments.contains(field.name()) ? "this." : "";
            CodeBlock value = given.apply(field);
            constructor.addStatement(
                    "$L$N = $L",
                    target,
                    field.name(),
                    field.isGeneric()
                            ? CodeBlock.of("$T.cast($L)", RuntimeTypes.ACCESS, value)
                            : value);
        }
        return constructor.build();
    }

    private CodeBlock ofModel(ModelField field) {
        if (field.isReadAsIs()) {
            return field.opaque() ? reads.checked(field) : reads.of(field);
        }
        return field.role() == Role.MODULE
                ? ShapeCode.bind(field.shape().orElseThrow(), reads.of(field), ofParams(field))
                : ofParams(field);
    }

    private static CodeBlock ofLike(ModelField field) {
        CodeBlock like = CodeBlock.of("like.$N", field.name());
        if (field.isReadAsIs()) {
            return like;
        }
        return field.role() == Role.MODULE
                ? ShapeCode.rebind(field.shape().orElseThrow(), like, ofParams(field))
                : ofParams(field);
    }

    private static CodeBlock ofParams(ModelField field) {
        CodeBlock own = CodeBlock.of("params.$N", field.name());
        Shape shape = field.shape().orElseThrow();
        return switch (field.role()) {
            case MODULE -> own;
            case BUFFER -> ShapeCode.mutable(shape, own);
            default -> ShapeCode.held(shape, own);
        };
    }

    private List<String> likeInPlaceOfModel() {
        return needs(model).stream().map(a -> a.equals("model") ? "like" : a).toList();
    }

    /** The same code and configuration over other parameters. */
    private MethodSpec sameOver() {
        List<CodeBlock> arguments =
                needs(model).stream()
                        .map(
                                a ->
                                        switch (a) {
                                            case "model" -> CodeBlock.of("this");
                                            case "params" ->
                                                    CodeBlock.of("($T) params", model.params());
                                            default -> CodeBlock.of("binder");
                                        })
                        .toList();
        return MethodSpec.methodBuilder("sameOver")
                .addAnnotation(Override.class)
                .addModifiers(PUBLIC)
                .returns(model.boundType())
                .addParameter(RuntimeTypes.PARAM_TREE, "params")
                .addParameter(RuntimeTypes.BINDER, "binder")
                .addStatement(
                        "return new $T$L($L)",
                        model.bound(),
                        model.variables().isEmpty() ? "" : "<>",
                        CodeBlock.join(arguments, ", "))
                .build();
    }

    private MethodSpec params() {
        List<CodeBlock> components = model.components().stream().map(BoundWriter::current).toList();
        return MethodSpec.methodBuilder("params")
                .addAnnotation(Override.class)
                .addModifiers(PUBLIC)
                .returns(model.params())
                .addStatement("return new $T($L)", model.params(), CodeBlock.join(components, ", "))
                .build();
    }

    private static CodeBlock current(ModelField field) {
        CodeBlock own = CodeBlock.of("$N", field.name());
        Shape shape = field.shape().orElseThrow();
        return field.role() == Role.PARAMETER && shape.boundType().equals(shape.paramsType())
                ? own
                : ShapeCode.current(shape, own, field.leaf());
    }

    /** A submodule that can be called by itself. */
    private static MethodSpec offer(ModelField field) {
        CodeBlock own = CodeBlock.of("$N", field.name());
        return MethodSpec.methodBuilder(field.name())
                .addJavadoc("{@code $L} over these parameters.\n", field.name())
                .addModifiers(PUBLIC)
                .returns(field.boundType())
                .addStatement("return $L", ShapeCode.guarded(field.shape().orElseThrow(), own))
                .build();
    }

    private MethodSpec accessor(TwinMethod accessor) {
        return signature(accessor, model.types(), elements)
                .addStatement("return $N", accessor.name())
                .build();
    }

    private MethodSpec copy(TwinMethod method) {
        return signature(method, model.types(), elements)
                .addComment("$L", method.place())
                .addCode("$L", LineMarks.mark(method.place()))
                .addCode(method.body().orElseThrow())
                .build();
    }

    /** A static method of another class. */
    private MethodSpec helper(HelperSource helper) {
        return Signatures.privateCopy(helper.element(), helper.name(), model.types(), elements)
                .addComment("$L", helper.place())
                .addCode("$L", LineMarks.mark(helper.place()))
                .addCode(helper.body())
                .build();
    }

    /** The signature of a method in {@code Bound}. */
    static MethodSpec.Builder signature(TwinMethod method, TypeNames types, Elements elements) {
        MethodSpec.Builder signature =
                Signatures.copy(method.element(), method.name(), method.type(), types, elements);
        return method.overrides() ? signature.addAnnotation(Override.class) : signature;
    }
}
