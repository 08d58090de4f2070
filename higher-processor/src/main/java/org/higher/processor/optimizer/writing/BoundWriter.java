package org.higher.processor.optimizer.writing;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Elements;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.optimizer.analysis.LiftedMethod;
import org.higher.processor.optimizer.analysis.OptimizerModel;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.text.LineMarks;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/** Writes {@code Bound}: the rule's code, with its hyperparameters in fields of the same names. */
final class BoundWriter {
    private static final ClassName HYPER = ClassName.get("org.higher.optim.support.v1", "Hyper");

    private final OptimizerModel model;
    private final RuleReads reads;
    private final Elements elements;
    private final String hyper;
    private final String original;

    BoundWriter(OptimizerModel model, RuleReads reads, Elements elements) {
        this.model = model;
        this.reads = reads;
        this.elements = elements;
        this.hyper = model.code().hyper();
        this.original = model.original();
    }

    TypeSpec write() {
        TypeSpec.Builder bound =
                TypeSpec.classBuilder("Bound")
                        .addJavadoc("{@link $T}'s code over given hyperparameters.\n", model.name())
                        .addModifiers(PRIVATE, STATIC, FINAL)
                        .addSuperinterface(
                                ParameterizedTypeName.get(model.contract(), model.stateType()));
        for (VariableElement field : model.read()) {
            bound.addField(type(field), field.getSimpleName().toString(), PRIVATE, FINAL);
        }
        if (model.code().usesHyper()) {
            bound.addField(hyperType(), hyper, PRIVATE, FINAL);
        }
        return bound.addMethod(constructor())
                .addMethods(model.code().methods().stream().map(this::method).toList())
                .build();
    }

    private TypeName type(VariableElement field) {
        return Hyperparameters.isNumber(field)
                ? Annotations.TENSOR
                : Hyperparameters.tree(field)
                        .map(Shape::boundType)
                        .orElseGet(() -> TwinNames.BOUND.of(field.asType()));
    }

    private TypeName hyperType() {
        return ParameterizedTypeName.get(HYPER, model.name());
    }

    private MethodSpec constructor() {
        MethodSpec.Builder constructor =
                MethodSpec.constructorBuilder()
                        .addParameter(model.name(), original)
                        .addParameter(hyperType(), hyper);
        if (model.read().stream().anyMatch(Hyperparameters::holdsModules)) {
            constructor.addStatement(
                    "$T binder = new $T()", RuntimeTypes.BINDER, RuntimeTypes.BINDER);
        }
        for (VariableElement field : model.read()) {
            String name = field.getSimpleName().toString();
            String target = name.equals("binder") ? "this." : "";
            constructor.addStatement("$L$N = $L", target, name, value(field));
        }
        if (model.code().usesHyper()) {
            constructor.addStatement("this.$N = $N", hyper, hyper);
        }
        return constructor.build();
    }

    private CodeBlock value(VariableElement field) {
        if (Hyperparameters.isNumber(field)) {
            return CodeBlock.of("$N.get($L)", hyper, key(field));
        }
        CodeBlock own = reads.read(field, original);
        Optional<Shape> tree = Hyperparameters.tree(field);
        if (tree.isEmpty()) {
            return own;
        }
        CodeBlock learned = CodeBlock.of("$N.get($L)", hyper, key(field));
        return Hyperparameters.holdsModules(field)
                ? ShapeCode.bind(tree.get(), own, learned)
                : ShapeCode.held(tree.get(), learned);
    }

    /** The key's name, qualified where a field of the rule is called the same. */
    private CodeBlock key(VariableElement hyperparameter) {
        String key = Keys.name(hyperparameter);
        boolean hidden = model.read().stream().anyMatch(f -> f.getSimpleName().contentEquals(key));
        return hidden ? CodeBlock.of("$T.$N", model.generatedName(), key) : CodeBlock.of("$N", key);
    }

    /** The original's signature, with tensors for what is lifted; helpers are no longer static. */
    private MethodSpec method(LiftedMethod lifted) {
        ExecutableElement method = lifted.method();
        MethodSpec plain = Signatures.copy(method, TwinNames.BOUND, elements).build();
        MethodSpec.Builder copy =
                MethodSpec.methodBuilder(plain.name())
                        .addJavadoc(plain.javadoc())
                        .addModifiers(plain.modifiers().stream().filter(m -> m != STATIC).toList())
                        .addTypeVariables(plain.typeVariables())
                        .addExceptions(plain.exceptions())
                        .varargs(plain.varargs());
        if (lifted.overrides()) {
            copy.addAnnotation(Override.class);
        }
        copy.addAnnotations(plain.annotations());
        copy.returns(lifted.returnsTensor() ? Annotations.TENSOR : plain.returnType());
        for (int i = 0; i < plain.parameters().size(); i++) {
            ParameterSpec parameter = plain.parameters().get(i);
            boolean tensor = lifted.tensors().contains(method.getParameters().get(i));
            copy.addParameter(tensor ? Annotations.TENSOR : parameter.type(), parameter.name());
        }
        return copy.addComment("$L", lifted.place())
                .addCode("$L", LineMarks.mark(lifted.place()))
                .addCode(lifted.body())
                .build();
    }
}
