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
import com.sun.source.tree.MethodTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.codegen.Signatures;
import org.higher.processor.optimizer.analysis.LiftedBody;
import org.higher.processor.optimizer.analysis.Lifting;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.Renamer;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/** Writes {@code Bound}: the rule's code, with its hyperparameters in fields of the same names. */
public final class BoundWriter {
    private static final ClassName HYPER = ClassName.get("org.higher.optim", "Hyper");
    private static final ClassName UPDATE_RULE = ClassName.get("org.higher.optim", "UpdateRule");

    private final Context context;
    private final Lifting lifting;
    private final Rule rule;
    private final FieldReads reads;
    private final String hyper;
    private final String original;
    private boolean usesHyper;

    public BoundWriter(Context context, Lifting lifting, FieldReads reads) {
        this.context = context;
        this.lifting = lifting;
        this.rule = lifting.rule();
        this.reads = reads;
        Set<String> names = rule.names();
        this.hyper = names.contains("hyper") ? "hyperparameters" : "hyper";
        this.original = names.contains("rule") ? "original" : "rule";
    }

    public TypeSpec write() {
        List<MethodSpec> methods = new ArrayList<>();
        lifting.methods().forEach((method, tree) -> methods.add(method(method, tree)));
        TypeSpec.Builder bound =
                TypeSpec.classBuilder("Bound")
                        .addJavadoc("{@link $T}'s code over given hyperparameters.\n", rule.name())
                        .addModifiers(PRIVATE, STATIC, FINAL)
                        .addSuperinterface(
                                ParameterizedTypeName.get(UPDATE_RULE, TypeName.get(rule.state())));
        for (VariableElement field : lifting.fields()) {
            bound.addField(type(field), field.getSimpleName().toString(), PRIVATE, FINAL);
        }
        if (usesHyper) {
            bound.addField(hyperType(), hyper, PRIVATE, FINAL);
        }
        return bound.addMethod(constructor()).addMethods(methods).build();
    }

    private TypeName type(VariableElement field) {
        return Rule.isNumber(field)
                ? Annotations.TENSOR
                : Rule.tree(field)
                        .map(Shape::boundType)
                        .orElseGet(() -> TwinNames.BOUND.of(field.asType()));
    }

    private TypeName hyperType() {
        return ParameterizedTypeName.get(HYPER, rule.name());
    }

    private MethodSpec constructor() {
        MethodSpec.Builder constructor =
                MethodSpec.constructorBuilder()
                        .addParameter(rule.name(), original)
                        .addParameter(hyperType(), hyper);
        if (lifting.fields().stream().anyMatch(Rule::holdsModules)) {
            constructor.addStatement(
                    "$T binder = new $T()", RuntimeTypes.BINDER, RuntimeTypes.BINDER);
        }
        for (VariableElement field : lifting.fields()) {
            String name = field.getSimpleName().toString();
            String target = name.equals("binder") ? "this." : "";
            constructor.addStatement("$L$N = $L", target, name, value(field));
        }
        if (usesHyper) {
            constructor.addStatement("this.$N = $N", hyper, hyper);
        }
        return constructor.build();
    }

    private CodeBlock value(VariableElement field) {
        if (Rule.isNumber(field)) {
            return CodeBlock.of("$N.get($L)", hyper, key(field));
        }
        CodeBlock own = rule.read(field, original, reads);
        Optional<Shape> tree = Rule.tree(field);
        if (tree.isEmpty()) {
            return own;
        }
        CodeBlock learned = CodeBlock.of("$N.get($L)", hyper, key(field));
        return Rule.holdsModules(field)
                ? ShapeCode.bind(tree.get(), own, learned, 0)
                : ShapeCode.held(tree.get(), learned);
    }

    /** The key's name, qualified where a field of the rule is called the same. */
    private CodeBlock key(VariableElement hyperparameter) {
        String key = OptimizerWriter.keyName(hyperparameter);
        boolean hidden =
                lifting.fields().stream().anyMatch(f -> f.getSimpleName().contentEquals(key));
        return hidden ? CodeBlock.of("$T.$N", rule.generatedName(), key) : CodeBlock.of("$N", key);
    }

    private MethodSpec method(ExecutableElement method, MethodTree tree) {
        ClassName self = rule.generatedName().nestedClass("Bound");
        Renamer renamer =
                new Renamer(
                        rule.source(),
                        TwinNames.BOUND,
                        self,
                        lifting.methods()::containsKey,
                        field -> false,
                        lifting.problems());
        LiftedBody body =
                new LiftedBody(
                        rule.source(),
                        tree,
                        lifting.calls(),
                        lifting.taint(),
                        lifting.uses(),
                        renamer,
                        lifting.methods()::containsKey,
                        hyper);
        CodeBlock code = body.body(tree.getBody());
        usesHyper |= body.usesHyper();
        return signature(method, tree).addCode(code).build();
    }

    /** The original's signature, with tensors for what is lifted; helpers are no longer static. */
    private MethodSpec.Builder signature(ExecutableElement method, MethodTree tree) {
        MethodSpec plain = Signatures.copy(method, TwinNames.BOUND, context.elements()).build();
        MethodSpec.Builder lifted =
                MethodSpec.methodBuilder(plain.name())
                        .addJavadoc(plain.javadoc())
                        .addModifiers(plain.modifiers().stream().filter(m -> m != STATIC).toList())
                        .addTypeVariables(plain.typeVariables())
                        .addExceptions(plain.exceptions())
                        .varargs(plain.varargs());
        if (Rule.isEntry(method)) {
            lifted.addAnnotation(Override.class);
        }
        lifted.addAnnotations(plain.annotations());
        lifted.returns(
                lifting.taint().liftedResult(method) ? Annotations.TENSOR : plain.returnType());
        for (int i = 0; i < plain.parameters().size(); i++) {
            ParameterSpec parameter = plain.parameters().get(i);
            lifted.addParameter(
                    lifting.taint().lifted(tree.getParameters().get(i))
                            ? Annotations.TENSOR
                            : parameter.type(),
                    parameter.name());
        }
        return lifted;
    }
}
