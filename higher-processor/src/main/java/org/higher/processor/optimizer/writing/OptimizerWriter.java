package org.higher.processor.optimizer.writing;

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
import com.palantir.javapoet.WildcardTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.codegen.ClassAnnotations;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.codegen.Layout;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.optimizer.analysis.Lifting;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;

/**
 * Writes {@code DifferentiableSgd}: keys, registration, the mapping of the state, {@code Bound}.
 */
public final class OptimizerWriter {
    private static final String OPTIM = "org.higher.optim";
    private static final ClassName BASE = ClassName.get(OPTIM, "DifferentiableOptimizer");
    private static final ClassName HYPER = ClassName.get(OPTIM, "Hyper");
    private static final ClassName KEY = ClassName.get(OPTIM, "Key");
    private static final ClassName TREE_KEY = ClassName.get(OPTIM, "TreeKey");
    private static final ClassName OPTIMIZERS = ClassName.get(OPTIM, "Optimizers");
    private static final ClassName SETTINGS = ClassName.get(OPTIM, "Settings");
    private static final ClassName UPDATE_RULE = ClassName.get(OPTIM, "UpdateRule");

    /** How far in the arguments of such a key are, give or take. */
    private static final int TREE_KEY_INDENT = 60;

    private final Context context;
    private final Lifting lifting;
    private final Rule rule;
    private final ClassName name;
    private final TypeName state;
    private final String keys;
    private final String treeKeys;
    private final FieldReads reads;

    public OptimizerWriter(Context context, Lifting lifting) {
        this.context = context;
        this.lifting = lifting;
        this.rule = lifting.rule();
        this.name = rule.name();
        this.state = TypeName.get(rule.state());
        List<String> taken = new ArrayList<>();
        rule.hyperparameters().forEach(h -> taken.add(keyName(h)));
        this.keys = taken.contains("KEYS") ? "ALL_KEYS" : "KEYS";
        this.treeKeys = taken.contains("TREE_KEYS") ? "ALL_TREE_KEYS" : "TREE_KEYS";
        taken.add(keys);
        taken.add(treeKeys);
        this.reads = new FieldReads(name, context.types(), taken);
    }

    public static String keyName(VariableElement hyperparameter) {
        return FieldReads.constantName(hyperparameter.getSimpleName().toString());
    }

    public JavaFile write() {
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
                        .addAnnotations(ClassAnnotations.of(rule.type(), context.elements()))
                        .addModifiers(Signatures.topLevelVisibility(rule.type()))
                        .addModifiers(FINAL)
                        .superclass(ParameterizedTypeName.get(BASE, name, state))
                        .addFields(reads.handles())
                        .addFields(keyFields)
                        .addFields(allKeys())
                        .addStaticBlock(
                                CodeBlock.of(
                                        "$T.registerIfAbsent($T.class, $T::new);\n",
                                        OPTIMIZERS,
                                        name,
                                        rule.generatedName()))
                        .addMethod(constructor())
                        .addMethod(bind())
                        .addMethod(map(mapped))
                        .addMethods(mapping.helpers());
        if (rule.type().getKind() == ElementKind.RECORD) {
            type.addMethod(with());
        }
        type.addType(bound);
        return JavaFile.builder(name.packageName(), type.build())
                .indent("    ")
                .skipJavaLangImports(true)
                .build();
    }

    private FieldSpec key(VariableElement hyperparameter) {
        String field = hyperparameter.getSimpleName().toString();
        Optional<Shape> tree = Rule.tree(hyperparameter);
        TypeName type =
                tree.<TypeName>map(t -> ParameterizedTypeName.get(TREE_KEY, name, t.paramsType()))
                        .orElseGet(this::keyType);
        return FieldSpec.builder(type, keyName(hyperparameter), PUBLIC, STATIC, FINAL)
                .addJavadoc("The key of {@code $L}.\n", field)
                .initializer(
                        tree.map(t -> treeKey(hyperparameter, t))
                                .orElseGet(
                                        () ->
                                                CodeBlock.of(
                                                        "new $T<>($T.class, $S, $L)",
                                                        KEY,
                                                        name,
                                                        field,
                                                        reader(hyperparameter))))
                .build();
    }

