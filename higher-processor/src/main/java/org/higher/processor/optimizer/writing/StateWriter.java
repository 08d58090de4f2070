package org.higher.processor.optimizer.writing;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import org.higher.processor.optimizer.analysis.StateStructure;
import org.higher.processor.types.RuntimeTypes;

/**
 * Writes the code that flattens and unflattens a rule's state: a line for each record component.
 *
 * @param optimizer the generated class, which has a method for each record within the state
 */
record StateWriter(StateStructure structure, ClassName optimizer) {
    private static final String FLATTEN = "flatten";
    private static final String UNFLATTEN = "unflatten";

    /** The methods of a differentiable optimizer, and those for records within the state. */
    List<MethodSpec> methods(TypeName state) {
        MethodSpec flatten =
                overriding(FLATTEN)
                        .addParameter(state, "state")
                        .addParameter(RuntimeTypes.LEAVES, "out")
                        .addCode(flattened())
                        .build();
        MethodSpec unflatten =
                overriding(UNFLATTEN)
                        .returns(state)
                        .addParameter(state, "state")
                        .addParameter(RuntimeTypes.LEAF_SOURCE, "in")
                        .addStatement("return $L", unflattened())
                        .build();
        Stream<MethodSpec> records =
                structure.records().stream()
                        .flatMap(r -> Stream.of(flattenRecord(r), unflattenRecord(r)));
        return Stream.concat(Stream.of(flatten, unflatten), records).toList();
    }

    private static MethodSpec.Builder overriding(String name) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED);
    }

    private MethodSpec flattenRecord(StateStructure.RecordMethods methods) {
        return forRecord(FLATTEN, methods)
                .addParameter(RuntimeTypes.LEAVES, "out")
                .addCode(flattened(methods.record(), "value"))
                .build();
    }

    private MethodSpec unflattenRecord(StateStructure.RecordMethods methods) {
        return forRecord(UNFLATTEN, methods)
                .returns(TypeName.get(methods.record().type()))
                .addParameter(RuntimeTypes.LEAF_SOURCE, "in")
                .addStatement("return $L", unflattened(methods.record(), "value"))
                .build();
    }

    private static MethodSpec.Builder forRecord(String verb, StateStructure.RecordMethods methods) {
        return MethodSpec.methodBuilder(verb + methods.suffix())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(TypeName.get(methods.record().type()), "value");
    }

    // flatten

    private CodeBlock flattened() {
        StateStructure.Node root = structure.root();
        if (root instanceof StateStructure.RecordNode record) {
            return flattened(record, "state");
        }
        return root instanceof StateStructure.Constant
                ? CodeBlock.of("")
                : CodeBlock.of("$L;\n", add(root, "out", CodeBlock.of("$S", "state"), "state", 0));
    }

    private CodeBlock flattened(StateStructure.RecordNode record, String variable) {
        CodeBlock.Builder statements = CodeBlock.builder();
        record.components()
                .forEach(
                        (component, node) -> {
                            if (!(node instanceof StateStructure.Constant)) {
                                CodeBlock name = CodeBlock.of("$S", component);
                                String value = variable + "." + component + "()";
                                statements.addStatement(add(node, "out", name, value, 0));
                            }
                        });
        return statements.build();
    }

    /** The call that adds a part of some name to {@code leaves}. */
    private CodeBlock add(
            StateStructure.Node node, String leaves, CodeBlock name, String value, int depth) {
        if (node instanceof StateStructure.Nested n) {
            return CodeBlock.of(
                    "$L.node($L, $L, $T::$L)",
                    leaves,
                    name,
                    value,
                    optimizer,
                    FLATTEN + n.suffix());
        }
        if (!(node instanceof StateStructure.Container container)) {
            return CodeBlock.of("$L.buffer($L, $L)", leaves, name, value);
        }
        CodeBlock each = CodeBlock.of("$T::buffer", RuntimeTypes.LEAVES);
        if (!(container.element() instanceof StateStructure.Leaf)) {
            String o = variable("o", depth);
            String n = variable("n", depth);
            String e = variable("e", depth);
            CodeBlock inner = add(container.element(), o, CodeBlock.of(n), e, depth + 1);
            each = CodeBlock.of("($L, $L, $L) -> $L", o, n, e, inner);
        }
        return CodeBlock.of("$L.$L($L, $L, $L)", leaves, container.kind(), name, value, each);
    }

    // unflatten

    private CodeBlock unflattened() {
        return structure.root() instanceof StateStructure.RecordNode record
                ? unflattened(record, "state")
                : replaced(structure.root(), "in", "state", 0);
    }

    /** {@code new State(...)}: each component as it is, or with other tensors. */
    private CodeBlock unflattened(StateStructure.RecordNode record, String variable) {
        List<CodeBlock> arguments = new ArrayList<>();
        record.components()
                .forEach(
                        (component, node) ->
                                arguments.add(
                                        replaced(
                                                node, "in", variable + "." + component + "()", 0)));
        DeclaredType type = record.type();
        ClassName name = ClassName.get((TypeElement) type.asElement());
        String diamond = type.getTypeArguments().isEmpty() ? "" : "<>";
        return CodeBlock.of("new $T$L($L)", name, diamond, CodeBlock.join(arguments, ", "));
    }

    /** A part with the tensors that {@code source} gives. */
    private CodeBlock replaced(StateStructure.Node node, String source, String value, int depth) {
        if (node instanceof StateStructure.Constant) {
            return CodeBlock.of("$L", value);
        }
        if (node instanceof StateStructure.Nested n) {
            return CodeBlock.of(
                    "$L.node($L, $T::$L)", source, value, optimizer, UNFLATTEN + n.suffix());
        }
        if (!(node instanceof StateStructure.Container container)) {
            return CodeBlock.of("$L.buffer($L)", source, value);
        }
        CodeBlock each = CodeBlock.of("$T::buffer", RuntimeTypes.LEAF_SOURCE);
        if (!(container.element() instanceof StateStructure.Leaf)) {
            String i = variable("i", depth);
            String e = variable("e", depth);
            each =
                    CodeBlock.of(
                            "($L, $L) -> $L", i, e, replaced(container.element(), i, e, depth + 1));
        }
        return CodeBlock.of("$L.$L($L, $L)", source, container.kind(), value, each);
    }

    /** A lambda's parameter; nested lambdas need names of their own. */
    private static String variable(String name, int depth) {
        return depth == 0 ? name : name + (depth + 1);
    }
}
