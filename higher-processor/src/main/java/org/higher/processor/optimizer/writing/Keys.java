package org.higher.processor.optimizer.writing;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.WildcardTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.codegen.KeyDocs;
import org.higher.processor.codegen.ShapeCode;
import org.higher.processor.optimizer.analysis.OptimizerModel;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.types.Shape;

/** The keys of an optimizer's hyperparameters, by which they are overridden. */
record Keys(OptimizerModel model, RuleReads reads, String all, String allTrees, Elements elements) {
    private static final String OPTIM = "org.higher.optim";
    private static final ClassName KEY = ClassName.get(OPTIM, "Key");
    private static final ClassName TREE_KEY = ClassName.get(OPTIM, "TreeKey");

    private static final String PARAMETER = "parameter";

    /** The keys of a rule; names of constants are free for what reads fields. */
    static Keys of(OptimizerModel model, Elements elements, Types types) {
        List<String> names = model.hyperparameters().stream().map(Keys::name).toList();
        String all = names.contains("KEYS") ? "ALL_KEYS" : "KEYS";
        String allTrees = names.contains("TREE_KEYS") ? "ALL_TREE_KEYS" : "TREE_KEYS";
        Stream<String> inCode =
                model.code().methods().stream().flatMap(m -> FieldReads.constantsIn(m.body()));
        List<String> taken =
                Stream.of(names.stream(), Stream.of(all, allTrees), inCode)
                        .flatMap(s -> s)
                        .toList();
        RuleReads reads =
                new RuleReads(model, new FieldReads(model.type(), elements, types, taken));
        return new Keys(model, reads, all, allTrees, elements);
    }

    /** The name of a hyperparameter's key. */
    static String name(VariableElement hyperparameter) {
        return FieldReads.constantName(hyperparameter.getSimpleName().toString());
    }

    /** The keys, in declaration order. */
    List<FieldSpec> fields() {
        return model.hyperparameters().stream().map(this::key).toList();
    }

    /** The names of the lists, as arguments. */
    String arguments() {
        return hasTrees() ? all + ", " + allTrees : all;
    }

    private FieldSpec key(VariableElement hyperparameter) {
        String field = hyperparameter.getSimpleName().toString();
        Optional<Shape> tree = Hyperparameters.tree(hyperparameter);
        TypeName type =
                tree.<TypeName>map(
                                t ->
                                        ParameterizedTypeName.get(
                                                TREE_KEY, model.name(), t.paramsType()))
                        .orElseGet(this::keyType);
        return FieldSpec.builder(type, name(hyperparameter), PUBLIC, STATIC, FINAL)
                .addJavadoc("$L\n", KeyDocs.of(hyperparameter, elements))
                .initializer(
                        tree.map(t -> treeKey(hyperparameter, t))
                                .orElseGet(
                                        () ->
                                                CodeBlock.of(
                                                        "new $T<>($T.class, $S, $L)",
                                                        KEY,
                                                        model.name(),
                                                        field,
                                                        reader(hyperparameter))))
                .build();
    }

    private CodeBlock reader(VariableElement field) {
        return reads.hasAccessor(field) && !isObscured()
                ? CodeBlock.of("$T::$N", model.name(), field.getSimpleName().toString())
                : CodeBlock.of("rule -> $L", reads.read(field, "rule"));
    }

    /**
     * Whether a constant has the name that the rule's begins with, which then means the constant.
     */
    private boolean isObscured() {
        String first = model.name().topLevelClassName().simpleName();
        return Stream.concat(
                        Stream.of(all, allTrees), model.hyperparameters().stream().map(Keys::name))
                .anyMatch(first::equals);
    }

    /** With how to read the tensors of a hyperparameter, and how to replace them. */
    private CodeBlock treeKey(VariableElement hyperparameter, Shape shape) {
        String field = hyperparameter.getSimpleName().toString();
        boolean hidden = field.equals("out") || field.equals("in");
        CodeBlock value = CodeBlock.of("$N", hidden ? "value" : field);
        CodeBlock own = reads.read(hyperparameter, "rule");
        CodeBlock read =
                shape instanceof Shape.Leaf
                        ? reader(hyperparameter)
                        : CodeBlock.of("rule -> $L", ShapeCode.params(shape, own, PARAMETER));
        CodeBlock flatten =
                ShapeCode.flatten(shape, "out", CodeBlock.of("$S", field), value, PARAMETER);
        CodeBlock unflatten = ShapeCode.unflatten(shape, "in", value, PARAMETER);
        return CodeBlock.of(
                "new $T<>($T.class, $S, $L, ($L, out) -> $L, ($L, in) -> $L)",
                TREE_KEY,
                model.name(),
                field,
                read,
                value,
                flatten,
                value,
                unflatten);
    }

    /** The lists of all keys. */
    List<FieldSpec> lists() {
        List<FieldSpec> lists = new ArrayList<>(List.of(list(all, keyType(), false)));
        if (hasTrees()) {
            TypeName any =
                    ParameterizedTypeName.get(
                            TREE_KEY, model.name(), WildcardTypeName.subtypeOf(Object.class));
            lists.add(list(allTrees, any, true));
        }
        return lists;
    }

    private FieldSpec list(String constant, TypeName key, boolean trees) {
        String names =
                model.hyperparameters().stream()
                        .filter(h -> Hyperparameters.tree(h).isPresent() == trees)
                        .map(Keys::name)
                        .collect(Collectors.joining(", "));
        TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), key);
        return FieldSpec.builder(list, constant, PRIVATE, STATIC, FINAL)
                .initializer("$T.of($L)", List.class, names)
                .build();
    }

    private boolean hasTrees() {
        return model.hyperparameters().stream().anyMatch(h -> Hyperparameters.tree(h).isPresent());
    }

    private TypeName keyType() {
        return ParameterizedTypeName.get(KEY, model.name());
    }
}
