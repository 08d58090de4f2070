package org.higher.processor.optimizer;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PROTECTED;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.stage.Context;
import org.higher.processor.stage.FieldReads;
import org.higher.processor.stage.RuntimeTypes;
import org.higher.processor.stage.Signatures;

/**
 * Writes {@code DifferentiableSgd}: keys, registration, the mapping of the state, {@code Bound}.
 */
final class OptimizerWriter {
    private static final String OPTIM = "org.higher.optim";
    private static final ClassName BASE = ClassName.get(OPTIM, "DifferentiableOptimizer");
    private static final ClassName HYPER = ClassName.get(OPTIM, "Hyper");
    private static final ClassName KEY = ClassName.get(OPTIM, "Key");
    private static final ClassName OPTIMIZERS = ClassName.get(OPTIM, "Optimizers");
    private static final ClassName SETTINGS = ClassName.get(OPTIM, "Settings");
    private static final ClassName UPDATE_RULE = ClassName.get(OPTIM, "UpdateRule");

    private final Context context;
    private final Lifting lifting;
    private final Rule rule;
    private final ClassName name;
    private final TypeName state;
    private final List<String> keys;
    private final String allKeys;
    private final FieldReads reads;

    OptimizerWriter(Context context, Lifting lifting) {
        this.context = context;
        this.lifting = lifting;
        this.rule = lifting.rule();
        this.name = rule.name();
        this.state = TypeName.get(rule.state());
        this.keys = rule.hyperparameters().stream().map(OptimizerWriter::keyName).toList();
        this.allKeys = keys.contains("KEYS") ? "ALL_KEYS" : "KEYS";
        List<String> taken = new ArrayList<>(keys);
        taken.add(allKeys);
        this.reads = new FieldReads(name, context.types(), taken);
    }

    static String keyName(VariableElement hyperparameter) {
        return FieldReads.constantName(hyperparameter.getSimpleName().toString());
    }

    JavaFile write() {
        List<FieldSpec> keyFields = rule.hyperparameters().stream().map(this::key).toList();
        TypeSpec bound = new BoundWriter(context, lifting, reads).write();
        StateMapping mapping = new StateMapping(context.types());
        CodeBlock mapped = mapping.map(rule.state());
        for (TypeMirror type : mapping.opaque()) {
            context.reporter().report(rule.type(), Message.OPAQUE_STATE, type);
        }
        TypeSpec.Builder type =
                TypeSpec.classBuilder(rule.generatedName())
                        .addOriginatingElement(rule.type())
                        .addJavadoc(
                                "{@link $T} with tensors for hyperparameters, so that gradients flow"
                                        + " to them.\n",
                                name)
                        .addAnnotation(RuntimeTypes.GENERATED)
                        .addModifiers(Signatures.topLevelVisibility(rule.type()))
                        .addModifiers(FINAL)
                        .superclass(ParameterizedTypeName.get(BASE, name, state))
                        .addFields(reads.handles())
                        .addFields(keyFields)
                        .addField(keyList())
                        .addStaticBlock(
                                CodeBlock.of(
                                        "$T.registerIfAbsent($T.class, $T::new);\n",
                                        OPTIMIZERS,
                                        name,
                                        rule.generatedName()))
                        .addMethod(constructor())
                        .addMethod(bind())
                        .addMethod(map(mapped))
                        .addMethods(mapping.helpers())
                        .addType(bound);
        return JavaFile.builder(name.packageName(), type.build())
                .indent("    ")
                .skipJavaLangImports(true)
                .build();
    }

    private FieldSpec key(VariableElement hyperparameter) {
        String field = hyperparameter.getSimpleName().toString();
        CodeBlock reader =
                rule.hasAccessor(hyperparameter)
                        ? CodeBlock.of("$T::$N", name, field)
                        : CodeBlock.of("rule -> $L", reads.read(hyperparameter, "rule"));
        return FieldSpec.builder(keyOf(name), keyName(hyperparameter), PUBLIC, STATIC, FINAL)
                .addJavadoc("The key of {@code $L}.\n", field)
                .initializer("new $T<>($T.class, $S, $L)", KEY, name, field, reader)
                .build();
    }

    private FieldSpec keyList() {
        TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), keyOf(name));
        return FieldSpec.builder(list, allKeys, PRIVATE, STATIC, FINAL)
                .initializer("$T.of($L)", List.class, String.join(", ", keys))
                .build();
    }

    private static TypeName keyOf(ClassName rule) {
        return ParameterizedTypeName.get(KEY, rule);
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addJavadoc("The differentiable version of an optimizer.\n")
                .addModifiers(Signatures.topLevelVisibility(rule.type()))
                .addParameter(ParameterizedTypeName.get(SETTINGS, name), "settings")
                .addStatement("super(settings, $N)", allKeys)
                .build();
    }

    private MethodSpec bind() {
        CodeBlock exact =
                rule.type().getModifiers().contains(FINAL)
                        ? CodeBlock.of("rule")
                        : CodeBlock.of("$T.exactly($T.class, rule)", RuntimeTypes.ACCESS, name);
        return MethodSpec.methodBuilder("bind")
                .addAnnotation(Override.class)
                .addModifiers(PROTECTED)
                .returns(ParameterizedTypeName.get(UPDATE_RULE, state))
                .addParameter(name, "rule")
                .addParameter(ParameterizedTypeName.get(HYPER, name), "hyper")
                .addStatement("return new Bound($L, hyper)", exact)
                .build();
    }

    private MethodSpec map(CodeBlock mapped) {
        return MethodSpec.methodBuilder("map")
                .addAnnotation(Override.class)
                .addModifiers(PROTECTED)
                .returns(state)
                .addParameter(state, "state")
                .addParameter(RuntimeTypes.LEAF_MAPPER, "f")
                .addStatement("return $L", mapped)
                .build();
    }
}