    private CodeBlock reader(VariableElement field) {
        return rule.hasAccessor(field)
                ? CodeBlock.of("$T::$N", name, field.getSimpleName().toString())
                : CodeBlock.of("rule -> $L", rule.read(field, "rule", reads));
    }

    /** With how to read the tensors of a hyperparameter, and how to replace them. */
    private CodeBlock treeKey(VariableElement hyperparameter, Shape shape) {
        String field = hyperparameter.getSimpleName().toString();
        String value = field.equals("mapper") ? "value" : field;
        CodeBlock own = rule.read(hyperparameter, "rule", reads);
        CodeBlock read =
                shape instanceof Shape.Leaf
                        ? reader(hyperparameter)
                        : CodeBlock.of("rule -> $L", ShapeCode.params(shape, own));
        CodeBlock map =
                ShapeCode.map(
                        shape, CodeBlock.of("$S", field), CodeBlock.of("$N", value), "param", 0);
        return Layout.nestedArguments(
                CodeBlock.of("new $T<>", TREE_KEY),
                List.of(
                        CodeBlock.of("$T.class", name),
                        CodeBlock.of("$S", field),
                        read,
                        CodeBlock.of("(mapper, $N) -> $L", value, map)),
                TREE_KEY_INDENT);
    }

    private List<FieldSpec> allKeys() {
        List<FieldSpec> lists = new ArrayList<>(List.of(allKeys(keys, keyType(), false)));
        if (hasTrees()) {
            TypeName any =
                    ParameterizedTypeName.get(
                            TREE_KEY, name, WildcardTypeName.subtypeOf(Object.class));
            lists.add(allKeys(treeKeys, any, true));
        }
        return lists;
    }

    private FieldSpec allKeys(String constant, TypeName key, boolean trees) {
        String names =
                rule.hyperparameters().stream()
                        .filter(h -> Rule.tree(h).isPresent() == trees)
                        .map(OptimizerWriter::keyName)
                        .collect(Collectors.joining(", "));
        TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), key);
        return FieldSpec.builder(list, constant, PRIVATE, STATIC, FINAL)
                .initializer("$T.of($L)", List.class, names)
                .build();
    }

    private boolean hasTrees() {
        return rule.hyperparameters().stream().anyMatch(h -> Rule.tree(h).isPresent());
    }

    private TypeName keyType() {
        return ParameterizedTypeName.get(KEY, name);
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addJavadoc("The differentiable version of an optimizer.\n")
                .addModifiers(Signatures.topLevelVisibility(rule.type()))
                .addParameter(ParameterizedTypeName.get(SETTINGS, name), "settings")
                .addStatement("super(settings, $L)", hasTrees() ? keys + ", " + treeKeys : keys)
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

    /** The record's own constructor, given the new numbers; modules keep theirs up to date. */
    private MethodSpec with() {
        MethodSpec.Builder with =
                MethodSpec.methodBuilder("with")
                        .addAnnotation(Override.class)
                        .addModifiers(PROTECTED)
                        .returns(name)
                        .addParameter(name, "rule")
                        .addParameter(ParameterizedTypeName.get(HYPER, name), "hyper");
        List<CodeBlock> arguments = new ArrayList<>();
        for (VariableElement field : rule.source().fields()) {
            if (Rule.holdsModules(field)) {
                with.addStatement("hyper.assign($L)", keyName(field));
            }
            arguments.add(remade(field));
        }
        CodeBlock creation = CodeBlock.of("return new $T", name);
        return with.addStatement(Layout.arguments(creation, arguments, 8)).build();
    }

    private CodeBlock remade(VariableElement field) {
        if (!Annotations.isTrainable(field) || Rule.holdsModules(field)) {
            return rule.read(field, "rule", reads);
        }
        if (Rule.tree(field).isPresent()) {
            return CodeBlock.of("hyper.value($L)", keyName(field));
        }
        String cast = field.asType().getKind() == TypeKind.FLOAT ? "(float) " : "";
        return CodeBlock.of("$Lhyper.number($L)", cast, keyName(field));
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
