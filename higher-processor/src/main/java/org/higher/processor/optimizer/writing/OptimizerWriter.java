package org.higher.processor.optimizer.writing;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PROTECTED;

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
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.codegen.ClassAnnotations;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.optimizer.analysis.OptimizerModel;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;

/** Writes {@code DifferentiableSgd}: keys, registration, flattening of the state, {@code Bound}. */
public final class OptimizerWriter {
    private static final String OPTIM = "org.higher.optim";
    private static final String SUPPORT = "org.higher.optim.support.v1";
    private static final ClassName BASE = ClassName.get(SUPPORT, "AbstractDifferentiableOptimizer");
    private static final ClassName HYPER = ClassName.get(SUPPORT, "Hyper");
    private static final ClassName SETTINGS = ClassName.get(OPTIM, "Settings");
    private static final ClassName UPDATE_RULE = ClassName.get(OPTIM, "UpdateRule");

    private final OptimizerModel model;
    private final Rule rule;
    private final Elements elements;
    private final Keys keys;
    private final RuleReads reads;

    private OptimizerWriter(OptimizerModel model, Keys keys, Elements elements) {
        this.model = model;
        this.rule = model.rule();
        this.elements = elements;
        this.keys = keys;
        this.reads = keys.reads();
    }

    /** The file of the optimizer. */
    public static JavaFile write(Elements elements, Types types, OptimizerModel model) {
        return new OptimizerWriter(model, Keys.of(model.rule(), elements, types), elements).write();
    }

    private JavaFile write() {
        List<FieldSpec> keyFields = keys.fields();
        TypeSpec bound = new BoundWriter(model, reads, elements).write();
        StateWriter states = new StateWriter(model.state(), rule.generatedName());
        List<MethodSpec> with =
                rule.type().getKind() == ElementKind.RECORD ? List.of(with()) : List.of();
        TypeSpec type =
                TypeSpec.classBuilder(rule.generatedName())
                        .addOriginatingElement(rule.type())
                        .addJavadoc(
                                "{@link $T} with tensors for hyperparameters, so that gradients flow"
                                        + " to them.\n",
                                rule.name())
                        .addAnnotations(ClassAnnotations.of(rule.type(), elements))
                        .addModifiers(Signatures.topLevelVisibility(rule.type()))
                        .addModifiers(FINAL)
                        .superclass(ParameterizedTypeName.get(BASE, rule.name(), state()))
                        .addFields(reads.handles())
                        .addFields(keyFields)
                        .addFields(keys.lists())
                        .addStaticBlock(
                                CodeBlock.of(
                                        "register($T.class, $T::new);\n",
                                        rule.name(),
                                        rule.generatedName()))
                        .addMethod(constructor())
                        .addMethod(bind())
                        .addMethods(states.methods(state()))
                        .addMethods(with)
                        .addType(bound)
                        .build();
        return JavaFile.builder(rule.name().packageName(), type)
                .indent("    ")
                .skipJavaLangImports(true)
                .build();
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addJavadoc("The differentiable version of an optimizer.\n")
                .addModifiers(Signatures.topLevelVisibility(rule.type()))
                .addParameter(ParameterizedTypeName.get(SETTINGS, rule.name()), "settings")
                .addStatement("super(settings, $L)", keys.arguments())
                .build();
    }

    private MethodSpec bind() {
        CodeBlock exact =
                rule.type().getModifiers().contains(FINAL)
                        ? CodeBlock.of("rule")
                        : CodeBlock.of(
                                "$T.exactly($T.class, rule)", RuntimeTypes.ACCESS, rule.name());
        return MethodSpec.methodBuilder("bind")
                .addAnnotation(Override.class)
                .addModifiers(PROTECTED)
                .returns(ParameterizedTypeName.get(UPDATE_RULE, state()))
                .addParameter(rule.name(), "rule")
                .addParameter(ParameterizedTypeName.get(HYPER, rule.name()), "hyper")
                .addStatement("return new Bound($L, hyper)", exact)
                .build();
    }

    /** The record's own constructor, given the new numbers; modules keep theirs up to date. */
    private MethodSpec with() {
        MethodSpec.Builder with =
                MethodSpec.methodBuilder("with")
                        .addAnnotation(Override.class)
                        .addModifiers(PROTECTED)
                        .returns(rule.name())
                        .addParameter(rule.name(), "rule")
                        .addParameter(ParameterizedTypeName.get(HYPER, rule.name()), "hyper");
        List<CodeBlock> arguments = new ArrayList<>();
        for (VariableElement field : rule.source().fields()) {
            if (Rule.holdsModules(field)) {
                with.addStatement("hyper.assign($L)", Keys.name(field));
            }
            arguments.add(remade(field));
        }
        return with.addStatement("return new $T($L)", rule.name(), CodeBlock.join(arguments, ", "))
                .build();
    }

    private CodeBlock remade(VariableElement field) {
        if (!Annotations.isTrainable(field) || Rule.holdsModules(field)) {
            return reads.read(field, "rule");
        }
        if (Rule.tree(field).isPresent()) {
            return CodeBlock.of("hyper.value($L)", Keys.name(field));
        }
        String cast = field.asType().getKind() == TypeKind.FLOAT ? "(float) " : "";
        return CodeBlock.of("$Lhyper.number($L)", cast, Keys.name(field));
    }

    private TypeName state() {
        return TypeName.get(rule.state());
    }
}
