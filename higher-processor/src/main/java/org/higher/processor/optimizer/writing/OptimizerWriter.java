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
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.codegen.ClassAnnotations;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.optimizer.analysis.OptimizerModel;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;

/** Writes {@code DifferentiableSgd}: keys, registration, flattening of the state, {@code Bound}. */
public final class OptimizerWriter {
    private static final String OPTIM = "org.higher.optim";
    private static final String SUPPORT = "org.higher.optim.support.v1";
    private static final ClassName BASE = ClassName.get(SUPPORT, "AbstractDifferentiableOptimizer");
    private static final ClassName HYPER = ClassName.get(SUPPORT, "Hyper");
    private static final ClassName SETTINGS = ClassName.get(OPTIM, "Settings");

    private final OptimizerModel model;
    private final Elements elements;
    private final Keys keys;
    private final RuleReads reads;

    private OptimizerWriter(OptimizerModel model, Keys keys, Elements elements) {
        this.model = model;
        this.elements = elements;
        this.keys = keys;
        this.reads = keys.reads();
    }

    /** The file of the optimizer. */
    public static JavaFile write(Elements elements, Types types, OptimizerModel model) {
        return new OptimizerWriter(model, Keys.of(model, elements, types), elements).write();
    }

    private JavaFile write() {
        List<FieldSpec> keyFields = keys.fields();
        TypeSpec bound = new BoundWriter(model, reads, elements).write();
        StateWriter states = new StateWriter(model.state(), model.generatedName());
        List<MethodSpec> with = model.isRecord() ? List.of(with()) : List.of();
        TypeSpec type =
                TypeSpec.classBuilder(model.generatedName())
                        .addOriginatingElement(model.type())
                        .addJavadoc(
                                "{@link $T} with tensors for hyperparameters, so that gradients flow"
                                        + " to them.\n",
                                model.name())
                        .addAnnotations(ClassAnnotations.withLines(model.type(), elements))
                        .addModifiers(Signatures.topLevelVisibility(model.type()))
                        .addModifiers(FINAL)
                        .superclass(ParameterizedTypeName.get(BASE, model.name(), state()))
                        .addFields(reads.handles())
                        .addFields(keyFields)
                        .addFields(keys.lists())
                        .addStaticBlock(
                                CodeBlock.of(
                                        "register($T.class, $T::new);\n",
                                        model.name(),
                                        model.generatedName()))
                        .addMethod(constructor())
                        .addMethod(bind())
                        .addMethods(states.methods(state()))
                        .addMethods(with)
                        .addType(bound)
                        .build();
        return JavaFile.builder(model.name().packageName(), type)
                .indent("    ")
                .skipJavaLangImports(true)
                .build();
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addJavadoc("The differentiable version of an optimizer.\n")
                .addModifiers(Signatures.topLevelVisibility(model.type()))
                .addParameter(ParameterizedTypeName.get(SETTINGS, model.name()), "settings")
                .addStatement("super(settings, $L)", keys.arguments())
                .build();
    }

    private MethodSpec bind() {
        CodeBlock exact =
                model.type().getModifiers().contains(FINAL)
                        ? CodeBlock.of("rule")
                        : CodeBlock.of(
                                "$T.exactly($T.class, rule)", RuntimeTypes.ACCESS, model.name());
        return MethodSpec.methodBuilder("bind")
                .addAnnotation(Override.class)
                .addModifiers(PROTECTED)
                .returns(ParameterizedTypeName.get(RuntimeTypes.UPDATE_RULE, state()))
                .addParameter(model.name(), "rule")
                .addParameter(ParameterizedTypeName.get(HYPER, model.name()), "hyper")
                .addStatement("return new Bound($L, hyper)", exact)
                .build();
    }

    /** The record's own constructor, given the new numbers; modules keep theirs up to date. */
    private MethodSpec with() {
        MethodSpec.Builder with =
                MethodSpec.methodBuilder("with")
                        .addAnnotation(Override.class)
                        .addModifiers(PROTECTED)
                        .returns(model.name())
                        .addParameter(model.name(), "rule")
                        .addParameter(ParameterizedTypeName.get(HYPER, model.name()), "hyper");
        List<CodeBlock> arguments = new ArrayList<>();
        for (VariableElement field : model.declared()) {
            if (Hyperparameters.holdsModules(field)) {
                with.addStatement("hyper.assign($L)", Keys.name(field));
            }
            arguments.add(remade(field));
        }
        return with.addStatement("return new $T($L)", model.name(), CodeBlock.join(arguments, ", "))
                .build();
    }

    private CodeBlock remade(VariableElement field) {
        if (!Annotations.isTrainable(field) || Hyperparameters.holdsModules(field)) {
            return reads.read(field, "rule");
        }
        if (Hyperparameters.tree(field).isPresent()) {
            return CodeBlock.of("hyper.value($L)", Keys.name(field));
        }
        String cast = field.asType().getKind() == TypeKind.FLOAT ? "(float) " : "";
        return CodeBlock.of("$Lhyper.number($L)", cast, Keys.name(field));
    }

    private TypeName state() {
        return model.stateType();
    }
}
